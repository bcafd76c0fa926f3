-- One row per teacher and obligation: what the regulation asks for, and when it came.
create or replace view intermediate.int_obligation_entries as
with entries as (
    select
        *,
        max(entry_id) filter (
            where not is_void and count_filled = 0 and recorded_at <= due_at
        ) over (
            partition by page_id, lesson_id, period_id, student_id, kind
        ) as emptied_entry_id
    from intermediate.int_owed_entries
),

counted as (
    select
        *,
        not is_void and count_filled > 0 and entry_id > coalesce(emptied_entry_id, -1)
            as is_there
    from entries
),

found as (
    select
        page_id,
        lesson_id,
        period_id,
        student_id,
        kind,
        any_value(owed_on) as owed_on,
        any_value(clause) as clause,
        any_value(opens_at) as opens_at,
        any_value(due_at) as due_at,
        any_value(cancelled_at) as cancelled_at,
        arg_max(count_filled, entry_id) filter (where not is_void) > 0 as is_standing,
        min(entry_id) filter (where is_there) as first_entry_id,
        arg_min(recorded_at, entry_id) filter (where is_there) as first_recorded_at,
        arg_min(is_undetermined, entry_id) filter (where is_there) as is_undetermined,
        arg_min(recorded_at, entry_id, 2) filter (
            where not is_void and recorded_at > due_at
        ) as later_recorded_at,
        arg_max(is_void and count_filled > 0, entry_id) as is_void_last,
        arg_max(recorded_at, entry_id) as last_recorded_at
    from counted
    group by page_id, lesson_id, period_id, student_id, kind
),

decided as (
    select
        page_id,
        lesson_id,
        period_id,
        student_id,
        owed_on,
        kind,
        clause,
        due_at,
        case
            when not coalesce(is_standing, false) then 'none'
            when is_undetermined then 'undetermined'
            when first_recorded_at > due_at then 'late'
            else 'on_time'
        end as entered,
        case
            when kind = 'lesson_mark' then greatest(opens_at, first_recorded_at)
            else opens_at
        end as opens_at,
        case when is_standing then first_recorded_at end as first_recorded_at,
        case when is_standing then first_entry_id end as first_entry_id,
        coalesce(is_standing and kind = 'final' and first_recorded_at < opens_at, false)
            as is_early,
        case
            when not is_standing then null
            when first_recorded_at > due_at then later_recorded_at[2]
            else later_recorded_at[1]
        end as corrected_at,
        case
            when not coalesce(is_standing, false) and is_void_last then last_recorded_at
        end as void_recorded_at
    from found
    where
        cancelled_at is null
        or (
            coalesce(is_standing, false)
            and due_at < cancelled_at
            and first_recorded_at < cancelled_at
        )
),

-- Who gave a lesson owes its entries (§2.3), whoever teaches the page that day.
substitutes as (
    select
        lesson_id,
        person_id
    from staging.stg_replaced_lessons
    where person_id <> ''
),

owing as (
    select
        decided.*,
        coalesce(substitutes.person_id, teachers.person_id) as person_id
    from decided
    left join substitutes on decided.lesson_id = substitutes.lesson_id
    left join staging.stg_page_teachers as teachers
        on
            substitutes.person_id is null
            and decided.page_id = teachers.page_id
            and decided.owed_on between teachers.starts_on and teachers.ends_on
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
    due_at,
    entered,
    first_recorded_at,
    first_entry_id,
    is_early,
    corrected_at,
    void_recorded_at,
    person_id = min(person_id) over (partition by page_id, owed_on, lesson_id) as is_counted
from owing
where person_id is not null;

comment on view intermediate.int_obligation_entries is
'The definition of marts.obligations, whose columns it describes: who owes what, by when, and the
first entry that counts. One that was emptied before it was due is as if it had not been, and
nothing counts where nothing stands now. A lesson that was cancelled owes nothing, but what was
entered before that was said, and stands, keeps its outcome if it was due by then: no late entry
is hidden so. Who substitutes owes for that lesson, else the page''s
teachers, together if they are several.';
