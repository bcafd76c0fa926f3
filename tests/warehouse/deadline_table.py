"""Reads deadline_cases.txt: one case a row, in the words of a deputy head."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

_TABLE = Path(__file__).parent / "deadline_cases.txt"
_COLUMNS = 9
_WEEKDAYS = ("пн", "вт", "ср", "чт", "пт", "сб", "вс")
_KINDS = {
    "посещаемость": "attendance",
    "тема": "topic",
    "задание": "homework",
    "отметка": "lesson_mark",
    "письменная": "written_mark",
    "итоговая": "final",
}
PERIODS = {
    "I четверть": ("2026-Q1", "1-9", date(2026, 9, 1), date(2026, 10, 25)),
    "II четверть": ("2026-Q2", "1-9", date(2026, 11, 5), date(2026, 12, 30)),
    "III четверть": ("2026-Q3", "1-9", date(2027, 1, 11), date(2027, 3, 26)),
    "IV четверть": ("2026-Q4", "1-9", date(2027, 4, 5), date(2027, 5, 26)),
    "I полугодие": ("2026-H1", "10-11", date(2026, 9, 1), date(2026, 12, 30)),
    "II полугодие": ("2026-H2", "10-11", date(2027, 1, 11), date(2027, 5, 26)),
}


class Event(NamedTuple):
    """Something that was done at a local moment."""

    at: datetime
    what: str
    is_second: bool  # by the second teacher
    is_import: bool


class Case(NamedTuple):
    """One row of the table; moments are the school's local times."""

    number: str
    clause: str
    kind: str
    lesson_on: date | None  # of a final: none
    slot: int
    period: str
    terms: tuple[str, ...]
    events: tuple[Event, ...]
    asked_at: datetime
    due: str  # as written: «23.11 24:00», «—» where nothing is owed
    outcome: str

    def has(self, term: str) -> bool:
        """Tell whether the row names a circumstance without a value."""
        return term in self.terms

    def value(self, term: str) -> str | None:
        """Return what follows a circumstance: «учится с» 24.11."""
        for one in self.terms:
            if one.startswith(f"{term} "):
                return one.removeprefix(f"{term} ")
        return None


def cases() -> list[Case]:
    """Return the rows of the table; a row that cannot be read stops the tests."""
    lines = _TABLE.read_text(encoding="utf-8").splitlines()
    rows = [line.split("|") for line in lines if re.match(r"\d+ ", line)]
    return [_case([cell.strip() for cell in row]) for row in rows]


def day_of(text: str) -> date:
    """Return the day «23.11» of the school year 2026/27."""
    day, month = text.split(".")
    return date(2026 if int(month) >= 8 else 2027, int(month), int(day))


def moment_of(text: str) -> datetime:
    """Return the local moment «23.11 12:35»; 24:00 is the next day's 00:00."""
    day, clock = text.split()
    hour, minute = clock.split(":")
    begun = datetime.combine(day_of(day), datetime.min.time())
    return begun + timedelta(hours=int(hour), minutes=int(minute))


def _case(row: list[str]) -> Case:
    assert len(row) == _COLUMNS, row
    number, clause, kind, place, terms, events, asked, due, outcome = row
    lesson_on, slot, period = None, 0, ""
    if place in PERIODS:
        period = place
    else:
        weekday, day, lesson = place.split()
        lesson_on, slot = day_of(day), int(lesson.removesuffix("-й"))
        assert _WEEKDAYS[lesson_on.weekday()] == weekday, f"{number}: {place}"
    return Case(
        number,
        clause,
        _KINDS[kind],
        lesson_on,
        slot,
        period,
        tuple(part.strip() for part in terms.split(",") if part.strip()),
        tuple(_event(part.strip()) for part in events.split(";") if part.strip()),
        moment_of(asked),
        due,
        outcome,
    )


def _event(text: str) -> Event:
    is_second, is_import = text.startswith("второй "), text.startswith("загрузка ")
    day, clock, what = re.sub(r"^(второй|загрузка) ", "", text).split(" ", 2)
    return Event(moment_of(f"{day} {clock}"), what, is_second, is_import)
