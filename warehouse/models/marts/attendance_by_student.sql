-- One row per class, student, page and reporting period with a lesson held.
create or replace view marts.attendance_by_student as
with lessons as (
    select
        class_id,
        student_id,
        page_id,
        period_id,
        attendance,
        is_missed
    from intermediate.int_student_lessons
)

select
    class_id,
    student_id,
    page_id,
    period_id,
    count(*) as count_lessons,
    count(*) filter (where is_missed) as count_missed,
    count(*) filter (where attendance = 'б') as count_missed_ill,
    count(*) filter (where attendance = 'у') as count_missed_excused,
    cast(count(*) filter (where is_missed) as double) / count(*) as missed_rate
from lessons
group by class_id, student_id, page_id, period_id;

comment on view marts.attendance_by_student is
'Lessons of a student that were held, and how many of them were missed.';
comment on column marts.attendance_by_student.class_id is 'The class of the student.';
comment on column marts.attendance_by_student.student_id is
'Number of the student''s personal file.';
comment on column marts.attendance_by_student.page_id is 'The journal page.';
comment on column marts.attendance_by_student.period_id is 'The reporting period.';
comment on column marts.attendance_by_student.count_lessons is
'Lessons held while the student was on the roll.';
comment on column marts.attendance_by_student.count_missed is
'Lessons missed, for any reason.';
comment on column marts.attendance_by_student.count_missed_ill is
'Lessons missed through illness.';
comment on column marts.attendance_by_student.count_missed_excused is
'Lessons missed with another good reason.';
comment on column marts.attendance_by_student.missed_rate is
'Share of the lessons that were missed, 0 to 1.';
