-- One row per parent of the set-up as it holds today.
create or replace view staging.stg_parents as
select
    person_id,
    concat_ws(' ', surname, given_name, nullif(patronymic, '')) as person_name
from setup.parents
where
    (select looked.held_on from staging.stg_school_day as looked)
    between valid_from and coalesce(valid_to - 1, date '9999-12-31');

comment on view staging.stg_parents is
'Parents and guardians; one who works at the school has the code of the staff.';
