-- One row per entry of the ledger.
create or replace view staging.stg_entries as
select
    entry_id,
    block_id,
    page_id,
    lesson_id,
    period_id,
    student_id,
    field,
    value_text,
    value,
    mark_1,
    mark_2,
    attendance,
    recorded_at,
    recorded_by,
    upload_id,
    sheet,
    cell,
    reason,
    is_undetermined
from journal.entries;

comment on view staging.stg_entries is
'Every entry ever made, in order of entry_id; the latest of a cell is its value.';
