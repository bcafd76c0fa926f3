-- One row per cell that holds a value now.
create or replace view staging.stg_current as
select
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
    entry_id,
    recorded_at,
    recorded_by
from journal.current;

comment on view staging.stg_current is
'The latest value of each cell, kept by the writer of the ledger in the same transaction.';
