-- One row per statement from another school that was validly entered.
create or replace view staging.stg_outside_statements as
select
    statement_id,
    year_id,
    student_id,
    school_name,
    document_number,
    document_on,
    note,
    stated_at,
    stated_by,
    withdrawn_at,
    withdrawn_by,
    reason
from journal.stated_outside;

comment on view staging.stg_outside_statements is
'Documents of other schools about a student: by whom entered, and when and why taken back. What
was entered or taken back in a void period is left out (§4.4).';
