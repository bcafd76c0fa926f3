-- One row per class, student, reporting period and day with a lesson not cancelled.
create or replace view intermediate.int_attendance_days as
with told as (
    select
        page_id,
        lesson_id,
        max(value) filter (where field = 'status') as status,
        bool_or(field = 'attendance_taken') or count(attendance) > 0 as is_taken
    from intermediate.int_known_cells
    where lesson_id <> ''
    group by page_id, lesson_id
),

codes as (
    select
        page_id,
        lesson_id,
        student_id,
        attendance
    from intermediate.int_known_cells
    where field = 'mark' and attendance is not null
),

cancelled as (
    select lesson_id
    from staging.stg_replaced_lessons
    where kind = 'cancelled'
),

lessons as (
    select
        roster.class_id,
        roster.student_id,
        lessons.period_id,
        lessons.lesson_on,
        codes.attendance,
        told.lesson_id is not null as is_held,
        coalesce(told.is_taken, false) as is_taken,
        missed.code is not null as is_missed
    from staging.stg_roster as roster
    inner join staging.stg_lessons as lessons
        on
            roster.page_id = lessons.page_id
            and lessons.lesson_on between roster.starts_on and roster.ends_on
    left join told on lessons.page_id = told.page_id and lessons.lesson_id = told.lesson_id
    left join codes
        on
            lessons.page_id = codes.page_id
            and lessons.lesson_id = codes.lesson_id
            and roster.student_id = codes.student_id
    left join intermediate.int_missed_codes as missed on codes.attendance = missed.code
    left join cancelled on lessons.lesson_id = cancelled.lesson_id
    where coalesce(told.status, 'held') <> 'cancelled' and cancelled.lesson_id is null
)

select
    class_id,
    student_id,
    period_id,
    lesson_on,
    count(*) as count_in_timetable,
    count(*) filter (where is_held) as count_lessons,
    count(*) filter (where is_held and not is_taken) as count_not_taken,
    count(*) filter (where is_missed) as count_missed,
    count(*) filter (where attendance = 'б') as count_ill,
    count(*) filter (where attendance = 'у') as count_excused,
    count(*) filter (where attendance = 'н') as count_without_reason,
    count(*) filter (where attendance = 'о') as count_late
from lessons
group by class_id, student_id, period_id, lesson_on;

comment on view intermediate.int_attendance_days is
'Days of a student with their lessons: those of the timetable that were not cancelled, of them
those reported as held, and what was missed and why.';
