-- One row per person and student whose movement and outside statements they enter.
create or replace view intermediate.int_outside_access as
with classes as (
    select
        person_id,
        class_id
    from intermediate.int_movement_access
),

known as (
    select
        student_id,
        class_id
    from staging.stg_known_students
)

select
    classes.person_id,
    known.student_id,
    known.class_id
from classes
inner join known on classes.class_id = known.class_id;

comment on view intermediate.int_outside_access is
'Students of the classes whose movement a person keeps (§2.13), also those who have left.';
