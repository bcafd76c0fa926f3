-- One row per breach and cell into which something void was entered.
create or replace view marts.void_cells as
with cells as (
    select
        breach_id,
        person_id,
        page_id,
        lesson_id,
        period_id,
        student_id,
        field,
        void_text,
        recorded_at,
        sheet,
        cell,
        text_before,
        text_now,
        is_entered_again,
        is_waiting
    from staging.stg_void_cells
)

select
    cells.breach_id,
    cells.person_id,
    cells.page_id,
    pages.unit_name,
    pages.subject_name,
    lessons.lesson_on,
    lessons.slot,
    cells.period_id,
    cells.student_id,
    students.student_name,
    cells.field,
    cells.void_text,
    cells.recorded_at,
    cells.sheet,
    cells.cell,
    cells.text_before,
    cells.text_now,
    cells.is_entered_again,
    cells.is_waiting
from cells
inner join intermediate.int_message_places as pages on cells.page_id = pages.page_id
left join staging.stg_lessons as lessons on cells.lesson_id = lessons.lesson_id
left join staging.stg_students as students on cells.student_id = students.student_id;

comment on view marts.void_cells is
'Cells with void entries: what was there, what was entered, what stands now (§4.4).';
comment on column marts.void_cells.breach_id is 'The breach that made it void.';
comment on column marts.void_cells.person_id is 'Under whose account it was entered.';
comment on column marts.void_cells.page_id is 'The journal page.';
comment on column marts.void_cells.unit_name is 'Class or study group of the page.';
comment on column marts.void_cells.subject_name is 'Subject of the page.';
comment on column marts.void_cells.lesson_on is 'Day of the lesson.';
comment on column marts.void_cells.slot is 'Number of the lesson in the day.';
comment on column marts.void_cells.period_id is 'Reporting period of a final mark.';
comment on column marts.void_cells.student_id is
'Number of the student''s personal file, empty if not about a student.';
comment on column marts.void_cells.student_name is 'Surname and given name.';
comment on column marts.void_cells.field is 'What kind of cell it is.';
comment on column marts.void_cells.void_text is
'What was entered last and does not count; empty if it was removed.';
comment on column marts.void_cells.recorded_at is 'When the server received it, UTC.';
comment on column marts.void_cells.sheet is 'Sheet as named in the file.';
comment on column marts.void_cells.cell is 'Address of the cell in the file.';
comment on column marts.void_cells.text_before is 'What stood there before.';
comment on column marts.void_cells.text_now is 'What stands there now.';
comment on column marts.void_cells.is_entered_again is
'Something that counts was entered there since.';
comment on column marts.void_cells.is_waiting is
'Nothing that counts was entered there since, and what stands is something else.';
