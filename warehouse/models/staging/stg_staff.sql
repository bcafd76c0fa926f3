-- One row per member of staff of the set-up as it holds today.
create or replace view staging.stg_staff as
select
    person_id,
    concat_ws(' ', surname, given_name, patronymic) as person_name,
    ',' || replace(coalesce(roles, ''), ' ', '') || ',' as role_list,
    ',' || replace(coalesce(levels, ''), ' ', '') || ',' as level_list
from setup.staff
where
    (select looked.held_on from staging.stg_school_day as looked)
    between valid_from and coalesce(valid_to - 1, date '9999-12-31');

comment on view staging.stg_staff is
'Members of staff as the set-up of the day names them; lists are written ,one,two, so that a
like pattern finds an item.';
