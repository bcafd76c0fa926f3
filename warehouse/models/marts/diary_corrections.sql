-- One row per student and lesson whose mark or attendance code was another one before.
create or replace view marts.diary_corrections as
with entries as (
    select
        entry_id,
        page_id,
        lesson_id,
        student_id,
        value,
        recorded_at
    from intermediate.int_valid_entries
    where field = 'mark'
),

now_written as (
    select
        page_id,
        lesson_id,
        student_id,
        max(entry_id) as entry_id,
        arg_max(coalesce(value, ''), entry_id) as value_now
    from entries
    group by page_id, lesson_id, student_id
),

former as (
    select
        entries.page_id,
        entries.lesson_id,
        entries.student_id,
        max(entries.entry_id) as entry_id,
        arg_max(entries.value, entries.entry_id) as former_value
    from entries
    inner join now_written
        on
            entries.page_id = now_written.page_id
            and entries.lesson_id = now_written.lesson_id
            and entries.student_id = now_written.student_id
    where entries.value <> now_written.value_now
    group by entries.page_id, entries.lesson_id, entries.student_id
)

select
    former.student_id,
    former.page_id,
    former.lesson_id,
    former.former_value,
    min(entries.recorded_at) as corrected_at
from former
inner join entries
    on
        former.page_id = entries.page_id
        and former.lesson_id = entries.lesson_id
        and former.student_id = entries.student_id
        and former.entry_id < entries.entry_id
group by former.student_id, former.page_id, former.lesson_id, former.former_value;

comment on view marts.diary_corrections is
'What stood in a cell of the grid before what stands there now, so that the diary shows a
corrected mark as corrected (§1.5). What was entered under a breached account was never there.';
comment on column marts.diary_corrections.student_id is
'Number of the student''s personal file.';
comment on column marts.diary_corrections.page_id is 'The journal page.';
comment on column marts.diary_corrections.lesson_id is 'The lesson: page, day and slot.';
comment on column marts.diary_corrections.former_value is
'The last value that was another one: 4, 4/5, н.';
comment on column marts.diary_corrections.corrected_at is
'When the server received what replaced or removed it, UTC.';
