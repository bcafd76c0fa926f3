-- Statements of marks from another school, append-only (§2.9, §2.13): what its document
-- says about a student who came to us, or who learns elsewhere for a time.

-- One row per event. kind: state (a document was entered; statement_id is its own
-- event_id), withdraw (takes the statement `statement_id` back, with a reason). A
-- correction is a withdrawal and a new statement. block_id: where the row is sealed.
create table journal.outside_statements (
    event_id varchar, kind varchar, statement_id varchar, year_id varchar,
    student_id varchar, school_name varchar, document_number varchar,
    document_on date, note varchar, reason varchar, happened_at timestamp,
    by_person_id varchar, block_id bigint
);

-- One row per subject and period that a statement names. subject_id is '' where we do not
-- teach the subject: then subject_name is the document's word for it. value is a final
-- as in cells `final`, average what it says of current marks; one of them is there.
create table journal.outside_marks (
    statement_id varchar, subject_id varchar, subject_name varchar, period_id varchar,
    value varchar, average decimal(4, 2), block_id bigint
);

-- One row per event that counts: what was done under an account in a void period is
-- void (§4.4).
create view journal.valid_outside_statements as
select
    statements.event_id,
    statements.kind,
    statements.statement_id,
    statements.year_id,
    statements.student_id,
    statements.school_name,
    statements.document_number,
    statements.document_on,
    statements.note,
    statements.reason,
    statements.happened_at,
    statements.by_person_id
from journal.outside_statements as statements
anti join journal.void_periods
    on
        statements.by_person_id = void_periods.person_id
        and statements.happened_at >= void_periods.starts_at
        and statements.happened_at
        < coalesce(void_periods.ends_at, timestamp '9999-12-31');

-- One row per statement that was validly entered, and when it was taken back.
create view journal.stated_outside as
select
    stated.statement_id,
    stated.year_id,
    stated.student_id,
    stated.school_name,
    stated.document_number,
    stated.document_on,
    stated.note,
    stated.happened_at as stated_at,
    stated.by_person_id as stated_by,
    taken.happened_at as withdrawn_at,
    taken.by_person_id as withdrawn_by,
    taken.reason
from journal.valid_outside_statements as stated
left join journal.valid_outside_statements as taken
    on taken.kind = 'withdraw' and stated.statement_id = taken.statement_id
where stated.kind = 'state'
qualify row_number() over (
    partition by stated.statement_id order by taken.happened_at, taken.event_id
) = 1;
