-- One row per student and stretch of time in which the family wants the week on paper.
create or replace view staging.stg_paper_wishes as
with valid as (
    select
        wishes.student_id,
        wishes.kind,
        wishes.said_at,
        wishes.said_by
    from journal.paper_wishes as wishes
    where not exists (
        select 1
        from journal.void_periods as periods
        where
            wishes.said_by = periods.person_id
            and wishes.said_at >= periods.starts_at
            and wishes.said_at < coalesce(periods.ends_at, timestamp '9999-12-31')
    )
),

turned as (
    select
        student_id,
        kind,
        said_at,
        said_by
    from valid
    qualify
        kind is distinct from lag(kind) over (partition by student_id order by said_at)
),

paired as (
    select
        student_id,
        kind,
        said_at as starts_at,
        said_by as asked_by,
        lead(said_at) over by_time as ends_at,
        lead(said_by) over by_time as ended_by
    from turned
    window by_time as (partition by student_id order by said_at)
)

select
    student_id,
    starts_at,
    asked_by,
    ends_at,
    ended_by
from paired
where kind = 'ask';

comment on view staging.stg_paper_wishes is
'Who asked for the week on paper (§1.6), UTC; ends_at is empty while it holds. What was said
under an account whose breach had been reported does not count (§4.4).';
