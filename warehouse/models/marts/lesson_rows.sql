-- One row per lesson.
create or replace view marts.lesson_rows as
with lessons as (
    select
        lesson_id,
        page_id,
        period_id,
        lesson_on,
        slot,
        starts_at,
        ends_at,
        room,
        planned_topic
    from staging.stg_lessons
),

entered as (
    select
        lesson_id,
        page_id,
        period_id,
        lesson_on,
        topic,
        status,
        work_type_id,
        work_type_2_id,
        homework,
        homework_minutes,
        comment_text,
        count_marks,
        count_missed,
        is_attendance_taken,
        is_reported,
        last_recorded_at
    from intermediate.int_lesson_cells
)

select
    lessons.lesson_id,
    lessons.page_id,
    lessons.period_id,
    lessons.lesson_on,
    lessons.slot,
    lessons.starts_at,
    lessons.ends_at,
    lessons.room,
    lessons.planned_topic,
    entered.topic,
    entered.status,
    entered.homework,
    entered.homework_minutes,
    entered.comment_text,
    entered.count_marks,
    entered.count_missed,
    entered.is_attendance_taken,
    entered.is_reported,
    entered.last_recorded_at,
    coalesce(first_type.work_type_name, entered.work_type_id) as work_type_name,
    coalesce(second_type.work_type_name, entered.work_type_2_id) as work_type_2_name,
    entered.is_reported and coalesce(entered.status, 'held') <> 'cancelled' as is_held
from lessons
inner join entered
    on
        lessons.lesson_id = entered.lesson_id
        and lessons.page_id = entered.page_id
        and lessons.period_id = entered.period_id
        and lessons.lesson_on = entered.lesson_on
left join staging.stg_work_types as first_type on entered.work_type_id = first_type.work_type_id
left join
    staging.stg_work_types as second_type
    on entered.work_type_2_id = second_type.work_type_id;

comment on view marts.lesson_rows is
'The right-hand spread of a journal page: each lesson with topic, work type and homework.';
comment on column marts.lesson_rows.lesson_id is 'The lesson: page, day and slot.';
comment on column marts.lesson_rows.page_id is 'The journal page.';
comment on column marts.lesson_rows.period_id is 'The reporting period of the lesson.';
comment on column marts.lesson_rows.lesson_on is 'Day of the lesson.';
comment on column marts.lesson_rows.slot is 'Number of the lesson in the day.';
comment on column marts.lesson_rows.starts_at is 'Start of the lesson, UTC.';
comment on column marts.lesson_rows.ends_at is 'End of the lesson, UTC.';
comment on column marts.lesson_rows.room is 'Where it is given, as the timetable says.';
comment on column marts.lesson_rows.planned_topic is 'Topic of the lesson plan (§2.6).';
comment on column marts.lesson_rows.topic is 'Topic as the teacher entered it.';
comment on column marts.lesson_rows.status is
'Held, replaced or cancelled; empty while the teacher has not said.';
comment on column marts.lesson_rows.work_type_name is 'Work type of the first mark (§2.6).';
comment on column marts.lesson_rows.work_type_2_name is
'Work type of the second mark of a double.';
comment on column marts.lesson_rows.homework is
'Homework; “не задано” means that none was set (§2.7).';
comment on column marts.lesson_rows.homework_minutes is 'Minutes the homework should take.';
comment on column marts.lesson_rows.comment_text is
'What the teacher says to the families of all students of the lesson (§1.5).';
comment on column marts.lesson_rows.count_marks is 'Marks of the lesson; “4/5” is two.';
comment on column marts.lesson_rows.count_missed is 'Students who missed the lesson.';
comment on column marts.lesson_rows.is_attendance_taken is
'The teacher said so, or entered an attendance code for anyone (§2.5).';
comment on column marts.lesson_rows.is_reported is 'Something was entered about the lesson.';
comment on column marts.lesson_rows.is_held is 'Reported, and not cancelled.';
comment on column marts.lesson_rows.last_recorded_at is
'When the server received the latest entry about the lesson, UTC.';
