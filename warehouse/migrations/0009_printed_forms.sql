-- The register of printed forms, append-only: what a paper with a verification code
-- showed, and the block of the ledger that it was drawn from (§3.1, §3.3).

-- One row per printed form. The scope is whose values it shows: a form of a class has a
-- class_id, a journal page a page_id, a student's report a student_id, a level's report
-- a level. ledger_digest covers the ledger's values of these pages as they were known
-- after last_entry_id and block_id; figures_digest everything that was shown;
-- key_figures is a JSON list of names and values to compare with the paper.
create table journal.printed_forms (
    code varchar, kind varchar, school_level varchar, class_id varchar,
    page_id varchar, student_id varchar, period_id varchar, starts_on date,
    ends_on date, page_ids varchar[], block_id bigint, block_digest varchar,
    last_entry_id bigint, as_of timestamp, printed_at timestamp, printed_by varchar,
    ledger_digest varchar, figures_digest varchar, key_figures varchar
);
