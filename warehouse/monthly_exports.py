"""The register of monthly exports of summary sheets, and what they are made of (§2.12).

For the server, which exports on nobody's behalf; pages read `queries.monthly_exports`.
An export under an account in a void period is void (§4.4): it counts for no month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse import sealed_records
from warehouse.clock import FAST, utc_naive

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date, datetime

    import duckdb

    from warehouse.database import Database
    from warehouse.filing import Filed
    from warehouse.school_folder import School

# Who made an export, where it was no person of the school.
SCHEDULE, MACHINE = "@schedule", "@machine"


class SheetDue(NamedTuple):
    """A summary sheet that belongs to a month's export."""

    school_level: str
    class_id: str
    period_id: str
    period_name: str


class Exported(NamedTuple):
    """One row of the register: an export of a month for one level; naive UTC."""

    export_id: str
    year_id: str
    month: str
    number: int
    school_level: str
    due_at: datetime
    made_at: datetime
    made_by: str
    answered_by: str
    ledger_block_id: int
    ledger_digest: str
    count_sheets: int
    count_files: int
    act_path: str
    act_sha256: str


class ExportedFile(NamedTuple):
    """One file of an export; an act has no class, period and code."""

    export_id: str
    kind: str  # sheet or act
    school_level: str
    class_id: str
    period_id: str
    path: str
    sha256: str
    size_bytes: int
    code: str


def sheets_due(
    cursor: duckdb.DuckDBPyConnection, after_on: date, due_on: date
) -> list[SheetDue]:
    """Return what an export shows, by grade and class.

    Of each class every reporting period that has begun and of which a day lies after
    the last export: the one that runs, and one that ended since. Of the year its sheet
    once its last day is over.
    """
    rows = cursor.execute(
        """
        select school_level, class_id, period_id, period_name
        from intermediate.int_class_periods
        where starts_on <= $due_on and ends_on > $after_on
        order by grade, class_id, starts_on, period_id
        """,
        {"after_on": after_on, "due_on": due_on},
    ).fetchall()
    return [SheetDue(*row) for row in rows]


def first_block_at(cursor: duckdb.DuckDBPyConnection) -> datetime | None:
    """Return when the first entries were recorded here, naive UTC."""
    rows = cursor.execute(
        "select min(sealed_at) from journal.blocks where count_entries > 0"
    ).fetchall()
    first: datetime | None = rows[0][0]
    return first


def answerable(database: Database) -> dict[str, str]:
    """Return who answers for each level: its deputy, else the director (§2.9)."""
    with database.reading() as cursor:
        rows = cursor.execute(
            """
            select school_level, person_id
            from intermediate.int_leaders
            qualify row_number() over (
                partition by school_level order by is_director, person_id
            ) = 1
            """
        ).fetchall()
    return dict(rows)


def levels_done(
    cursor: duckdb.DuckDBPyConnection, month: str, not_before: datetime, now: datetime
) -> set[str]:
    """Return the levels with a valid export of a month between two moments, aware.

    One that lies in the future was made by a fast clock, before the month's day.
    """
    rows = cursor.execute(
        "select school_level from staging.stg_exports "
        "where month = ? and made_at between ? and ? and not is_void",
        [month, utc_naive(not_before), utc_naive(now + FAST)],
    ).fetchall()
    return {level for (level,) in rows}


def next_number(cursor: duckdb.DuckDBPyConnection, month: str) -> int:
    """Return the number of the month's next export, from 1."""
    rows = cursor.execute(
        "select coalesce(max(number), 0) + 1 from journal.exports where month = ?",
        [month],
    ).fetchall()
    return int(rows[0][0])


def is_registered(cursor: duckdb.DuckDBPyConnection, export_id: str) -> bool:
    """Tell whether an export was made to its end."""
    found = cursor.execute(
        "select 1 from journal.exports where export_id = ? limit 1", [export_id]
    ).fetchone()
    return found is not None


def record(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    at: datetime,
    exports: Sequence[Exported],
    files: Sequence[ExportedFile],
    filed: Iterable[Filed],
) -> None:
    """Make an export visible: its rows and its files', as one block (§2.10)."""
    sealed_records.write_together(
        cursor,
        school.school_id,
        at,
        {
            "journal.exports": [one._asdict() for one in exports],
            "journal.exported_files": [one._asdict() for one in files],
            "journal.filed": [one._asdict() for one in filed],
        },
    )
