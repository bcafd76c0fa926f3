-- One row per student, week and parent who marked it as seen: the last time.
create or replace view intermediate.int_weeks_seen as
with counting as (
    select
        seen.student_id,
        seen.week_on,
        seen.person_id,
        seen.seen_at
    from staging.stg_weeks_seen as seen
    anti join staging.stg_void_periods as periods
        on
            seen.person_id = periods.person_id
            and seen.seen_at >= periods.starts_at
            and seen.seen_at < coalesce(periods.ends_at, timestamp '9999-12-31')
)

select
    student_id,
    week_on,
    person_id,
    min(seen_at) as first_seen_at,
    max(seen_at) as seen_at
from counting
group by student_id, week_on, person_id;

comment on view intermediate.int_weeks_seen is
'Who has seen which week of whose diary. What was marked under a breached account in its void
period does not count (§4.4); a mark of who is no parent any more stays.';
