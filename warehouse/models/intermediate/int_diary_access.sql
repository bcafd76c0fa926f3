-- One row per person and student whose diary they read.
create or replace view intermediate.int_diary_access as
with students as (
    select student_id
    from staging.stg_students
),

children as (
    select
        person_id,
        student_id
    from staging.stg_children
)

select
    'student:' || student_id as person_id,
    student_id
from students
union
select
    children.person_id,
    children.student_id
from children
inner join students on children.student_id = students.student_id;

comment on view intermediate.int_diary_access is
'The own diary, and that of each child (§1.6). A student is `student:` and the code, so that
a code of the staff opens nobody''s diary.';
