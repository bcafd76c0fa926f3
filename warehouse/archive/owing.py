"""Which packages are owed: what is closed or corrected and not in the archive yet.

A closing owes a package; so do changes by permission once no permission runs any more.
It follows from closings, entries and the register alone: a crash, a full disk or a
stopped server between closing and package leaves it owed, and it is made later.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse.archive.names import ROOT, safe_name, year_folder
from warehouse.archive.tables import Of
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

CLOSING, CHANGES, ASKED = "closing", "changes", "asked"
_IS_ANYTHING_CLOSED = "select 1 from journal.closed_periods limit 1"
_OWED = """
with latest as (
    select *
    from journal.archive_packages
    qualify row_number() over (
        partition by year_id, class_id, period_id order by number desc
    ) = 1
),

states as (
    select
        closed.year_id, closed.class_id, closed.period_id, closed.event_id,
        closed.closed_at, closed.by_person_id, closed.reason as closing_reason,
        coalesce(latest.number, 0) as number, latest.package_id, latest.last_entry_id,
        latest.ledger_block_id,
        closed.event_id not in (
            select closing_event_id from journal.archive_packages
        ) as is_new
    from journal.closed_periods as closed
    left join latest
        on closed.year_id = latest.year_id and closed.class_id = latest.class_id
        and closed.period_id = latest.period_id
),

pages as (
    select distinct
        roster.class_id, roster.page_id, split_part(roster.page_id, ':', 1) as year_id
    from journal.roster
    where class_id in (select class_id from states)
),

names as (
    select page_id, period_id, 'period' as kind, name, ends_on from journal.page_periods
    union all
    select page_id, period_id, kind, name, ends_on from journal.page_attestations
),

periods as (
    select
        pages.class_id, pages.year_id, names.period_id, any_value(names.kind) as kind,
        any_value(names.name) as period_name
    from names inner join pages using (page_id)
    group by all
),

declared as (
    select distinct states.event_id
    from states
    inner join journal.void_events as events
        on events.block_id > states.ledger_block_id
    inner join pages
        on states.class_id = pages.class_id and states.year_id = pages.year_id
    inner join journal.entries
        on pages.page_id = entries.page_id and events.person_id = entries.recorded_by
        and entries.recorded_at >= events.moment
    left join journal.lessons
        on entries.page_id = lessons.page_id and entries.lesson_id = lessons.lesson_id
    where states.period_id in (entries.period_id, lessons.period_id,
        states.year_id || '-year')
),

changed as (
    select states.event_id
    from states
    inner join intermediate.int_closed_entries as later
        on states.class_id = later.class_id and states.period_id = later.period_id
        and later.entry_id > states.last_entry_id
    union
    select event_id from declared
    union
    -- A year's package holds all periods, of which not every one may be closed.
    select states.event_id
    from states
    inner join pages
        on states.class_id = pages.class_id and states.year_id = pages.year_id
    inner join journal.entries as later on pages.page_id = later.page_id
    where states.period_id = states.year_id || '-year'
        and later.entry_id > states.last_entry_id and later.field <> 'message'
),

permitted as (
    select year_id, class_id, period_id
    from journal.change_permissions
    where starts_at <= $now and ends_at > $now
    union
    select year_id, class_id, year_id || '-year'
    from journal.change_permissions
    where starts_at <= $now and ends_at > $now
),

grades as (
    select
        class_id,
        case when grade <= 4 then 'noo' when grade <= 9 then 'ooo' else 'soo' end
            as school_level
    from setup.classes
    qualify row_number() over (partition by class_id order by valid_from desc) = 1
)

select
    states.year_id, states.class_id, states.period_id,
    coalesce(periods.kind, 'period') as kind,
    coalesce(periods.period_name, states.period_id) as period_name,
    grades.school_level,
    states.event_id, states.closed_at, states.by_person_id, states.closing_reason,
    states.number + 1 as number, coalesce(states.package_id, '') as refers_to,
    case when states.is_new then 'closing' else 'changes' end as why,
    '' as reason
from states
left join periods
    on states.class_id = periods.class_id and states.year_id = periods.year_id
    and states.period_id = periods.period_id
inner join grades on states.class_id = grades.class_id
left join permitted
    on states.class_id = permitted.class_id and states.year_id = permitted.year_id
    and states.period_id = permitted.period_id
where {which}
order by states.closed_at, states.class_id, states.period_id
"""
_IS_OWED = """
    states.is_new or (
        permitted.class_id is null
        and states.event_id in (select event_id from changed)
    )
"""
_LED = """
    grades.school_level in (
        select school_level from intermediate.int_leaders where person_id = $person_id
    )
"""


class Owed(NamedTuple):
    """A package that is to be made: of what closing, and why now."""

    of: Of
    kind: str  # period, year, exam, overall
    period_name: str
    school_level: str
    closing_event_id: str
    closed_at: datetime  # naive UTC
    closed_by: str
    closing_reason: str
    number: int
    refers_to: str
    why: str
    reason: str

    @property
    def path(self) -> str:
        """Where it is going to lie: «archive/2026-2027/5А/I четверть/пакет-001»."""
        return "/".join(
            (
                ROOT,
                year_folder(self.of.year_id),
                safe_name(self.of.class_id),
                safe_name(self.period_name),
                f"пакет-{self.number:03}",
            )
        )


def owed(
    cursor: duckdb.DuckDBPyConnection, now: datetime, led_by: str = ""
) -> list[Owed]:
    """Return the packages that are owed at an aware moment, first closed first.

    `led_by` limits them to the levels that a person answers for.
    """
    if not led_by:
        return _asked(cursor, now, _IS_OWED)
    return _asked(cursor, now, f"({_IS_OWED}) and ({_LED})", person_id=led_by)


def further(
    cursor: duckdb.DuckDBPyConnection, now: datetime, of: Of, reason: str, led_by: str
) -> Owed:
    """Return a further package of a closed period, for which a leader has a reason."""
    words = " ".join(reason.split())
    if not words:
        raise VedomostError("Say why a further package is needed.")
    which = (
        "states.year_id = $year_id and states.class_id = $class_id "
        f"and states.period_id = $period_id and ({_LED})"
    )
    for one in _asked(cursor, now, which, **of._asdict(), person_id=led_by):
        return one._replace(why=one.why if one.why == CLOSING else ASKED, reason=words)
    raise VedomostError("This period is not closed: its journal has no package yet.")


def _asked(
    cursor: duckdb.DuckDBPyConnection, now: datetime, which: str, **values: str
) -> list[Owed]:
    if not cursor.execute(_IS_ANYTHING_CLOSED).fetchall():
        return []
    found = cursor.execute(
        _OWED.format(which=which), {"now": utc_naive(now), **values}
    ).fetchall()
    return [
        Owed(Of(year_id, class_id, period_id), *row)
        for year_id, class_id, period_id, *row in found
    ]
