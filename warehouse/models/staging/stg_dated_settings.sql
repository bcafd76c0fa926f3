-- One row per setting of the school and span of days on which it held.
create or replace view staging.stg_dated_settings as
with told as (
    select
        setting,
        value,
        valid_from,
        valid_to
    from setup.about
    where valid_to is null or valid_from < valid_to
)

select
    setting,
    value,
    case
        when row_number() over told_before = 1 then date '0001-01-01'
        else valid_from
    end as starts_on,
    coalesce(lead(valid_from) over told_before - 1, date '9999-12-31') as ends_on
from told
window told_before as (partition by setting order by valid_from, valid_to nulls last);

comment on view staging.stg_dated_settings is
'What the school said of itself on each day: the first word holds for the days before it, the
last one until another.';
