-- One row per statement, subject and period.
create or replace view staging.stg_outside_marks as
select
    statement_id,
    subject_id,
    subject_name,
    period_id,
    value as final,
    average
from journal.outside_marks;

comment on view staging.stg_outside_marks is
'What statements from other schools say: a final, an average of current marks, or both. Where we do
not teach the subject, subject_id is '''' and the name is that of the document.';
