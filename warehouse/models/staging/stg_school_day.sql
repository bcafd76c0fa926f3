-- One row per look at the set-up: the day of it.
create or replace view staging.stg_school_day as
select
    coalesce(
        greatest(cast(getvariable('school_day') as date), min(valid_from)), date '9999-12-31'
    ) as held_on
from setup.staff
where getvariable('school_day') is not null;

comment on view staging.stg_school_day is
'Today in the school''s time zone, as the open school tells each cursor, but not before the
first day of the set-up. Where nobody told, the end of time: then the latest set-up holds.';
