-- One row per words of a message, student and person who read them.
create or replace view intermediate.int_message_reads as
with counting as (
    select
        reads.entry_id,
        reads.student_id,
        reads.person_id,
        reads.read_at
    from staging.stg_message_reads as reads
    anti join staging.stg_void_periods as periods
        on
            reads.person_id = periods.person_id
            and reads.read_at >= periods.starts_at
            and reads.read_at < coalesce(periods.ends_at, timestamp '9999-12-31')
)

select
    entry_id,
    student_id,
    person_id,
    min(read_at) as read_at
from counting
group by entry_id, student_id, person_id;

comment on view intermediate.int_message_reads is
'Who read what when. What was marked under a breached account in its void period does not count
(§4.4).';
