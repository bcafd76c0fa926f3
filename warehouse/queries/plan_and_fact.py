"""Programme by plan and in fact (§2.6): hours, topics, the lag, page by page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.clock import utc_naive
from warehouse.obligations import bring_up_to_date
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date, datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# Where the plan's topic of a lesson to date is: exactly one of these.
TOPIC_OUTCOMES = ("same", "later", "earlier", "other", "not_given", "not_named")


def pages(
    database: Database, viewer: Viewer, now: datetime, today: date
) -> pl.DataFrame:
    """Return plan and fact of every page the viewer reads, the longest lag first.

    A lesson is *to date* once it is reported, or the term of its topic is over (§2.6);
    one that has begun and is neither waits. Hours are lessons. Columns: page_id,
    unit_name, subject_name, grade, school_level, teacher_names (of today),
    count_lessons and count_planned (of the year), count_to_date, hours_planned (with
    a topic of the plan), hours_given (reported, not cancelled), hours_cancelled,
    hours_replaced, hours_unreported, hours_waiting, lag_hours (planned - given),
    lag_limit (the parameter, null where none is set), is_lagging, one `count_…` per
    TOPIC_OUTCOMES (together hours_planned), count_ahead (topics of later lessons that
    are given already), last_topic and last_topic_on, planned_topic and planned_on (of
    the latest lesson that has begun), period_name and period_ends_on (the period that
    began last), hours_planned_by_end, hours_left (lessons until then that are not to
    date), forecast_given (given if the rest goes as so far; null before a lesson).
    """
    bring_up_to_date(database)
    return ask(
        database,
        viewer,
        f"with {_LESSONS}, {_PAGES}",
        now=utc_naive(now),
        today=today,
    )


def lessons(
    database: Database, viewer: Viewer, page_id: str, now: datetime
) -> pl.DataFrame:
    """Return the lessons of a page with plan beside fact, in order.

    Columns as of `intermediate.int_plan_lessons`, period_name, topic_due_at (naive
    UTC) and state: to_date, waiting (begun, not reported, within the term) or to_come.
    """
    bring_up_to_date(database)
    return ask(
        database,
        viewer,
        f"""
        with {_LESSONS.replace("-- page", "and access.page_id = $page_id")}

        select lessons.*, coalesce(periods.period_name, '') as period_name
        from lessons
        left join staging.stg_page_periods as periods
            on lessons.page_id = periods.page_id
            and lessons.period_id = periods.period_id
        order by lessons.lesson_on, lessons.slot
        """,
        now=utc_naive(now),
        page_id=page_id,
    )


_LESSONS = """
terms as (
    select page_id, lesson_id, max(due_at) as due_at
    from marts.obligations
    where kind = 'topic'
    group by page_id, lesson_id
),

lessons as (
    select
        plan.*,
        coalesce(terms.due_at, plan.ends_at) as topic_due_at,
        case
            when plan.starts_at > $now then 'to_come'
            when plan.is_reported or coalesce(terms.due_at, plan.ends_at) < $now
                then 'to_date'
            else 'waiting'
        end as state
    from intermediate.int_plan_lessons as plan
    inner join intermediate.int_page_access as access
        on plan.page_id = access.page_id and access.person_id = $person_id
        -- page
    left join terms
        on plan.page_id = terms.page_id and plan.lesson_id = terms.lesson_id
)
"""
_TO_DATE = "lessons.state = 'to_date'"
_OF_PLAN = "lessons.planned_topic <> ''"
_OUTCOMES = ",\n        ".join(
    f"count(*) filter (where {_TO_DATE} and topic_outcome = '{one}') as count_{one}"
    for one in TOPIC_OUTCOMES
)
_PAGES = f"""
periods as (
    select page_id, period_name, ends_on
    from staging.stg_page_periods
    where starts_on <= $today
    qualify row_number() over (partition by page_id order by starts_on desc) = 1
),

teachers as (
    select
        teachers.page_id,
        string_agg(distinct people.person_name, ', ' order by people.person_name)
            as teacher_names
    from staging.stg_page_teachers as teachers
    inner join intermediate.int_person_names as people
        on teachers.person_id = people.person_id
    where $today between teachers.starts_on and teachers.ends_on
    group by teachers.page_id
),

counted as (
    select
        lessons.page_id,
        any_value(periods.period_name) as period_name,
        any_value(periods.ends_on) as period_ends_on,
        count(*) as count_lessons,
        count(*) filter (where {_OF_PLAN}) as count_planned,
        count(*) filter (where {_TO_DATE}) as count_to_date,
        count(*) filter (where {_TO_DATE} and {_OF_PLAN}) as hours_planned,
        count(*) filter (where {_TO_DATE} and is_given) as hours_given,
        count(*) filter (where {_TO_DATE} and status = 'cancelled') as hours_cancelled,
        count(*) filter (where {_TO_DATE} and is_given and status = 'replaced')
            as hours_replaced,
        count(*) filter (where {_TO_DATE} and not is_reported) as hours_unreported,
        count(*) filter (where lessons.state = 'waiting') as hours_waiting,
        {_OUTCOMES},
        count(*) filter (where not {_TO_DATE} and {_OF_PLAN} and given_on is not null)
            as count_ahead,
        arg_max(lessons.topic, (lesson_on, slot))
            filter (where is_given and lessons.topic <> '') as last_topic,
        max(lesson_on) filter (where is_given and lessons.topic <> '')
            as last_topic_on,
        arg_max(planned_topic, (lesson_on, slot))
            filter (where lessons.state <> 'to_come' and {_OF_PLAN}) as planned_topic,
        max(lesson_on) filter (where lessons.state <> 'to_come' and {_OF_PLAN})
            as planned_on,
        count(*) filter (where {_OF_PLAN} and lesson_on <= periods.ends_on)
            as hours_planned_by_end,
        count(*) filter (where not {_TO_DATE} and lesson_on <= periods.ends_on)
            as hours_left
    from lessons
    left join periods on lessons.page_id = periods.page_id
    group by lessons.page_id
)

select
    names.unit_name,
    names.subject_name,
    names.grade,
    names.school_level,
    coalesce(teachers.teacher_names, '') as teacher_names,
    counted.*,
    hours_planned - hours_given as lag_hours,
    limits.value as lag_limit,
    coalesce(hours_planned - hours_given >= limits.value, false) as is_lagging,
    hours_given + hours_left * hours_given / nullif(count_to_date, 0)::double
        as forecast_given
from counted
inner join intermediate.int_page_names as names on counted.page_id = names.page_id
left join teachers on counted.page_id = teachers.page_id
left join staging.stg_dated_parameters as limits
    on limits.parameter_id = 'programme_lag_hours'
    and $today between limits.starts_on and limits.ends_on
order by lag_hours desc, names.grade, names.unit_name, names.subject_name
"""
