"""Rules about replaced timetables: rows instead of a class's ordinary ones."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ingest.setup.cells import as_text
from ingest.setup.sheets_year import WEEKDAYS
from warehouse.calendar import school_days

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.setup.placed import Checked, Row
    from ingest.setup.rules import SetupProblem
    from warehouse.calendar import SchoolDay


def replaced_problems(checked: Checked) -> Iterator[SetupProblem]:
    """Yield replaced timetables without their days, or with none of their weekday."""
    days = school_days_of_units(checked) if checked.year is not None else {}
    for number, row in checked.rows("timetable", "unit_id", "weekday"):
        if not row["is_instead"]:
            continue
        unit, starts_on, ends_on = row["unit_id"], row["starts_on"], row["ends_on"]
        if starts_on is None or ends_on is None:
            yield checked.at(
                "setup_instead_has_days", "timetable", number, "starts_on", unit=unit
            )
        elif unit in days and not days_of_row(row, days):
            yield checked.at(
                "setup_instead_on_a_day",
                "timetable",
                number,
                "weekday",
                unit=unit,
                weekday=(WEEKDAYS[str(row["weekday"])],),
                first=as_text(starts_on),
                last=as_text(ends_on),
            )


def school_days_of_units(checked: Checked) -> dict[str, list[SchoolDay]]:
    """Return the school days of the year of every class and group."""
    calendar = checked.calendar()
    return {
        str(row[key]): school_days(
            calendar,
            class_id=str(row[key]),
            grade=int(str(row["grade"])),
            week_days=checked.week_days(row),
            starts_on=checked.year.starts_on,  # type: ignore[union-attr]
            ends_on=checked.year.ends_on,  # type: ignore[union-attr]
        )
        for table, key in (("classes", "class_id"), ("groups", "group_id"))
        for _, row in checked.rows(table, key, "grade")
    }


def days_of_row(row: Row, days: Mapping[str, list[SchoolDay]]) -> list[date]:
    """Return the days on which a row of the timetable is due to hold."""
    first, last = row["starts_on"] or date.min, row["ends_on"] or date.max
    return [
        day.on
        for day in days.get(str(row["unit_id"]), ())
        if day.weekday == row["weekday"] and first <= day.on <= last  # type: ignore[operator]
    ]
