-- One row per lesson, with what is still missing about it.
create or replace view marts.school_today as
with lessons as (
    select
        lesson_id,
        page_id,
        lesson_on,
        slot,
        starts_at,
        ends_at,
        topic,
        status,
        homework,
        count_marks,
        count_missed,
        is_attendance_taken,
        is_reported,
        is_held,
        last_recorded_at
    from marts.lesson_rows
)

select
    lessons.lesson_id,
    lessons.page_id,
    lessons.lesson_on,
    lessons.slot,
    lessons.starts_at,
    lessons.ends_at,
    pages.unit_name,
    pages.subject_name,
    pages.grade,
    teachers.teacher_names,
    lessons.status,
    lessons.count_marks,
    lessons.count_missed,
    lessons.is_reported,
    lessons.last_recorded_at,
    not lessons.is_reported or (lessons.is_held and not lessons.is_attendance_taken)
        as is_attendance_missing,
    not lessons.is_reported or (lessons.is_held and lessons.topic is null)
        as is_topic_missing,
    not lessons.is_reported or (lessons.is_held and lessons.homework is null)
        as is_homework_missing
from lessons
inner join intermediate.int_page_names as pages on lessons.page_id = pages.page_id
left join intermediate.int_lesson_teachers as teachers
    on
        lessons.lesson_id = teachers.lesson_id
        and lessons.lesson_on = teachers.lesson_on;

comment on view marts.school_today is
'Lessons of a day by class and teacher: reported or not, and what is missing.';
comment on column marts.school_today.lesson_id is 'The lesson: page, day and slot.';
comment on column marts.school_today.page_id is 'The journal page.';
comment on column marts.school_today.lesson_on is 'Day of the lesson.';
comment on column marts.school_today.slot is 'Number of the lesson in the day.';
comment on column marts.school_today.starts_at is 'Start of the lesson, UTC.';
comment on column marts.school_today.ends_at is 'End of the lesson, UTC.';
comment on column marts.school_today.unit_name is 'Class or study group.';
comment on column marts.school_today.subject_name is 'Name of the subject.';
comment on column marts.school_today.grade is 'Grade of the page.';
comment on column marts.school_today.teacher_names is 'Who gives the lesson.';
comment on column marts.school_today.status is
'Held, replaced or cancelled; empty while the teacher has not said.';
comment on column marts.school_today.count_marks is 'Marks of the lesson.';
comment on column marts.school_today.count_missed is 'Students who missed the lesson.';
comment on column marts.school_today.is_reported is 'Something was entered about the lesson.';
comment on column marts.school_today.is_attendance_missing is
'Not cancelled, and attendance is not taken (§2.5).';
comment on column marts.school_today.is_topic_missing is
'Not cancelled, and the topic is not entered (§2.6).';
comment on column marts.school_today.is_homework_missing is
'Not cancelled, and homework is neither set nor “не задано” (§2.7).';
comment on column marts.school_today.last_recorded_at is
'When the server received the latest entry about the lesson, UTC.';
