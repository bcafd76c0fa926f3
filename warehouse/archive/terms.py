"""How long a package is kept: parameters of the school, told by their last days."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from warehouse.errors import VedomostError

if TYPE_CHECKING:
    import duckdb

JOURNAL, SUMMARY = "archive_journal_years", "archive_summary_years"


class Terms(NamedTuple):
    """Years of keeping, and the last day of each term."""

    journal_years: int
    summary_years: int
    journal_until: date
    summary_until: date


def terms_of(cursor: duckdb.DuckDBPyConnection, year_ends_on: date) -> Terms:
    """Return the terms of a school year's records by the parameters of today.

    A term begins on 1 January after the year in which the records were completed.
    """
    found = dict(
        cursor.execute(
            "select parameter_id, value from setup.parameters "
            "where parameter_id in (?, ?) and valid_to is null",
            [JOURNAL, SUMMARY],
        ).fetchall()
    )
    for name in (JOURNAL, SUMMARY):
        if not found.get(name):
            raise VedomostError(
                "The school’s parameter {name} is missing: without it nobody knows how "
                "long the archive is kept. Put it into the set-up workbook.",
                name=name,
            )
    journal, summary = int(found[JOURNAL]), int(found[SUMMARY])
    return Terms(
        journal,
        summary,
        date(year_ends_on.year + journal, 12, 31),
        date(year_ends_on.year + summary, 12, 31),
    )
