-- One row per student and message that stands, or stood, in the student's diary.
create or replace view intermediate.int_diary_messages as
with messages as (
    select
        page_id,
        student_id,
        message_id,
        entry_id,
        value_text,
        is_taken_back,
        is_corrected,
        recorded_at,
        person_id,
        message_on
    from intermediate.int_messages
    where not is_moved
)

select distinct
    recipients.student_id,
    messages.message_on,
    messages.page_id,
    messages.message_id,
    messages.entry_id,
    messages.value_text,
    messages.is_corrected,
    messages.is_taken_back,
    messages.recorded_at,
    messages.person_id,
    messages.student_id as addressee_id
from messages
inner join intermediate.int_message_recipients as recipients
    on
        messages.page_id = recipients.page_id
        and messages.student_id in ('', recipients.student_id)
        and messages.message_on between recipients.starts_on and recipients.ends_on;

comment on view intermediate.int_diary_messages is
'Messages by the students whom they reach. addressee_id is empty for a message to the whole class
or group.';
