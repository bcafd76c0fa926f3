-- One row per student and message to the student's parents or class.
create or replace view marts.diary_messages as
with messages as (
    select
        student_id,
        message_on,
        page_id,
        message_id,
        entry_id,
        value_text,
        is_corrected,
        is_taken_back,
        recorded_at,
        person_id,
        addressee_id
    from intermediate.int_diary_messages
)

select
    messages.student_id,
    messages.message_on,
    messages.page_id,
    messages.message_id,
    messages.entry_id,
    lessons.lesson_id,
    messages.is_corrected,
    messages.is_taken_back,
    messages.recorded_at,
    places.subject_name,
    messages.addressee_id = '' as is_to_class,
    case when not messages.is_taken_back then messages.value_text end as value_text,
    coalesce(people.person_name, messages.person_id) as person_name
from messages
inner join intermediate.int_message_places as places on messages.page_id = places.page_id
left join intermediate.int_message_lessons as lessons
    on
        messages.page_id = lessons.page_id
        and messages.message_id = lessons.message_id
        and messages.addressee_id = lessons.student_id
left join intermediate.int_person_names as people on messages.person_id = people.person_id;

comment on view marts.diary_messages is
'What teachers wrote to the parents of a student or of the whole class (§1.5). A message to a
class stands on one page of it and reaches all its students, those with an individual plan too.';
comment on column marts.diary_messages.student_id is
'Number of the student''s personal file.';
comment on column marts.diary_messages.message_on is 'Day of the message.';
comment on column marts.diary_messages.page_id is
'The journal page of the teacher, or the sheet of the class.';
comment on column marts.diary_messages.message_id is
'The message: its day and the lasting key of its row.';
comment on column marts.diary_messages.entry_id is
'The entry with the last words, which a read mark names.';
comment on column marts.diary_messages.is_to_class is
'To the parents of the whole class or study group.';
comment on column marts.diary_messages.lesson_id is
'The lesson at which a comment on the student is shown; empty for every other message.';
comment on column marts.diary_messages.is_corrected is 'Its words were changed after it was sent.';
comment on column marts.diary_messages.is_taken_back is
'Its writer took it back; the words are no longer shown.';
comment on column marts.diary_messages.recorded_at is
'When the server received the last words, or that it was taken back, UTC.';
comment on column marts.diary_messages.subject_name is
'Subject of the page; empty on the sheet of a class.';
comment on column marts.diary_messages.value_text is
'As the teacher wrote it; empty if it was taken back.';
comment on column marts.diary_messages.person_name is 'Name of who wrote the last words.';
