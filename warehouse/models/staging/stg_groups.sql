-- One row per study group or individual plan of the latest set-up.
create or replace view staging.stg_groups as
select
    group_id,
    name as group_name
from setup.groups
where valid_to is null;

comment on view staging.stg_groups is
'Study groups and individual plans (§2.3) by name.';
