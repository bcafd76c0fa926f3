-- One row per school: its year, and the day of it on which the set-up is looked at.
create or replace view intermediate.int_school_year as
with said as (
    select
        told.setting,
        told.value,
        looked.held_on
    from staging.stg_dated_settings as told
    inner join staging.stg_school_day as looked
        on looked.held_on between told.starts_on and told.ends_on
),

years as (
    select
        cast(max(value) filter (where setting = 'year_starts_on') as date) as starts_on,
        cast(max(value) filter (where setting = 'year_ends_on') as date) as ends_on,
        max(held_on) as held_on
    from said
)

select
    starts_on,
    ends_on,
    least(greatest(held_on, starts_on), ends_on) as day_on
from years;

comment on view intermediate.int_school_year is
'The year of the set-up; day_on is today, or its first or last day where today lies outside.';
