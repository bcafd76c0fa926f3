-- One row per file handed in.
create or replace view staging.stg_uploads as
select
    upload_id,
    received_at,
    received_by,
    via,
    file_name,
    file_sha256,
    size_bytes,
    workbook_id,
    undoes_upload_id,
    status,
    refusal,
    refusal_facts,
    finished_at,
    coalesce(count_cells, 0) as count_cells,
    coalesce(count_recorded, 0) as count_recorded,
    coalesce(count_unchanged, 0) as count_unchanged,
    coalesce(count_quarantined, 0) as count_quarantined,
    coalesce(count_conflicts, 0) as count_conflicts,
    coalesce(count_removals, 0) as count_removals,
    upload_id in (select void_uploads.upload_id from journal.void_uploads) as is_void
from journal.uploads;

comment on view staging.stg_uploads is
'Files handed in, in the state in which the loader left them; of a void one nothing counts.';
