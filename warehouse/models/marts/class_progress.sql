-- One row per class, student, page and week with a mark or an attendance code.
create or replace view marts.class_progress as
with marks as (
    select
        page_id,
        period_id,
        student_id,
        lesson_on,
        mark_1,
        mark_2,
        is_missed
    from intermediate.int_student_marks
),

stays as (
    select
        page_id,
        class_id,
        student_id,
        starts_on,
        ends_on
    from staging.stg_roster
),

placed as (
    select
        stays.class_id,
        marks.student_id,
        marks.page_id,
        marks.period_id,
        cast(date_trunc('week', marks.lesson_on) as date) as week_starts_on,
        marks.mark_1,
        marks.mark_2,
        marks.is_missed
    from marks
    inner join stays
        on
            marks.page_id = stays.page_id
            and marks.student_id = stays.student_id
            and marks.lesson_on between stays.starts_on and stays.ends_on
),

weeks as (
    select
        class_id,
        student_id,
        page_id,
        period_id,
        week_starts_on,
        cast(coalesce(sum(mark_1), 0) + coalesce(sum(mark_2), 0) as bigint) as sum_marks,
        count(mark_1) + count(mark_2) as count_marks,
        count(*) filter (where is_missed) as count_missed
    from placed
    group by class_id, student_id, page_id, period_id, week_starts_on
)

select
    class_id,
    student_id,
    page_id,
    period_id,
    week_starts_on,
    count_marks,
    sum_marks,
    count_missed,
    cast(sum_marks as double) / nullif(count_marks, 0) as average
from weeks;

comment on view marts.class_progress is
'How a class does from week to week: marks and missed lessons of each student.';
comment on column marts.class_progress.class_id is 'The class of the student that week.';
comment on column marts.class_progress.student_id is
'Number of the student''s personal file.';
comment on column marts.class_progress.page_id is 'The journal page.';
comment on column marts.class_progress.period_id is 'The reporting period of the lessons.';
comment on column marts.class_progress.week_starts_on is 'Monday of the week.';
comment on column marts.class_progress.count_marks is 'Marks of the week; “4/5” is two.';
comment on column marts.class_progress.sum_marks is 'Sum of the marks of the week.';
comment on column marts.class_progress.average is
'Sum of the marks divided by their number; empty without marks, never 0.';
comment on column marts.class_progress.count_missed is 'Lessons missed in the week.';
