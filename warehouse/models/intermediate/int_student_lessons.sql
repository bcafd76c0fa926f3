-- One row per class, student and lesson that was held while the student was on the roll.
create or replace view intermediate.int_student_lessons as
with held as (
    select
        lesson_id,
        page_id,
        period_id,
        lesson_on,
        slot
    from marts.lesson_rows
    where is_held
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

marks as (
    select
        lesson_id,
        student_id,
        mark_1,
        mark_2,
        attendance,
        is_missed
    from intermediate.int_student_marks
)

select
    stays.class_id,
    stays.student_id,
    held.page_id,
    held.period_id,
    held.lesson_id,
    held.lesson_on,
    held.slot,
    marks.mark_1,
    marks.mark_2,
    marks.attendance,
    coalesce(marks.is_missed, false) as is_missed
from held
inner join stays
    on
        held.page_id = stays.page_id
        and held.lesson_on between stays.starts_on and stays.ends_on
left join marks
    on held.lesson_id = marks.lesson_id and stays.student_id = marks.student_id;

comment on view intermediate.int_student_lessons is
'The denominator of attendance: lessons held while the student was enrolled (§2.5).';
