"""A set-up under check: its tables, and the place of each value for a problem."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import say
from ingest.setup.cells import as_text
from ingest.setup.contract import SHEET_OF, completed, settings
from ingest.setup.rules import SetupProblem, problem
from warehouse.calendar import CalendarRow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.setup.columns import Sheet
    from ingest.setup.reader import SetupReading

Row = dict[str, object]
LONGEST_YEAR = 366


class Year(NamedTuple):
    """The days of the school year."""

    starts_on: date
    ends_on: date


class Checked:
    """What the checks share."""

    def __init__(self, reading: SetupReading, since: date | None = None) -> None:
        self.since = since or date.min
        self._places = reading.places
        self.misread = {(found.sheet, found.cell) for found in reading.problems}
        self.missing = {
            found.value
            for found in reading.problems
            if found.rule == "setup_sheet_there"
        }
        self.tables = completed(reading.tables)
        self.settings = settings(self.tables)
        self.year = self._year()

    def _year(self) -> Year | None:
        try:
            year = Year(
                date.fromisoformat(self.settings.get("year_starts_on", "")),
                date.fromisoformat(self.settings.get("year_ends_on", "")),
            )
        except ValueError:
            return None
        return (
            year if 0 < (year.ends_on - year.starts_on).days <= LONGEST_YEAR else None
        )

    def rows(self, table: str, *needed: str) -> Iterator[tuple[int, Row]]:
        """Yield numbered rows in which all the needed columns have a value."""
        for number, row in enumerate(self.tables[table]):
            if all(row[key] not in {None, ""} for key in needed):
                yield number, row

    def title(self, sheet: Sheet) -> str:
        """Return a sheet's title in the language of the school's workbooks."""
        return say(sheet.title, self._language())

    def header(self, table: str, key: str) -> str:
        """Return a column's header as it stands in the file."""
        if place := self._places.get((table, -1, key)):
            return place.text
        return say(SHEET_OF[table].column(key).title, self._language())

    def address(self, table: str, number: int, key: str) -> tuple[str, str]:
        """Return sheet and cell of a value; without a file the sheet's title and ''."""
        place = self._places.get((table, number, key)) or self._places.get(
            (table, number, SHEET_OF[table].columns[0].key)
        )
        return (place[0], place[1]) if place else (self.title(SHEET_OF[table]), "")

    def at(
        self, rule: str, table: str, number: int, key: str, **facts: object
    ) -> SetupProblem:
        """Return a problem of the value in a row and column; `value` may be given."""
        sheet, cell = self.address(table, number, key)
        value = str(facts.pop("value", as_text(self.tables[table][number][key])))
        return problem(rule, sheet, cell, value, **facts)

    def on_sheet(
        self, rule: str, table: str, value: str, **facts: object
    ) -> SetupProblem:
        """Return a problem of a whole sheet; its header is the place."""
        sheet, cell = self.address(table, -1, SHEET_OF[table].columns[0].key)
        return problem(rule, sheet, cell, value, **facts)

    def week_days(self, unit: Row) -> int:
        """Return the school days a week of a class, or of a group by its grade."""
        own = unit.get("week_days")
        of_grade = [
            int(str(row["week_days"]))
            for _, row in self.rows("classes", "grade", "week_days")
            if row["grade"] == unit["grade"]
        ]
        return int(str(own)) if own else max(of_grade, default=6)

    def calendar(self) -> list[CalendarRow]:
        """Return the calendar rows that are complete."""
        return [
            CalendarRow(
                row["starts_on"],  # type: ignore[arg-type]
                row["ends_on"],  # type: ignore[arg-type]
                str(row["kind"]),
                str(row["classes"]),
                row["as_weekday"],  # type: ignore[arg-type]
            )
            for _, row in self.rows("calendar", "starts_on", "ends_on", "kind")
        ]

    def _language(self) -> str:
        return "en" if self.settings.get("language") == "en" else "ru"
