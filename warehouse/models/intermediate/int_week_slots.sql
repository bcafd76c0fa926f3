-- One row per lesson of the week in the timetable of the day the set-up is looked at.
create or replace view intermediate.int_week_slots as
with years as (
    select day_on
    from intermediate.int_school_year
)

select
    timetable.unit_id,
    timetable.subject_id,
    timetable.weekday,
    timetable.slot
from setup.timetable as timetable
inner join years
    on
        years.day_on between timetable.valid_from and coalesce(
            timetable.valid_to - 1, date '9999-12-31'
        )
        and years.day_on >= coalesce(timetable.starts_on, years.day_on)
        and years.day_on <= coalesce(timetable.ends_on, years.day_on)
where not coalesce(timetable.is_instead, false);

comment on view intermediate.int_week_slots is
'The ordinary week of each class and group: rows that stand instead of it on single days are not
in it.';
