-- One row per class, student, reporting period and day with a lesson held.
create or replace view marts.attendance_by_day as
with days as (
    select
        class_id,
        student_id,
        period_id,
        lesson_on,
        count_in_timetable,
        count_lessons,
        count_missed,
        count_ill,
        count_excused,
        count_without_reason,
        count_late
    from intermediate.int_attendance_days
    where count_lessons > 0
)

select
    class_id,
    student_id,
    period_id,
    lesson_on,
    count_lessons,
    count_missed,
    count_ill,
    count_excused,
    count_without_reason as count_unexcused,
    count_late,
    count_missed = count_in_timetable as is_whole_day
from days;

comment on view marts.attendance_by_day is
'Attendance of a student by day, over the lessons reported as held (§2.5).';
comment on column marts.attendance_by_day.class_id is 'The class of the student that day.';
comment on column marts.attendance_by_day.student_id is
'Number of the student''s personal file.';
comment on column marts.attendance_by_day.period_id is 'The reporting period.';
comment on column marts.attendance_by_day.lesson_on is 'The school day.';
comment on column marts.attendance_by_day.count_lessons is
'Lessons held while the student was on the roll.';
comment on column marts.attendance_by_day.count_missed is 'Lessons missed, for any reason.';
comment on column marts.attendance_by_day.count_ill is 'Lessons missed through illness.';
comment on column marts.attendance_by_day.count_excused is
'Lessons missed with another good reason.';
comment on column marts.attendance_by_day.count_unexcused is
'Lessons missed without a reason told.';
comment on column marts.attendance_by_day.count_late is 'Lessons the student came late to.';
comment on column marts.attendance_by_day.is_whole_day is
'Every lesson of that day''s timetable was missed, cancelled ones apart.';
