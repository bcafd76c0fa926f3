-- One row per day from the first lesson to a year after the last one.
create or replace view intermediate.int_working_days as
with span as (
    select
        min(lesson_on) as first_on,
        max(lesson_on) + 366 as last_on
    from staging.stg_lessons
),

days as (
    select cast(unnest(generate_series(first_on, last_on, interval 1 day)) as date) as day_on
    from span
),

named as (
    select
        days.day_on,
        coalesce(bool_or(calendar.kind = 'holiday'), false) as is_holiday,
        coalesce(bool_or(calendar.kind = 'working_day'), false) as is_transferred
    from days
    left join staging.stg_calendar as calendar
        on
            calendar.classes = ''
            and calendar.kind in ('holiday', 'working_day')
            and days.day_on between calendar.starts_on and calendar.ends_on
    group by days.day_on
),

marked as (
    select
        named.day_on,
        named.is_transferred
        or (
            not named.is_holiday
            and isodow(named.day_on) <= cast(weeks.value as integer)
        ) as is_working
    from named
    inner join staging.stg_dated_settings as weeks
        on
            weeks.setting = 'week_days'
            and named.day_on between weeks.starts_on and weeks.ends_on
)

select
    day_on,
    is_working,
    list(day_on) filter (where is_working) over (
        order by day_on rows between 1 following and 60 following
    ) as following_days
from marked;

comment on view intermediate.int_working_days is
'Working days, in which terms are counted (§2.5): five or six a week by the school''s setting,
minus public holidays, plus transferred days; vacations are working days. Each day names the
working days that follow it.';
