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


def deadline_on(
    cursor: duckdb.DuckDBPyConnection, kind: str, on: date
) -> Deadline | None:
    """Return the deadline that holds on a day; the first one holds before it, too."""
    row = cursor.execute(
        """
        select counted_from, amount, unit, clause
        from setup.deadlines
        where kind = $kind and (valid_to is null or valid_from < valid_to)
        order by
            case when valid_from <= $on then valid_from end desc nulls last,
            valid_from
        limit 1
        """,
        {"kind": kind, "on": on},
    ).fetchone()
    return Deadline(*row) if row else None
