"""The next year's days: its name, periods, vacations, holidays and attestations.

Dates move by 52 weeks, so that a Monday stays a Monday.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from ingest.setup.contract import settings
from ingest.setup.seeds import (
    knows_production_calendar,
    production_calendar,
    statutory_holidays,
)

if TYPE_CHECKING:
    from ingest.setup.changes import Row
    from ingest.setup.columns import SetupTables

_DAY, _FEW_DAYS = timedelta(days=1), timedelta(days=4)
_YEAR = timedelta(weeks=52)
_SATURDAY, _SUNDAY = 6, 7
_SIX_DAYS = 6


class NextYear:
    """The days of the year after that of a set-up."""

    def __init__(self, tables: SetupTables) -> None:
        self._tables = tables
        about = settings(tables)
        self._week_days = int(about["week_days"])
        self.was_id = about["year_id"]
        self.was_from = date.fromisoformat(about["year_starts_on"])
        self.was_until = date.fromisoformat(about["year_ends_on"])
        self.starts_on = self._first_day()
        self.ends_on = self._moved(self.was_until)
        self.year_id = self._renamed(self.was_id) or str(self.starts_on.year)

    @property
    def knows_transfers(self) -> bool:
        """Tell whether the year's transferred days off are shipped."""
        return knows_production_calendar(str(self.starts_on.year))

    def about(self) -> list[Row]:
        """Return the sheet “School” with the next year in place of this."""
        first, last = self.starts_on.year, self.starts_on.year + 1
        told = {
            "year_id": self.year_id,
            "year_name": f"{first}/{last % 100:02}",
            "year_starts_on": self.starts_on.isoformat(),
            "year_ends_on": self.ends_on.isoformat(),
        }
        return [
            row | {"value": told.get(str(row["setting"]), row["value"])}
            for row in self._tables["about"]
        ]

    def periods(self) -> list[Row]:
        """Return the periods, their codes with the next year's code."""
        return [
            row
            | {
                "period_id": self._renamed(str(row["period_id"]))
                or f"{self.year_id}-{row['period_id']}",
                "year_id": self.year_id,
                **self._span(row),
            }
            for row in self._tables["periods"]
        ]

    def calendar(self) -> list[Row]:
        """Return vacations moved by 52 weeks, and the public holidays of the year."""
        vacations = [
            self._until_lessons(row | self._span(row))
            for row in self._tables["calendar"]
            if row["kind"] == "vacation"
        ]
        year = self.starts_on.year
        holidays = (
            production_calendar(str(year), self._week_days)
            if self.knows_transfers
            else statutory_holidays(year)
        )
        return sorted(
            [*vacations, *holidays],
            key=lambda row: (str(row["starts_on"]), row["kind"]),
        )

    def _until_lessons(self, vacation: Row) -> Row:
        """Return a vacation between two periods as lasting until the second begins.

        Holidays keep their date and not their weekday, so a day between can be left.
        """
        for period in self.periods():
            gap = period["starts_on"] - vacation["ends_on"]  # type: ignore[operator]
            if not vacation["classes"] and _DAY < gap <= _FEW_DAYS:
                return vacation | {"ends_on": period["starts_on"] - _DAY}  # type: ignore[operator]
        return vacation

    def attestations(self) -> list[Row]:
        """Return the attestations, each 52 weeks later."""
        return [row | self._span(row) for row in self._tables["attestations"]]

    def _span(self, row: Row) -> Row:
        return {
            "starts_on": self._moved(row["starts_on"]),
            "ends_on": self._moved(row["ends_on"]),
        }

    def _moved(self, on: object) -> date:
        if not isinstance(on, date):
            raise TypeError(on)
        return self.starts_on if on == self.was_from else on + _YEAR

    def _first_day(self) -> date:
        """Return the same day a year later, or the next day with lessons."""
        first = self.was_from.replace(year=self.was_from.year + 1)
        free = {_SUNDAY} if self._week_days == _SIX_DAYS else {_SATURDAY, _SUNDAY}
        while first.isoweekday() in free:
            first += timedelta(days=1)
        return first

    def _renamed(self, code: str) -> str:
        """Return a code with the next year's number in it; '' if it names no year."""
        was, now = str(self.was_from.year), str(self.starts_on.year)
        renamed = re.sub(rf"(?<!\d){was}(?!\d)", now, code)
        return "" if renamed == code else renamed
