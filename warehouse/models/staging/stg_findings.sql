-- One row per finding in a file handed in.
create or replace view staging.stg_findings as
select
    upload_id,
    rule,
    severity,
    sheet,
    cell,
    page_id,
    lesson_id,
    period_id,
    student_id,
    field,
    value_text,
    facts,
    found_at,
    is_open
from journal.findings;

comment on view staging.stg_findings is
'What the expectations found, with the address of the cell.';
