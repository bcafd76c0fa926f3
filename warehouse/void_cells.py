"""Cells whose last entry is void and that somebody has to enter again (§4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb


class VoidEntry(NamedTuple):
    """What was entered last in a cell and does not count; naive UTC, '' for removed."""

    text: str
    recorded_at: datetime


def waiting_cells(
    cursor: duckdb.DuckDBPyConnection, person_id: str
) -> dict[tuple[str, ...], VoidEntry]:
    """Return by whole key what a person has to enter again, until a breach is closed.

    Reads no models: workbooks are also made where none are built.
    """
    is_any = cursor.execute(
        "select 1 from access.breaches where person_id = ? and closed_at is null",
        [person_id],
    ).fetchone()
    if is_any is None:
        return {}
    rows = cursor.execute(
        """
        select
            page_id, lesson_id, period_id, student_id, field, void_text, recorded_at
        from journal.void_cells
        where is_waiting and breach_id in (
            select breach_id from access.breaches
            where person_id = ? and closed_at is null
        )
        order by recorded_at
        """,
        [person_id],
    ).fetchall()
    return {tuple(row[:5]): VoidEntry(row[5] or "", row[6]) for row in rows}
