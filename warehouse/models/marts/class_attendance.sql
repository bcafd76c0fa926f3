-- One row per class, student and reporting period with a lesson held.
create or replace view marts.class_attendance as
with days as (
    select
        class_id,
        student_id,
        period_id,
        count_in_timetable,
        count_lessons,
        count_not_taken,
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
    cast(sum(count_lessons) as bigint) as count_lessons,
    cast(sum(count_not_taken) as bigint) as count_not_taken,
    cast(sum(count_missed) as bigint) as count_missed,
    cast(sum(count_ill) as bigint) as count_ill,
    cast(sum(count_excused) as bigint) as count_excused,
    cast(sum(count_without_reason) as bigint) as count_without_reason,
    cast(sum(count_late) as bigint) as count_late,
    count(*) as count_days,
    count(*) filter (where count_missed = count_in_timetable) as count_full_days,
    cast(100 as double) * (sum(count_lessons) - sum(count_missed)) / sum(count_lessons)
        as attendance_percent
from days
group by class_id, student_id, period_id;

comment on view marts.class_attendance is
'Attendance of a student in a period by reason (§2.5), over lessons held while on the roll.';
comment on column marts.class_attendance.class_id is 'The class of the student.';
comment on column marts.class_attendance.student_id is
'Number of the student''s personal file.';
comment on column marts.class_attendance.period_id is 'The reporting period.';
comment on column marts.class_attendance.count_days is
'Days with a lesson held while the student was on the roll.';
comment on column marts.class_attendance.count_full_days is
'Days of which every lesson of the timetable was missed, cancelled ones apart.';
comment on column marts.class_attendance.count_lessons is
'Lessons held while the student was on the roll.';
comment on column marts.class_attendance.count_not_taken is
'Those of them in which nobody took attendance.';
comment on column marts.class_attendance.count_missed is 'Lessons missed, for any reason.';
comment on column marts.class_attendance.count_ill is 'Lessons missed through illness.';
comment on column marts.class_attendance.count_excused is
'Lessons missed with another good reason.';
comment on column marts.class_attendance.count_without_reason is
'Lessons missed without a reason.';
comment on column marts.class_attendance.count_late is 'Lessons the student came late to.';
comment on column marts.class_attendance.attendance_percent is
'Lessons attended, in percent of the lessons held.';
