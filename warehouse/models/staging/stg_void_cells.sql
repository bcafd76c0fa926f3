-- One row per breach and cell into which something void was entered.
create or replace view staging.stg_void_cells as
select
    breach_id,
    person_id,
    page_id,
    lesson_id,
    period_id,
    student_id,
    field,
    void_text,
    recorded_at,
    sheet,
    cell,
    text_before,
    text_now,
    is_entered_again,
    is_waiting
from journal.void_cells;

comment on view staging.stg_void_cells is
'Cells with void entries (§4.4): the last void value, what counted before, what stands now.';
