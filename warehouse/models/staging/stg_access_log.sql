-- One row per line of the log of access.
create or replace view staging.stg_access_log as
select
    logged_at,
    account_id,
    person_id,
    action,
    place,
    scope,
    about_person_id,
    address,
    rowid as line_number
from access.log;

comment on view staging.stg_access_log is
'Who did what when, by codes; line_number orders lines of the same moment.';
