"""What mails tell: a teacher what is due soon, who leads which day to look back on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.clock import utc_naive
from warehouse.obligations import bring_up_to_date
from warehouse.queries.asking import ask
from warehouse.queries.outcomes import OUTCOME

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def due_moments(database: Database, now: datetime, until: datetime) -> pl.DataFrame:
    """Return the moments until which teachers still have something to enter.

    For the server, which decides who is to be reminded: it looks on nobody's behalf,
    and what is missing is not told. One row per teacher and moment, the soonest first.
    Columns: person_id, due_at, opens_at (when the first of it opened); naive UTC. `now`
    and `until` are aware.
    """
    bring_up_to_date(database)
    with database.reading() as cursor:
        return cursor.execute(
            f"""
            select
                obligations.person_id,
                obligations.due_at,
                min(obligations.opens_at) as opens_at
            from marts.obligations as obligations
            where {_STILL_DUE} and obligations.due_at <= $until
            group by obligations.person_id, obligations.due_at
            order by obligations.person_id, obligations.due_at
            """,
            {"now": utc_naive(now), "until": utc_naive(until)},
        ).pl()


def due_soon(
    database: Database, viewer: Viewer, now: datetime, moments: Sequence[datetime]
) -> pl.DataFrame:
    """Return what the viewer still has to enter until some moments, naive UTC.

    One row per lesson or period and kind, the soonest first. Columns: due_at, unit_kind
    (`class`, `group`, `individual`), unit_name, subject_name, grade, lesson_on and slot
    (null for finals), period_name (''), kind, clause, count_missing (students, or 1),
    count_owed. Nothing names a student but, perhaps, the unit of an individual plan.
    """
    bring_up_to_date(database)
    return ask(
        database,
        viewer,
        _DUE_SOON,
        now=utc_naive(now),
        moments=list(moments),
    )


def led_days(database: Database, viewer: Viewer, today: date) -> pl.DataFrame:
    """Return whether the pages that the viewer leads have lessons, and since when.

    One row, none for who leads nothing. Columns: has_lessons (today), previous_on (the
    last day with lessons before today, null on the first one).
    """
    return ask(
        database,
        viewer,
        """
        select
            bool_or(lessons.lesson_on = $today) as has_lessons,
            max(lessons.lesson_on) filter (where lessons.lesson_on < $today)
                as previous_on
        from staging.stg_lessons as lessons
        semi join intermediate.int_timeliness_access as access
            on
                lessons.page_id = access.page_id
                and access.person_id = $person_id
                and access.whose = 'led'
        having count(*) > 0
        """,
        today=today,
    )


def sent_since(database: Database, viewer: Viewer, since: datetime) -> pl.DataFrame:
    """Return how the school's mails fared; for the director and the administrator.

    One row. Columns: count_sent, count_waiting, count_failed (no further try),
    count_stopped (addresses that were refused). `since` is aware.
    """
    return ask(
        database,
        viewer,
        """
        select
            count(sent_at) as count_sent,
            count(next_try_at) as count_waiting,
            count(*) filter (where next_try_at is null and failure <> 'not_needed')
                as count_failed,
            (
                select count(*) from access.mail_settings
                where confirmed_at is null and code_expires_at is null
            ) as count_stopped
        from access.mails
        where composed_at >= $since
        having exists (
            select 1 from staging.stg_staff as staff
            where
                staff.person_id = $person_id
                and staff.role_list similar to '.*,(director|administrator),.*'
        )
        """,
        since=utc_naive(since),
    )


def administrators(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return who looks after the server, for anyone on the staff: person_name."""
    return ask(
        database,
        viewer,
        """
        select person_name
        from staging.stg_staff
        where
            role_list like '%,administrator,%'
            and exists (
                select 1 from staging.stg_staff as staff
                where staff.person_id = $person_id
            )
        order by person_name
        """,
    )


# An obligation that has opened, is not entered and can still be in time. A mark for
# other than written work is owed by nobody (§2.5).
_STILL_DUE = f"""
obligations.kind <> 'lesson_mark'
and obligations.opens_at <= $now
and obligations.due_at > $now
and {OUTCOME} = 'not_yet_due'
"""
_DUE_SOON = f"""
with missing as (
    select
        obligations.page_id,
        obligations.lesson_id,
        obligations.period_id,
        obligations.kind,
        obligations.clause,
        obligations.due_at,
        count_if({_STILL_DUE}) as count_missing,
        count(*) as count_owed
    from marts.obligations as obligations
    where
        obligations.person_id = $person_id
        and obligations.due_at in (select unnest($moments))
        and obligations.opens_at <= $now
    group by
        obligations.page_id, obligations.lesson_id, obligations.period_id,
        obligations.kind, obligations.clause, obligations.due_at
    having count_missing > 0
)

select
    missing.due_at,
    pages.unit_kind,
    pages.unit_name,
    pages.subject_name,
    pages.grade,
    lessons.lesson_on,
    lessons.slot,
    coalesce(periods.period_name, '') as period_name,
    missing.kind,
    missing.clause,
    cast(missing.count_missing as bigint) as count_missing,
    missing.count_owed
from missing
inner join intermediate.int_page_names as pages
    on missing.page_id = pages.page_id
left join staging.stg_lessons as lessons
    on
        missing.page_id = lessons.page_id
        and missing.lesson_id = lessons.lesson_id
left join intermediate.int_named_periods as periods
    on
        missing.page_id = periods.page_id
        and missing.period_id = periods.period_id
order by
    missing.due_at, lessons.lesson_on, lessons.slot, pages.unit_name,
    pages.subject_name, missing.kind
"""
