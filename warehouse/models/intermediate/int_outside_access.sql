-- One row per person and student whose statements from other schools they enter.
create or replace view intermediate.int_outside_access as
with known as (
    select
        student_id,
        class_id,
        school_level
    from staging.stg_known_students
),

secretaries as (
    select person_id
    from staging.stg_staff
    where role_list like '%,secretary,%'
),

leaders as (
    select
        person_id,
        school_level
    from intermediate.int_leaders
)

select
    secretaries.person_id,
    known.student_id,
    known.class_id
from secretaries
cross join known
union
select
    leaders.person_id,
    known.student_id,
    known.class_id
from leaders
inner join known on leaders.school_level = known.school_level;

comment on view intermediate.int_outside_access is
'Movement is kept by the secretary and the supervising deputy (§2.13): the secretary for every
student, a deputy for those of the own levels, the director for all.';
