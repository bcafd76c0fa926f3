"""Take a cursor back to the end of a school day, for the sheets of one class.

The views of the summary sheet then show what stood in the ledger at that moment, with
the rolls, teachers, names and parameters of the set-up of then; the formulas are the
same. What has been declared void since is left out (§4.4).
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from warehouse import ledger, past_setup, summary
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    import duckdb


def end_of_day(day: date, zone: ZoneInfo) -> datetime:
    """Return the last moment of a day in the school's zone, aware, UTC."""
    midnight = datetime.combine(day + timedelta(days=1), time(), zone)
    return midnight.astimezone(UTC) - timedelta(microseconds=1)


def go_back(
    cursor: duckdb.DuckDBPyConnection, class_id: str, day: date, zone: ZoneInfo
) -> None:
    """Let the sheet's views on this cursor show a class as of the end of a day.

    The cursor must be of `database.rehearsing()`: the set-up is taken back in place.
    """
    moment = end_of_day(day, zone)
    if past_setup.changed_since(cursor, utc_naive(moment)):
        past_setup.restore(cursor, utc_naive(moment), zone)
    cursor.execute(f"set variable school_day = date '{day}'")
    page_ids = _pages_of(cursor, class_id)
    values = ledger.as_of(cursor, page_ids, moment)
    cursor.register("past_values", values.to_arrow())
    cursor.execute("create temp table past_current as from past_values")
    cursor.unregister("past_values")
    cursor.execute(
        f"create temp table past_summary as {summary.of_values('past_current')}",
        {"page_ids": page_ids},
    )
    cursor.execute(
        """
        set variable as_of_cells = (
            select list({
                page_id: page_id, lesson_id: lesson_id, student_id: student_id,
                field: field, "value": case when field = 'status' then value end,
                attendance: attendance
            })
            from past_current
            where lesson_id <> ''
        )
        """
    )
    cursor.execute(
        """
        set variable as_of_sums = (
            select list({
                page_id: page_id, period_id: period_id, student_id: student_id,
                count_marks: count_marks, sum_marks: sum_marks,
                sum_weighted: sum_weighted, sum_weights: sum_weights, final: final
            })
            from past_summary
        )
        """
    )
    cursor.execute(f"set variable as_of_day = date '{day}'")
    cursor.execute(f"set variable as_of_moment = timestamp '{utc_naive(moment)}'")


def _pages_of(cursor: duckdb.DuckDBPyConnection, class_id: str) -> list[str]:
    """Return the pages of a class, former ones of its students among them."""
    rows = cursor.execute(
        """
        select distinct pages.page_id
        from journal.roster as students
        inner join journal.roster as pages on students.student_id = pages.student_id
        where students.class_id = $class_id
        order by pages.page_id
        """,
        {"class_id": class_id},
    ).fetchall()
    return [page_id for (page_id,) in rows]
