-- One row per school, year and week.
create or replace view school_timeliness as
with sums as (
    select
        school_id,
        year_id,
        week_on,
        cast(sum(count_owed) as bigint) as count_owed,
        cast(sum(count_on_time) as bigint) as count_on_time,
        cast(sum(count_on_time + count_late + count_missing) as bigint) as count_decided,
        cast(sum(count_entered) as bigint) as count_entered
    from timeliness_weeks
    group by school_id, year_id, week_on
)

select
    school_id,
    year_id,
    week_on,
    count_owed,
    count_on_time,
    count_decided,
    count_entered,
    cast(100 as double) * count_on_time / nullif(count_decided, 0) as on_time_percent,
    cast(100 as double) * count_entered / nullif(count_owed, 0) as complete_percent
from sums;

comment on view school_timeliness is
'How much of what was due came in time, and how much is there at all, week by week.';
comment on column school_timeliness.school_id is 'The school.';
comment on column school_timeliness.year_id is 'The school year.';
comment on column school_timeliness.week_on is 'Monday of the week.';
comment on column school_timeliness.count_owed is 'Entries that were due.';
comment on column school_timeliness.count_on_time is 'Those that came in time.';
comment on column school_timeliness.count_decided is
'Those in time, late or missing: neither excused, void nor of unknown time.';
comment on column school_timeliness.count_entered is 'Those that are there.';
comment on column school_timeliness.on_time_percent is '100 · on time / decided.';
comment on column school_timeliness.complete_percent is '100 · entered / owed.';
