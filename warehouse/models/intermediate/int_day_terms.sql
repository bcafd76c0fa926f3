-- One row per day and kind of entry: what the deadline of that day makes of it.
create or replace view intermediate.int_day_terms as
with days as (
    select
        working.day_on,
        zones.value as time_zone,
        deadlines.kind,
        deadlines.counted_from,
        replace(deadlines.clause, '§', '') as clause,
        case when deadlines.unit = 'minutes' then deadlines.amount else 0 end as minutes,
        case
            when deadlines.counted_from = 'period_end' or deadlines.amount = 0
                then working.day_on
            when deadlines.unit = 'days' then working.day_on + deadlines.amount
            when deadlines.unit = 'working_days'
                then working.following_days[deadlines.amount]
            else working.day_on
        end as due_on,
        case
            when deadlines.counted_from = 'period_end'
                then working.day_on - deadlines.amount + 1
        end as opens_on
    from intermediate.int_working_days as working
    inner join staging.stg_dated_settings as zones
        on
            zones.setting = 'timezone'
            and working.day_on between zones.starts_on and zones.ends_on
    inner join staging.stg_deadlines as deadlines
        on
            deadlines.counted_from in (
                'lesson_day', 'lesson_end', 'class_day_end', 'period_end'
            )
            and working.day_on between deadlines.starts_on and deadlines.ends_on
)

select
    day_on,
    kind,
    counted_from,
    clause,
    due_on,
    to_minutes(cast(minutes as bigint)) as minutes_after,
    due_on - day_on as days_after,
    timezone(time_zone, cast(due_on + 1 as timestamp)) at time zone 'UTC'
    - interval 1 microsecond as day_ends_at,
    timezone(time_zone, cast(opens_on as timestamp)) at time zone 'UTC' as opens_at
from days;

comment on view intermediate.int_day_terms is
'By when entries of each day are due, in the school''s time zone, as UTC: a day ends a microsecond
before the next, so that its end lies on it. A term in days ends with the due day (§2.5); one
counted from the end of lessons (§2.7) adds days and minutes to that; of a period (§2.8) the term
is the window that ends with it.';
comment on column intermediate.int_day_terms.due_on is 'The day on which the term ends.';
comment on column intermediate.int_day_terms.day_ends_at is 'The end of the due day, UTC.';
comment on column intermediate.int_day_terms.opens_at is
'When the window of final marks opens, UTC; empty for other kinds.';
