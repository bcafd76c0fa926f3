-- One row per person and student whose data they may state, export and answer for.
create or replace view intermediate.int_student_data_access as
with leaders as (
    select
        person_id,
        school_level,
        is_director
    from intermediate.int_leaders
),

students as (
    select
        student_id,
        school_level
    from staging.stg_known_students
)

select distinct
    leaders.person_id,
    students.student_id
from students
inner join
    leaders
    on leaders.is_director or students.school_level = leaders.school_level;

comment on view intermediate.int_student_data_access is
'The director answers for every student there ever was, a deputy for those whose last class is
of the own levels (§1.7, §2.9).';
