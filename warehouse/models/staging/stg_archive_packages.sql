-- One row per package of the archive.
create or replace view staging.stg_archive_packages as
select
    package_id,
    year_id,
    class_id,
    school_level,
    period_id,
    period_name,
    number,
    path,
    tag_digest,
    count_files,
    size_bytes,
    count_lost_workbooks,
    ledger_block_id,
    refers_to,
    why,
    reason,
    journal_until,
    summary_until,
    made_at,
    made_by
from journal.archive_packages;

comment on view staging.stg_archive_packages is
'Packages of closed journals (§2.11): of which class and period, where, until when they are kept.';
