-- One row per package handed over to the archive by an act.
create or replace view staging.stg_archive_acts as
select
    act_id,
    number,
    package_id,
    path,
    made_at,
    made_by
from journal.archive_acts;

comment on view staging.stg_archive_acts is
'Acts of transfer to the archive (§3.2): one row per act and package.';
