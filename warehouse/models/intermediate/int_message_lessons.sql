-- One row per message that is a comment on a student at a lesson.
create or replace view intermediate.int_message_lessons as
with messages as (
    select
        page_id,
        student_id,
        message_id,
        message_on,
        person_id
    from intermediate.int_messages
    where student_id <> ''
),

lessons as (
    select
        messages.page_id,
        messages.student_id,
        messages.message_id,
        messages.message_on,
        messages.person_id,
        lessons.lesson_id,
        lessons.slot,
        coalesce(replaced.person_id, '') as substitute_id
    from messages
    inner join staging.stg_lessons as lessons
        on messages.page_id = lessons.page_id and messages.message_on = lessons.lesson_on
    left join staging.stg_replaced_lessons as replaced
        on lessons.lesson_id = replaced.lesson_id
)

select
    lessons.page_id,
    lessons.student_id,
    lessons.message_id,
    min_by(lessons.lesson_id, lessons.slot) as lesson_id
from lessons
left join staging.stg_page_teachers as teachers
    on
        lessons.page_id = teachers.page_id
        and lessons.person_id = teachers.person_id
        and lessons.message_on between teachers.starts_on and teachers.ends_on
where
    lessons.substitute_id = lessons.person_id
    or (lessons.substitute_id = '' and teachers.person_id is not null)
group by lessons.page_id, lessons.student_id, lessons.message_id;

comment on view intermediate.int_message_lessons is
'A message to one family on a day with a lesson of the page that its writer gave is a comment at
that lesson, the first of the day. Who gives a lesson is as in int_giving_teachers, asked here
for few lessons instead of all.';
