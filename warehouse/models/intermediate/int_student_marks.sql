-- One row per student and lesson with a mark or an attendance code.
create or replace view intermediate.int_student_marks as
with cells as (
    select
        page_id,
        lesson_id,
        student_id,
        value_text,
        value,
        mark_1,
        mark_2,
        attendance,
        recorded_at,
        recorded_by,
        entry_id
    from staging.stg_current
    where field = 'mark'
)

select
    cells.page_id,
    cells.lesson_id,
    lessons.period_id,
    lessons.lesson_on,
    cells.student_id,
    cells.value_text,
    cells.value,
    cells.mark_1,
    cells.mark_2,
    cells.attendance,
    cells.recorded_at,
    cells.recorded_by,
    cells.entry_id,
    missed.code is not null as is_missed
from cells
inner join staging.stg_lessons as lessons on cells.lesson_id = lessons.lesson_id
left join intermediate.int_missed_codes as missed on cells.attendance = missed.code;

comment on view intermediate.int_student_marks is
'The cells of the grid with the day and the period of their lesson. Missed: н, б or у; о is
late, which is present.';
