-- One row per student and lesson of a day on which the student was on the roll.
create or replace view marts.diary_lessons as
with stays as (
    select distinct
        page_id,
        student_id,
        starts_on,
        ends_on
    from staging.stg_roster
),

lessons as (
    select
        lesson_id,
        page_id,
        period_id,
        lesson_on,
        slot,
        starts_at,
        ends_at,
        room,
        planned_topic,
        topic,
        status,
        work_type_name,
        work_type_2_name,
        homework,
        homework_minutes,
        comment_text
    from marts.lesson_rows
),

marks as (
    select
        page_id,
        lesson_id,
        student_id,
        value_text,
        value,
        mark_1,
        mark_2,
        attendance,
        is_missed
    from intermediate.int_student_marks
)

select
    stays.student_id,
    lessons.lesson_id,
    lessons.page_id,
    lessons.period_id,
    lessons.lesson_on,
    lessons.slot,
    lessons.starts_at,
    lessons.ends_at,
    lessons.room,
    pages.subject_name,
    teachers.teacher_names,
    lessons.planned_topic,
    lessons.topic,
    lessons.status,
    lessons.work_type_name,
    lessons.work_type_2_name,
    lessons.homework,
    lessons.homework_minutes,
    lessons.comment_text,
    marks.value_text,
    marks.value,
    marks.mark_1,
    marks.mark_2,
    marks.attendance,
    coalesce(marks.is_missed, false) as is_missed,
    coalesce(replaced.is_distance, false) as is_distance
from stays
inner join lessons
    on
        stays.page_id = lessons.page_id
        and lessons.lesson_on between stays.starts_on and stays.ends_on
inner join intermediate.int_page_names as pages on lessons.page_id = pages.page_id
left join intermediate.int_lesson_teachers as teachers
    on
        lessons.lesson_id = teachers.lesson_id
        and lessons.lesson_on = teachers.lesson_on
left join marks
    on
        lessons.page_id = marks.page_id
        and lessons.lesson_id = marks.lesson_id
        and stays.student_id = marks.student_id
left join staging.stg_replaced_lessons as replaced
    on lessons.lesson_id = replaced.lesson_id;

comment on view marts.diary_lessons is
'The diary (§1.5): each lesson of a student with what was entered about it, nobody else''s.';
comment on column marts.diary_lessons.student_id is 'Number of the student''s personal file.';
comment on column marts.diary_lessons.lesson_id is 'The lesson: page, day and slot.';
comment on column marts.diary_lessons.page_id is 'The journal page.';
comment on column marts.diary_lessons.period_id is 'The reporting period of the lesson.';
comment on column marts.diary_lessons.lesson_on is 'Day of the lesson.';
comment on column marts.diary_lessons.slot is 'Number of the lesson in the day.';
comment on column marts.diary_lessons.starts_at is 'Start of the lesson, UTC.';
comment on column marts.diary_lessons.ends_at is 'End of the lesson, UTC.';
comment on column marts.diary_lessons.room is 'Where it is given, as the timetable says.';
comment on column marts.diary_lessons.subject_name is 'Name of the subject.';
comment on column marts.diary_lessons.teacher_names is 'Who gives the lesson.';
comment on column marts.diary_lessons.planned_topic is 'Topic of the lesson plan (§2.6).';
comment on column marts.diary_lessons.topic is 'Topic as the teacher entered it.';
comment on column marts.diary_lessons.status is
'Held, replaced or cancelled; empty while the teacher has not said.';
comment on column marts.diary_lessons.work_type_name is 'Work type of the first mark (§2.6).';
comment on column marts.diary_lessons.work_type_2_name is
'Work type of the second mark of a double.';
comment on column marts.diary_lessons.homework is
'Homework; “не задано” means that none was set (§2.7).';
comment on column marts.diary_lessons.homework_minutes is
'Minutes the homework should take.';
comment on column marts.diary_lessons.comment_text is
'What the teacher says to the families of all students of the lesson (§1.5).';
comment on column marts.diary_lessons.value_text is 'As the teacher wrote it.';
comment on column marts.diary_lessons.value is 'As understood: 5, 4/5, н, 5н.';
comment on column marts.diary_lessons.mark_1 is 'The mark, or the first of a double.';
comment on column marts.diary_lessons.mark_2 is 'The second mark of a double.';
comment on column marts.diary_lessons.attendance is 'Attendance code: н, б, у or о.';
comment on column marts.diary_lessons.is_missed is
'The code means absent; late is present.';
comment on column marts.diary_lessons.is_distance is 'It is given at a distance (§2.3).';
