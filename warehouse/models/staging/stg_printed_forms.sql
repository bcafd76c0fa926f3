-- One row per printed form with a verification code.
create or replace view staging.stg_printed_forms as
select
    code,
    kind,
    school_level,
    class_id,
    page_id,
    student_id,
    period_id,
    page_ids,
    block_id,
    as_of,
    printed_at,
    printed_by,
    key_figures
from journal.printed_forms;

comment on view staging.stg_printed_forms is
'The register of printed forms (§3.1, §3.3): what a paper showed, from which block of the ledger.';
