-- One row per file handed in.
create or replace view marts.control_totals as
with uploads as (
    select
        upload_id,
        received_at,
        received_by,
        file_name,
        status,
        count_cells,
        count_recorded,
        count_unchanged,
        count_quarantined,
        count_conflicts,
        count_removals
    from staging.stg_uploads
),

entries as (
    select
        upload_id,
        count(*) as count_entries
    from staging.stg_entries
    group by upload_id
),

compared as (
    select
        uploads.upload_id,
        uploads.received_at,
        uploads.received_by,
        uploads.file_name,
        uploads.status,
        uploads.count_cells,
        uploads.count_recorded,
        uploads.count_unchanged,
        uploads.count_quarantined,
        uploads.count_conflicts,
        uploads.count_removals,
        uploads.count_recorded + uploads.count_unchanged + uploads.count_quarantined
        + uploads.count_conflicts as count_explained,
        coalesce(entries.count_entries, 0) as count_entries
    from uploads
    left join entries on uploads.upload_id = entries.upload_id
)

select
    upload_id,
    received_at,
    received_by,
    file_name,
    status,
    count_cells,
    count_recorded,
    count_unchanged,
    count_quarantined,
    count_conflicts,
    count_explained,
    count_removals,
    count_entries,
    count_cells = count_explained and count_entries = count_recorded + count_removals
        as is_balanced
from compared;

comment on view marts.control_totals is
'Every cell that was read is recorded, unchanged, quarantined or in conflict, and the
ledger holds exactly what was recorded or removed. Anything else is an error.';
comment on column marts.control_totals.upload_id is 'The upload.';
comment on column marts.control_totals.received_at is
'When the server had the whole file, UTC.';
comment on column marts.control_totals.received_by is 'Who handed it in.';
comment on column marts.control_totals.file_name is 'Name of the file as handed in.';
comment on column marts.control_totals.status is 'Recorded, unchanged or refused.';
comment on column marts.control_totals.count_cells is 'Filled cells that were read.';
comment on column marts.control_totals.count_recorded is
'Cells that went into the ledger.';
comment on column marts.control_totals.count_unchanged is
'Cells that the ledger held already.';
comment on column marts.control_totals.count_quarantined is
'Cells kept out by a critical finding.';
comment on column marts.control_totals.count_conflicts is
'Cells that someone else changed meanwhile.';
comment on column marts.control_totals.count_explained is
'Recorded, unchanged, quarantined and in conflict together.';
comment on column marts.control_totals.count_removals is
'Removals that were confirmed and recorded.';
comment on column marts.control_totals.count_entries is
'Entries of the upload in the ledger.';
comment on column marts.control_totals.is_balanced is
'Cells read equal cells explained, and entries equal recorded and removed.';
