-- One row per parameter of the regulation and span of days on which it held.
create or replace view staging.stg_dated_parameters as
with told as (
    select
        parameter_id,
        value,
        valid_from,
        valid_to
    from setup.parameters
    where valid_to is null or valid_from < valid_to
)

select
    parameter_id,
    value,
    case
        when row_number() over told_before = 1 then date '0001-01-01'
        else valid_from
    end as starts_on,
    coalesce(lead(valid_from) over told_before - 1, date '9999-12-31') as ends_on
from told
window told_before as (partition by parameter_id order by valid_from, valid_to nulls last);

comment on view staging.stg_dated_parameters is
'Numbers of the regulation as they held on each day, so that a new number never rewrites the
past: the first one holds for the days before it, the last one until another.';
