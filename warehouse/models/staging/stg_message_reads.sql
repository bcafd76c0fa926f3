-- One row per message that a person marked as read.
create or replace view staging.stg_message_reads as
select
    entry_id,
    student_id,
    person_id,
    read_at
from journal.message_reads;

comment on view staging.stg_message_reads is
'Read marks: entry_id names the words that were read, student_id the diary in which.';
