-- One row per student and span of days in which the set-up says the same of them.
create or replace view staging.stg_dated_students as
select
    student_id,
    class_id,
    enrolled_on,
    left_on,
    order_number,
    valid_from as starts_on,
    coalesce(valid_to - 1, date '9999-12-31') as ends_on,
    concat_ws(' ', surname, given_name, nullif(patronymic, '')) as full_name
from setup.students
where valid_to is null or valid_from < valid_to;

comment on view staging.stg_dated_students is
'Students as the set-up named them on each day, for lists as they were on any date (§2.13).';
