-- One row per day: when it ends, and which terms begin or end with it.
create or replace view intermediate.int_day_terms as
with days as (
    select
        working.day_on,
        zones.value as time_zone,
        homework.value as homework_minutes,
        working.day_on - cast(finals.value as integer) + 1 as final_opens_on,
        case
            when written.value = 0 then working.day_on
            else working.following_days[cast(written.value as integer)]
        end as written_due_on
    from intermediate.int_working_days as working
    inner join staging.stg_dated_settings as zones
        on
            zones.setting = 'timezone'
            and working.day_on between zones.starts_on and zones.ends_on
    left join staging.stg_dated_parameters as homework
        on
            homework.parameter_id = 'homework_minutes'
            and working.day_on between homework.starts_on and homework.ends_on
    left join staging.stg_dated_parameters as written
        on
            written.parameter_id = 'written_mark_working_days'
            and working.day_on between written.starts_on and written.ends_on
    left join staging.stg_dated_parameters as finals
        on
            finals.parameter_id = 'final_last_days'
            and working.day_on between finals.starts_on and finals.ends_on
)

select
    day_on,
    written_due_on,
    homework_minutes,
    timezone(time_zone, cast(day_on + 1 as timestamp)) at time zone 'UTC'
    - interval 1 microsecond as ends_at,
    timezone(time_zone, cast(written_due_on + 1 as timestamp)) at time zone 'UTC'
    - interval 1 microsecond as written_due_at,
    timezone(time_zone, cast(final_opens_on as timestamp)) at time zone 'UTC'
        as final_opens_at
from days;

comment on view intermediate.int_day_terms is
'Days in the school''s time zone, as UTC: a day ends a microsecond before the next, so that its
end lies on it. A written work of the day is due at the end of the third working day after it
(§2.5), finals of a period that ends with it open seven days before (§2.8), homework has 90
minutes (§2.7); the numbers are the parameters of that day.';
