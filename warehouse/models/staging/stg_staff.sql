-- One row per member of staff of the latest set-up.
create or replace view staging.stg_staff as
select
    person_id,
    concat_ws(' ', surname, given_name, patronymic) as person_name,
    ',' || replace(coalesce(roles, ''), ' ', '') || ',' as role_list,
    ',' || replace(coalesce(levels, ''), ' ', '') || ',' as level_list
from setup.staff
where valid_to is null;

comment on view staging.stg_staff is
'Members of staff as the latest set-up names them; lists are written ,one,two, so that a
like pattern finds an item.';
