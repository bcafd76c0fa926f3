-- One row per standing message, student whom it reached and person who may read it there.
create or replace view marts.message_readers as
with messages as (
    select
        page_id,
        student_id,
        message_id,
        entry_id,
        message_on,
        person_id
    from intermediate.int_messages
    where not is_taken_back
),

reached as (
    select distinct
        messages.page_id,
        messages.message_id,
        messages.entry_id,
        messages.person_id as writer_id,
        recipients.student_id
    from messages
    inner join intermediate.int_message_recipients as recipients
        on
            messages.page_id = recipients.page_id
            and messages.student_id in ('', recipients.student_id)
            and messages.message_on between recipients.starts_on and recipients.ends_on
),

readers as (
    select
        reached.page_id,
        reached.message_id,
        reached.entry_id,
        reached.writer_id,
        reached.student_id,
        diaries.person_id
    from reached
    inner join intermediate.int_diary_access as diaries
        on reached.student_id = diaries.student_id
    union
    select
        reached.page_id,
        reached.message_id,
        reached.entry_id,
        reached.writer_id,
        reached.student_id,
        reads.person_id
    from reached
    inner join intermediate.int_message_reads as reads
        on reached.entry_id = reads.entry_id and reached.student_id = reads.student_id
),

first_reads as (
    select
        entry_id,
        person_id,
        min(read_at) as read_at
    from intermediate.int_message_reads
    group by entry_id, person_id
)

select
    readers.writer_id,
    readers.page_id,
    readers.message_id,
    readers.entry_id,
    readers.student_id,
    readers.person_id,
    first_reads.read_at,
    readers.person_id = 'student:' || readers.student_id as is_student,
    coalesce(students.person_name, readers.student_id) as student_name,
    coalesce(people.person_name, readers.person_id) as person_name
from readers
left join first_reads
    on
        readers.entry_id = first_reads.entry_id
        and readers.person_id = first_reads.person_id
left join intermediate.int_person_names as people on readers.person_id = people.person_id
left join intermediate.int_person_names as students
    on 'student:' || readers.student_id = students.person_id;

comment on view marts.message_readers is
'Who read a message and who did not: the student and the parents of today, and whoever read it
while they were a parent. Read means the last words: a correction is unread again.';
comment on column marts.message_readers.writer_id is
'Who wrote the last words: nobody else reads this list.';
comment on column marts.message_readers.page_id is 'The journal page, or the sheet of the class.';
comment on column marts.message_readers.message_id is
'The message: its day and the lasting key of its row.';
comment on column marts.message_readers.entry_id is 'The entry with the last words.';
comment on column marts.message_readers.student_id is 'Number of the student''s personal file.';
comment on column marts.message_readers.person_id is 'The parent, or the student.';
comment on column marts.message_readers.read_at is
'When the person marked it as read, UTC; empty if not.';
comment on column marts.message_readers.is_student is 'The student, not a parent.';
comment on column marts.message_readers.student_name is 'Full name of the student.';
comment on column marts.message_readers.person_name is 'Full name of the reader.';
