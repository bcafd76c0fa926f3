-- One row per student of the latest set-up.
create or replace view staging.stg_students as
select
    student_id,
    patronymic,
    class_id,
    enrolled_on,
    left_on,
    concat_ws(' ', surname, given_name) as student_name
from setup.students
where valid_to is null;

comment on view staging.stg_students is
'Students with the name that journals show; their pages and days are in stg_roster.';
