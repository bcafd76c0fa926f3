"""The rows a school starts from: shipped as CSV, read like a typed workbook."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import warehouse
from ingest.setup.cells import parse
from ingest.setup.contract import SHEET_OF

if TYPE_CHECKING:
    from ingest.setup.columns import SetupTables

_FIRST_MONTH = 9  # of a school year
DEFAULTS = ("work_types", "mark_scale", "parameters", "deadlines")
_SEEDS = Path(warehouse.__file__).parent / "seeds"
_EXAMPLE = Path(__file__).parent / "example"


def default_rows(table: str) -> list[dict[str, object]]:
    """Return the shipped rows of one of `DEFAULTS`."""
    return rows_of(table, _SEEDS / f"{table}.csv")


def production_calendar(year_id: str, week_days: int = 5) -> list[dict[str, object]]:
    """Return the public holidays of a school year as rows of the calendar sheet.

    What is moved from a Saturday is moved for five-day weeks only: a six-day week has
    its lessons on Saturdays anyway (art. 95 and 112 of the Labour Code).
    """
    path = _SEEDS / f"production_calendar_{year_id}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        weeks = [row["week_days"] for row in csv.DictReader(file)]
    return [
        row
        for row, week in zip(rows_of("calendar", path), weeks, strict=True)
        if week in {"", str(week_days)}
    ]


def knows_production_calendar(year_id: str) -> bool:
    """Tell whether the transfers of days off in a school year are shipped."""
    return (_SEEDS / f"production_calendar_{year_id}.csv").exists()


def statutory_holidays(starts_in: int) -> list[dict[str, object]]:
    """Return the public holidays of the law as rows of the calendar, none moved.

    For a school year of which no decree on transfers is known yet.
    """
    path = _SEEDS / "statutory_holidays.csv"
    with path.open(encoding="utf-8", newline="") as file:
        days = list(csv.DictReader(file))
    return [
        {
            "starts_on": _day(starts_in, one["first_month"], one["first_day"]),
            "ends_on": _day(starts_in, one["last_month"], one["last_day"]),
            "kind": "holiday",
            "classes": "",
            "as_weekday": None,
            "note": one["note"],
        }
        for one in days
    ]


def _day(starts_in: int, month: str, day: str) -> date:
    is_autumn = int(month) >= _FIRST_MONTH
    return date(starts_in if is_autumn else starts_in + 1, int(month), int(day))


def example_tables() -> SetupTables:
    """Return a small, complete and sound school: the template and its own help."""
    tables = {
        path.stem: rows_of(path.stem, path) for path in sorted(_EXAMPLE.glob("*.csv"))
    }
    for table in DEFAULTS:
        tables[table] = default_rows(table)
    tables["calendar"] = sorted(
        [*tables["calendar"], *production_calendar("2026")],
        key=lambda row: (str(row["starts_on"]), str(row["kind"])),
    )
    return {table: tables[table] for table in SHEET_OF}


def rows_of(table: str, path: Path) -> list[dict[str, object]]:
    """Return the rows of a CSV file whose header holds the table's column keys."""
    sheet = SHEET_OF[table]
    with path.open(encoding="utf-8", newline="") as file:
        return [
            {
                column.key: parse(
                    column, row.get(column.key), str(row.get("setting", ""))
                )
                for column in sheet.columns
            }
            for row in csv.DictReader(file)
        ]
