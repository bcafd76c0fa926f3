"""What a teacher owes the journal, and how much of it came in time (§2.5 to 2.8)."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from warehouse.clock import utc_naive
from warehouse.obligations import bring_up_to_date
from warehouse.queries.asking import ask
from warehouse.queries.outcomes import OUTCOME

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# A final mark is owed of its period's last day and may be entered some days before.
_AHEAD = timedelta(days=62)


class Timeliness(NamedTuple):
    """How many entries came in time, with everything that the share leaves out.

    `denominator` is in time + late + missing. Not in it is what was excused, is void
    (§4.4), has no time of entry (a bulk import), or is neither there nor due yet.
    """

    period_names: tuple[str, ...]  # the running period by the name of each kind
    count_on_time: int
    count_early: int  # of those on time: finals before the last days of the period
    count_late: int
    count_missing: int
    count_excused: int
    count_void: int
    count_undetermined: int
    count_not_yet_due: int

    @property
    def numerator(self) -> int:
        """The entries that came in time."""
        return self.count_on_time

    @property
    def denominator(self) -> int:
        """The entries of which it is decided whether they came in time."""
        return self.count_on_time + self.count_late + self.count_missing


def due_of_teacher(database: Database, viewer: Viewer, now: datetime) -> pl.DataFrame:
    """Return what the viewer has not entered yet, soonest due first.

    One row per lesson or period and kind. Columns: page_id, page_title, unit_name,
    subject_name, lesson_id (''), period_id (''), period_name, owed_on, lesson_on and
    slot (null for finals), kind (as in `marts.obligations`), clause, due_at (naive
    UTC), state (`due`, `overdue`), count_missing (students without a mark, or 1),
    count_owed. `now` is aware. Void entries are to be made again; what is excused
    needs none.
    """
    bring_up_to_date(database)
    return ask(
        database, viewer, _DUE, now=utc_naive(now), last_on=(now + _AHEAD).date()
    )


def timeliness_of_teacher(
    database: Database, viewer: Viewer, now: datetime
) -> Timeliness:
    """Return how much of what the viewer owed came in time; `now` is aware.

    Of the running period (in vacations the last one), as *Timeliness* shows at first.
    """
    bring_up_to_date(database)
    counts = ask(
        database,
        viewer,
        _COUNTED,
        now=utc_naive(now),
        last_on=(now + _AHEAD).date(),
    ).row(0, named=True)
    return Timeliness(_running_periods(database, viewer, now), **counts)


_DUE = f"""
with owed as (
    select
        page_id,
        lesson_id,
        period_id,
        owed_on,
        kind,
        clause,
        due_at,
        {OUTCOME} as outcome
    from marts.obligations
    where person_id = $person_id and owed_on <= $last_on and opens_at <= $now
),

missing as (
    select
        page_id,
        lesson_id,
        period_id,
        owed_on,
        kind,
        clause,
        due_at,
        count(*) as count_owed,
        count(*) filter (where outcome in ('missing', 'void', 'not_yet_due'))
            as count_missing
    from owed
    group by page_id, lesson_id, period_id, owed_on, kind, clause, due_at
    having count_missing > 0
)

select
    missing.page_id,
    concat(pages.unit_name, ' · ', pages.subject_name) as page_title,
    pages.unit_name,
    pages.subject_name,
    missing.lesson_id,
    missing.period_id,
    coalesce(periods.period_name, '') as period_name,
    missing.owed_on,
    lessons.lesson_on,
    lessons.slot,
    missing.kind,
    missing.clause,
    missing.due_at,
    case when missing.due_at < $now then 'overdue' else 'due' end as state,
    missing.count_missing,
    missing.count_owed
from missing
inner join intermediate.int_page_names as pages on missing.page_id = pages.page_id
left join staging.stg_lessons as lessons
    on missing.page_id = lessons.page_id and missing.lesson_id = lessons.lesson_id
left join intermediate.int_named_periods as periods
    on missing.page_id = periods.page_id and missing.period_id = periods.period_id
order by missing.due_at, missing.owed_on, lessons.slot, page_title, missing.kind
"""

# The reporting period of the viewer's pages that has begun last: the quarter, of who
# teaches quarters and half-years.
_RUNNING = """
    select distinct
        periods.period_name,
        periods.starts_on,
        periods.ends_on
    from staging.stg_page_periods as periods
    semi join staging.stg_page_teachers as teachers
        on
            periods.page_id = teachers.page_id
            and teachers.person_id = $person_id
    semi join staging.stg_lessons as lessons
        on
            periods.page_id = lessons.page_id
            and periods.period_id = lessons.period_id
            and lessons.starts_at <= $now
    qualify rank() over (order by periods.starts_on desc) = 1
"""

_COUNTED = f"""
with running as ({_RUNNING}),

span as (
    select
        min(starts_on) as starts_on,
        max(ends_on) as ends_on
    from running
),

owed as (
    select
        obligations.is_early,
        {OUTCOME} as outcome
    from marts.obligations as obligations
    cross join span
    where
        obligations.person_id = $person_id
        and obligations.owed_on <= $last_on
        and obligations.opens_at <= $now
        and obligations.owed_on between span.starts_on and span.ends_on
)

select
    count(*) filter (where outcome = 'on_time') as count_on_time,
    count(*) filter (where outcome = 'on_time' and is_early) as count_early,
    count(*) filter (where outcome = 'late') as count_late,
    count(*) filter (where outcome = 'missing') as count_missing,
    count(*) filter (where outcome = 'excused') as count_excused,
    count(*) filter (where outcome = 'void') as count_void,
    count(*) filter (where outcome = 'undetermined') as count_undetermined,
    count(*) filter (where outcome = 'not_yet_due') as count_not_yet_due
from owed
"""


def _running_periods(
    database: Database, viewer: Viewer, now: datetime
) -> tuple[str, ...]:
    names = ask(
        database,
        viewer,
        f"""
        with running as ({_RUNNING})

        select period_name, min(starts_on) as starts_on, max(ends_on) as ends_on
        from running
        group by period_name
        order by starts_on desc, ends_on, period_name
        """,
        now=utc_naive(now),
    )
    return tuple(names["period_name"].to_list())
