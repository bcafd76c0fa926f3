-- One row per teacher and obligation: an entry that the regulation asks for.
-- The terms of days are joined once, at the end: where a query repeats a large view, the search
-- of DuckDB 1.5 for common subplans may not end.
create or replace view intermediate.int_obligations as
with asked as (
    select
        teachers.person_id,
        lessons.page_id,
        lessons.lesson_id,
        '' as period_id,
        '' as student_id,
        lessons.lesson_on as owed_on,
        lessons.kind,
        lessons.clause,
        lessons.starts_at,
        date '9999-12-31' as on_roll_until
    from intermediate.int_lesson_obligations as lessons
    inner join staging.stg_page_teachers as teachers
        on
            lessons.page_id = teachers.page_id
            and lessons.lesson_on between teachers.starts_on and teachers.ends_on
    union all
    select
        teachers.person_id,
        marks.page_id,
        marks.lesson_id,
        '' as period_id,
        marks.student_id,
        marks.lesson_on as owed_on,
        'written_mark' as kind,
        '2.5' as clause,
        marks.starts_at,
        marks.on_roll_until
    from intermediate.int_mark_obligations as marks
    inner join staging.stg_page_teachers as teachers
        on
            marks.page_id = teachers.page_id
            and marks.lesson_on between teachers.starts_on and teachers.ends_on
    union all
    select
        teachers.person_id,
        finals.page_id,
        '' as lesson_id,
        finals.period_id,
        finals.student_id,
        finals.ends_on as owed_on,
        'final' as kind,
        '2.8' as clause,
        null as starts_at,
        date '9999-12-31' as on_roll_until
    from intermediate.int_final_obligations as finals
    inner join staging.stg_page_teachers as teachers
        on
            finals.page_id = teachers.page_id
            and finals.ends_on between teachers.starts_on and teachers.ends_on
),

cancelled as (
    select lesson_id
    from staging.stg_current
    where field = 'status' and value = 'cancelled'
),

dated as (
    select
        asked.person_id,
        asked.page_id,
        asked.lesson_id,
        asked.period_id,
        asked.student_id,
        asked.owed_on,
        asked.kind,
        asked.clause,
        coalesce(asked.starts_at, terms.final_opens_at) as opens_at,
        case asked.kind
            when 'homework'
                then class_ends.lessons_end_at + to_minutes(cast(terms.homework_minutes as integer))
            when 'written_mark' then terms.written_due_at
            else terms.ends_at
        end as due_at,
        asked.kind <> 'written_mark' or asked.on_roll_until >= terms.written_due_on
            as is_on_roll
    from asked
    inner join intermediate.int_day_terms as terms on asked.owed_on = terms.day_on
    left join intermediate.int_class_ends as class_ends
        on asked.page_id = class_ends.page_id and asked.owed_on = class_ends.lesson_on
    anti join cancelled on asked.lesson_id = cancelled.lesson_id
)

select
    person_id,
    page_id,
    lesson_id,
    period_id,
    student_id,
    owed_on,
    kind,
    clause,
    opens_at,
    due_at
from dated
where is_on_roll and opens_at is not null and due_at is not null;

comment on view intermediate.int_obligations is
'Everything that must be entered, from when and by when (§2.5 to 2.8). Lessons that were
cancelled owe nothing; a written work owes no mark of who leaves before it is due. It is owed by
who teaches the page that day; several teachers owe together.';
