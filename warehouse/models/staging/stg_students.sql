-- One row per student of the set-up as it holds today.
create or replace view staging.stg_students as
select
    student_id,
    given_name,
    patronymic,
    class_id,
    enrolled_on,
    left_on,
    concat_ws(' ', surname, given_name) as student_name
from setup.students
where
    (select looked.held_on from staging.stg_school_day as looked)
    between valid_from and coalesce(valid_to - 1, date '9999-12-31');

comment on view staging.stg_students is
'Students with the name that journals show; their pages and days are in stg_roster.';
