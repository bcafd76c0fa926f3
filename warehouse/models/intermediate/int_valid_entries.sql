-- One row per entry of the ledger that counts.
create or replace view intermediate.int_valid_entries as
with entries as (
    select
        entry_id,
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
    from journal.valid_entries
)

select
    entry_id,
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
from entries;

comment on view intermediate.int_valid_entries is
'Entries that count: all but void ones (§4.4); views of the past are built on it. Which do is
said once, in journal.valid_entries, where the ledger itself reads it.';
