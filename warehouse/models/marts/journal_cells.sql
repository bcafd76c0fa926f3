-- One row per page, student and lesson with a mark or an attendance code.
create or replace view marts.journal_cells as
with marks as (
    select
        page_id,
        period_id,
        lesson_id,
        lesson_on,
        student_id,
        value_text,
        value,
        mark_1,
        mark_2,
        attendance,
        is_missed,
        recorded_at,
        recorded_by,
        entry_id
    from intermediate.int_student_marks
)

select
    page_id,
    period_id,
    lesson_id,
    lesson_on,
    student_id,
    value_text,
    value,
    mark_1,
    mark_2,
    attendance,
    is_missed,
    recorded_at,
    recorded_by,
    entry_id
from marks;

comment on view marts.journal_cells is
'The left-hand spread of a journal page: marks and attendance codes as they stand.';
comment on column marts.journal_cells.page_id is 'The journal page.';
comment on column marts.journal_cells.period_id is 'The reporting period of the lesson.';
comment on column marts.journal_cells.lesson_id is 'The lesson: page, day and slot.';
comment on column marts.journal_cells.lesson_on is 'Day of the lesson.';
comment on column marts.journal_cells.student_id is 'Number of the student''s personal file.';
comment on column marts.journal_cells.value_text is 'As the teacher wrote it.';
comment on column marts.journal_cells.value is 'As understood: 5, 4/5, н, 5н.';
comment on column marts.journal_cells.mark_1 is 'The mark, or the first of a double.';
comment on column marts.journal_cells.mark_2 is 'The second mark of a double.';
comment on column marts.journal_cells.attendance is 'Attendance code: н, б, у or о.';
comment on column marts.journal_cells.is_missed is 'The code means absent; late is present.';
comment on column marts.journal_cells.recorded_at is 'When the server received it, UTC.';
comment on column marts.journal_cells.recorded_by is 'Who handed it in.';
comment on column marts.journal_cells.entry_id is 'The entry of the ledger that holds it.';
