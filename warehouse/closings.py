"""Closed periods (§2.11): which cells may be changed no more, except by permission.

A student's mark or final belongs to the student's class; what is said about a lesson is
closed when every class of its page is. Whether a cell is closed is decided inside the
transaction that would change it; a permission counts by the time of receipt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import polars as pl

from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

CELL = ("page_id", "lesson_id", "period_id", "student_id", "field")


class Entering(NamedTuple):
    """Who enters, and when it was received (aware); days are told in the zone."""

    person_id: str
    received_at: datetime
    zone: ZoneInfo


CLOSED = pl.Schema(
    {
        "row": pl.UInt32(),
        "closed_class": pl.String(),
        "closed_period": pl.String(),
        "closed_on": pl.Date(),
    }
)

# Reads `closing_cells`: row and the parts of the cell's key.
_CLOSED = """
    with spans as (
        select page_id, period_id, name, starts_on, ends_on
        from journal.page_periods
        where page_id in (select page_id from closing_cells)
    ),

    last_days as (
        select page_id, max(ends_on) as ends_on from spans group by page_id
    ),

    named as (
        select page_id, period_id, name, ends_on from spans
        union all
        select
            attestations.page_id, attestations.period_id, attestations.name,
            least(attestations.ends_on, last_days.ends_on)
        from journal.page_attestations as attestations
        inner join last_days using (page_id)
    ),

    dated as (
        select
            cells.row,
            cells.page_id,
            coalesce(known.student_id, '') as student_id,
            pages.year_id,
            named.period_id,
            named.name as closed_period,
            coalesce(lessons.lesson_on, named.ends_on) as day_on
        from closing_cells as cells
        inner join journal.pages using (page_id)
        -- Whoever was taken off the roll wholly is of whichever class the page has.
        left join (
            select distinct page_id, student_id from journal.roster
            where page_id in (select page_id from closing_cells)
        ) as known
            on cells.page_id = known.page_id and cells.student_id = known.student_id
        left join journal.lessons
            on cells.page_id = lessons.page_id and cells.lesson_id = lessons.lesson_id
        inner join named
            on cells.page_id = named.page_id
            and coalesce(nullif(cells.period_id, ''), lessons.period_id)
            = named.period_id
        where cells.field <> 'message'
    ),

    of_classes as (
        select dated.*, roster.class_id
        from dated
        inner join journal.roster
            on dated.page_id = roster.page_id
            and dated.student_id in ('', roster.student_id)
        where dated.student_id <> ''
            or dated.day_on between roster.starts_on
            and coalesce(roster.ends_on, date '9999-12-31')
        -- A student's class is the one of that day, or the last one before it, or the
        -- first one after it: the roll may have been corrected since.
        qualify dated.student_id = '' or row_number() over (
            partition by dated.row
            order by
                roster.starts_on <= dated.day_on desc,
                abs(roster.starts_on - dated.day_on), roster.class_id
        ) = 1
    ),

    judged as (
        select
            of_classes.row,
            of_classes.class_id,
            of_classes.closed_period,
            closed.closed_at,
            closed.closed_at is not null and not exists (
                select 1
                from journal.change_permissions as permissions
                where permissions.year_id = of_classes.year_id
                    and permissions.class_id = of_classes.class_id
                    and permissions.period_id = of_classes.period_id
                    and permissions.page_id in ('', of_classes.page_id)
                    and permissions.person_id in ('', $person_id)
                    and $received_at >= permissions.starts_at
                    and $received_at < permissions.ends_at
            ) as is_closed
        from of_classes
        left join journal.closed_periods as closed
            on of_classes.year_id = closed.year_id
            and of_classes.class_id = closed.class_id
            and of_classes.period_id = closed.period_id
    )

    select
        row,
        string_agg(distinct class_id, ', ' order by class_id) as closed_class,
        min(closed_period) as closed_period,
        (max(closed_at) at time zone 'UTC' at time zone $zone)::date as closed_on
    from judged
    group by row
    having bool_and(is_closed)
    order by row
"""


def closed_cells(
    cursor: duckdb.DuckDBPyConnection, cells: pl.DataFrame, entering: Entering
) -> pl.DataFrame:
    """Return CLOSED of the cells (by their place, from 0) that may not be changed."""
    if cells.is_empty() or not _is_anything_closed(cursor):
        return pl.DataFrame(schema=CLOSED)
    numbered = cells.select(CELL).with_row_index("row")
    cursor.register("closing_cells", numbered.to_arrow())
    found = cursor.execute(
        _CLOSED,
        {
            "person_id": entering.person_id,
            "received_at": utc_naive(entering.received_at),
            "zone": entering.zone.key,
        },
    ).pl()
    cursor.unregister("closing_cells")
    return found.cast(CLOSED)


def refuse_closed(
    cursor: duckdb.DuckDBPyConnection,
    entries: pl.DataFrame,
    person_id: str,
    received_at: datetime,
) -> None:
    """Refuse entries of which one would change a closed period.

    The last guard before the ledger: hand-ins set such cells aside before, each with
    its sentence.
    """
    entering = Entering(person_id, received_at, ZoneInfo("UTC"))
    closed = closed_cells(cursor, entries, entering)
    if not closed.is_empty():
        raise VedomostError(
            "{period} of class {class_id} is closed (§2.11). Ask the deputy head for a "
            "permission to change it.",
            period=closed["closed_period"][0],
            class_id=closed["closed_class"][0],
        )


def _is_anything_closed(cursor: duckdb.DuckDBPyConnection) -> bool:
    return bool(cursor.execute("select 1 from journal.closings limit 1").fetchone())
