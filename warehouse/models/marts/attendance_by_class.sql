-- One row per class and day with a lesson held.
create or replace view marts.attendance_by_class as
with lessons as (
    select
        class_id,
        student_id,
        lesson_id,
        lesson_on,
        is_missed
    from intermediate.int_student_lessons
),

days as (
    select
        class_id,
        lesson_on,
        student_id,
        count(*) as count_lessons,
        count(*) filter (where is_missed) as count_missed
    from lessons
    group by class_id, lesson_on, student_id
)

select
    class_id,
    lesson_on,
    cast(sum(count_lessons) as bigint) as count_student_lessons,
    cast(sum(count_missed) as bigint) as count_missed,
    count(*) as count_students,
    count(*) filter (where count_missed > 0) as count_absent,
    count(*) filter (where count_missed = count_lessons) as count_absent_all_day,
    cast(count(*) filter (where count_missed > 0) as double) / count(*) as absence_rate,
    cast(sum(count_lessons) - sum(count_missed) as double) / sum(count_lessons)
        as attendance_rate
from days
group by class_id, lesson_on;

comment on view marts.attendance_by_class is
'Attendance of a class by day, over the lessons reported as held (§2.5).';
comment on column marts.attendance_by_class.class_id is 'The class.';
comment on column marts.attendance_by_class.lesson_on is 'The school day.';
comment on column marts.attendance_by_class.count_students is
'Students on the roll who had a lesson held that day.';
comment on column marts.attendance_by_class.count_absent is
'Students who missed at least one lesson.';
comment on column marts.attendance_by_class.count_absent_all_day is
'Students who missed every lesson held.';
comment on column marts.attendance_by_class.count_student_lessons is
'Lessons held, counted once per student.';
comment on column marts.attendance_by_class.count_missed is
'Missed lessons, counted once per student.';
comment on column marts.attendance_by_class.absence_rate is
'Share of the students who missed at least one lesson, 0 to 1.';
comment on column marts.attendance_by_class.attendance_rate is
'Share of the students'' lessons that were attended, 0 to 1.';
