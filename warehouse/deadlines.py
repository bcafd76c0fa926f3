"""The school's deadline of a kind of entry, as it holds on a day.

Like `staging.stg_deadlines`, for those who write before any view is made.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import date

    import duckdb


class Deadline(NamedTuple):
    """By when an entry is due: so many units from something."""

    counted_from: str
    amount: int
    unit: str
    clause: str


class Deadlines:
    """The deadlines of one kind, asked once for as many days as are looked at."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, kind: str) -> None:
        rows = cursor.execute(
            """
            select valid_from, counted_from, amount, unit, clause
            from setup.deadlines
            where kind = $kind and (valid_to is null or valid_from < valid_to)
            order by valid_from
            """,
            {"kind": kind},
        ).fetchall()
        self._known = [(row[0], Deadline(*row[1:])) for row in rows]

    def on(self, day: date) -> Deadline | None:
        """Return what holds on a day; the first one holds before it, too."""
        if not self._known:
            return None
        holding = [known for begins, known in self._known if begins <= day]
        return holding[-1] if holding else self._known[0][1]


def deadline_on(
    cursor: duckdb.DuckDBPyConnection, kind: str, on: date
) -> Deadline | None:
    """Return the deadline that holds on a day; the first one holds before it, too."""
    return Deadlines(cursor, kind).on(on)
