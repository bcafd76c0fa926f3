-- One row per row of the calendar, cut to the days on which it held.
create or replace view staging.stg_calendar as
with cut as (
    select
        kind,
        coalesce(classes, '') as classes,
        greatest(starts_on, valid_from) as starts_on,
        least(ends_on, coalesce(valid_to - 1, ends_on)) as ends_on
    from setup.calendar
    where valid_to is null or valid_from < valid_to
)

select
    kind,
    classes,
    starts_on,
    ends_on
from cut
where starts_on <= ends_on;

comment on view staging.stg_calendar is
'Vacations, holidays, days off, transferred working days; for all classes where classes is
empty.';
