-- One row per obligation: an entry that the regulation asks for, and by when.
-- The terms of days are joined once, at the end: where a query repeats a large view, the search
-- of DuckDB 1.5 for common subplans may not end.
create or replace view intermediate.int_obligations as
with asked as (
    select
        page_id,
        lesson_id,
        '' as period_id,
        '' as student_id,
        lesson_on as owed_on,
        kind,
        starts_at,
        ends_at,
        date '9999-12-31' as on_roll_until
    from intermediate.int_lesson_obligations
    union all
    select
        page_id,
        lesson_id,
        '' as period_id,
        student_id,
        lesson_on as owed_on,
        kind,
        starts_at,
        ends_at,
        on_roll_until
    from intermediate.int_mark_obligations
    union all
    select
        page_id,
        '' as lesson_id,
        period_id,
        student_id,
        ends_on as owed_on,
        'final' as kind,
        starts_at,
        null as ends_at,
        date '9999-12-31' as on_roll_until
    from intermediate.int_final_obligations
),

cancelled as (
    select
        lesson_id,
        recorded_at
    from staging.stg_current
    where field = 'status' and value = 'cancelled'
    union all
    select
        lesson_id,
        said_at as recorded_at
    from staging.stg_replaced_lessons
    where kind = 'cancelled'
),

first_cancelled as (
    select
        lesson_id,
        min(recorded_at) as recorded_at
    from cancelled
    group by lesson_id
)

select
    asked.page_id,
    asked.lesson_id,
    asked.period_id,
    asked.student_id,
    asked.owed_on,
    asked.kind,
    terms.clause,
    cancelled.recorded_at as cancelled_at,
    coalesce(asked.starts_at, terms.opens_at) as opens_at,
    terms.minutes_after
    + case terms.counted_from
        when 'lesson_end' then asked.ends_at + to_days(terms.days_after)
        when 'class_day_end' then class_ends.lessons_end_at + to_days(terms.days_after)
        else terms.day_ends_at
    end as due_at
from asked
inner join intermediate.int_day_terms as terms
    on asked.owed_on = terms.day_on and asked.kind = terms.kind
left join intermediate.int_class_ends as class_ends
    on asked.page_id = class_ends.page_id and asked.owed_on = class_ends.lesson_on
left join first_cancelled as cancelled on asked.lesson_id = cancelled.lesson_id
where asked.on_roll_until >= terms.due_on;

comment on view intermediate.int_obligations is
'Everything that must be entered, from when and by when (§2.5 to 2.8), whoever owes it. A written
work owes no mark of who leaves before it is due.';
comment on column intermediate.int_obligations.cancelled_at is
'When the lesson was said to be cancelled, by its teacher or by order, UTC, if that stands: then it
owes nothing more.';
