-- One row per class, reporting period, weekday and lesson of the day.
create or replace view marts.attendance_by_lesson_of_week as
with lessons as (
    select
        class_id,
        period_id,
        slot,
        is_missed,
        isodow(lesson_on) as week_day
    from intermediate.int_student_lessons
)

select
    class_id,
    period_id,
    week_day,
    slot,
    count(*) as count_lessons,
    count(*) filter (where is_missed) as count_missed,
    cast(count(*) filter (where is_missed) as double) / count(*) as missed_rate
from lessons
group by class_id, period_id, week_day, slot;

comment on view marts.attendance_by_lesson_of_week is
'When a class misses lessons: by weekday and by place in the day (§2.5).';
comment on column marts.attendance_by_lesson_of_week.class_id is 'The class.';
comment on column marts.attendance_by_lesson_of_week.period_id is 'The reporting period.';
comment on column marts.attendance_by_lesson_of_week.week_day is '1 is Monday.';
comment on column marts.attendance_by_lesson_of_week.slot is
'Number of the lesson in the day.';
comment on column marts.attendance_by_lesson_of_week.count_lessons is
'Lessons held, counted once per student.';
comment on column marts.attendance_by_lesson_of_week.count_missed is
'Lessons missed, for any reason.';
comment on column marts.attendance_by_lesson_of_week.missed_rate is
'Share of the lessons that were missed, 0 to 1.';
