-- One row per kind of entry and span of days on which its deadline held.
create or replace view staging.stg_deadlines as
with told as (
    select
        kind,
        counted_from,
        amount,
        unit,
        clause,
        source,
        valid_from,
        valid_to
    from setup.deadlines
    where valid_to is null or valid_from < valid_to
)

select
    kind,
    counted_from,
    amount,
    unit,
    clause,
    source,
    case
        when row_number() over told_before = 1 then date '0001-01-01'
        else valid_from
    end as starts_on,
    coalesce(lead(valid_from) over told_before - 1, date '9999-12-31') as ends_on
from told
window told_before as (partition by kind order by valid_from, valid_to nulls last);

comment on view staging.stg_deadlines is
'By when each kind of entry is due, as it held on each day, so that a new deadline never
rewrites the past: the first one holds for the days before it, the last one until another.';
comment on column staging.stg_deadlines.counted_from is
'lesson_day (its end), lesson_end, class_day_end (the class''s last lesson of the day),
period_end (amount is then the length of the window that ends there), month, september,
learned.';
