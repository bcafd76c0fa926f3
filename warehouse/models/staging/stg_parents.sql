-- One row per parent of the latest set-up.
create or replace view staging.stg_parents as
select
    person_id,
    concat_ws(' ', surname, given_name, nullif(patronymic, '')) as person_name
from setup.parents
where valid_to is null;

comment on view staging.stg_parents is
'Parents and guardians; one who works at the school has the code of the staff.';
