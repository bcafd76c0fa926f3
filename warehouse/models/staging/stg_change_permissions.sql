-- One row per permission to change a closed period.
create or replace view staging.stg_change_permissions as
select
    event_id as permission_id,
    year_id,
    class_id,
    period_id,
    page_id,
    person_id,
    reason,
    by_person_id,
    starts_at,
    asked_until,
    withdrawn_at,
    withdrawn_by,
    ends_at
from journal.change_permissions;

comment on view staging.stg_change_permissions is
'Permissions to change a closed period (§2.11): for which page and teacher, '''' for all.';
