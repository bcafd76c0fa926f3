-- One row per class and entry that came after the period of its cell was closed.
create or replace view intermediate.int_closed_entries as
with closed as (
    select
        class_id,
        year_id,
        period_id,
        after_entry_id
    from staging.stg_closed_periods
),

first_closing as (
    select min(after_entry_id) as after_entry_id
    from closed
),

known as (
    select distinct
        page_id,
        student_id
    from staging.stg_roster
),

later as (
    select
        entries.entry_id,
        entries.page_id,
        entries.recorded_at,
        entries.recorded_by,
        coalesce(known.student_id, '') as student_id,
        split_part(entries.page_id, ':', 1) as year_id,
        coalesce(nullif(entries.period_id, ''), lessons.period_id) as of_period,
        coalesce(lessons.lesson_on, finals.on_roll_on) as day_on
    from staging.stg_entries as entries
    cross join first_closing
    left join known
        on entries.page_id = known.page_id and entries.student_id = known.student_id
    left join staging.stg_lessons as lessons
        on entries.page_id = lessons.page_id and entries.lesson_id = lessons.lesson_id
    left join intermediate.int_final_periods as finals
        on entries.page_id = finals.page_id and entries.period_id = finals.period_id
    where
        entries.entry_id > first_closing.after_entry_id
        and entries.field <> 'message'
),

of_classes as (
    select
        later.*,
        roster.class_id
    from later
    inner join staging.stg_roster as roster on later.page_id = roster.page_id
    where
        later.student_id = roster.student_id
        or (
            later.student_id = ''
            and later.day_on between roster.starts_on and roster.ends_on
        )
    qualify
        later.student_id = ''
        or row_number() over (
            partition by later.entry_id
            order by
                later.day_on >= roster.starts_on desc,
                abs(roster.starts_on - later.day_on) asc, roster.class_id asc
        ) = 1
)

select distinct
    closed.class_id,
    closed.period_id,
    later.entry_id,
    arg_max(permissions.permission_id, permissions.starts_at) over (
        partition by closed.class_id, closed.period_id, later.entry_id
    ) as permission_id
from of_classes as later
inner join closed
    on
        later.year_id = closed.year_id
        and later.class_id = closed.class_id
        and later.of_period = closed.period_id
        and later.entry_id > closed.after_entry_id
left join staging.stg_change_permissions as permissions
    on
        closed.year_id = permissions.year_id
        and closed.class_id = permissions.class_id
        and closed.period_id = permissions.period_id
        and permissions.page_id in ('', later.page_id)
        and permissions.person_id in ('', later.recorded_by)
        and later.recorded_at >= permissions.starts_at
        and later.recorded_at <= permissions.ends_at;

comment on view intermediate.int_closed_entries is
'What was changed after closing (§2.11), and under which permission. A change of a lesson that
several classes share is told to each of them that is closed.';
