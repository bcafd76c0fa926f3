-- One row per class, student, reporting period and day with a lesson held.
create or replace view marts.attendance_by_day as
with lessons as (
    select
        class_id,
        student_id,
        period_id,
        lesson_on,
        attendance,
        is_missed
    from intermediate.int_student_lessons
)

select
    class_id,
    student_id,
    period_id,
    lesson_on,
    count(*) as count_lessons,
    count(*) filter (where is_missed) as count_missed,
    count(*) filter (where attendance = 'б') as count_ill,
    count(*) filter (where attendance = 'у') as count_excused,
    count(*) filter (where attendance = 'н') as count_unexcused,
    count(*) filter (where attendance = 'о') as count_late,
    count(*) = count(*) filter (where is_missed) as is_whole_day
from lessons
group by class_id, student_id, period_id, lesson_on;

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
'Every lesson held that day was missed.';
