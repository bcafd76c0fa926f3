"""The demo school's lessons, rosters and due times, worked out from its set-up tables.

Plain Python over the timetable and the regulation's rules: no warehouse, no SQL.
All moments are the school's local ones.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

YEAR_ID, WEEK_DAYS = "2026", 6
Tables = dict[str, list[dict[str, Any]]]


class Lesson(NamedTuple):
    """One lesson of the timetable."""

    lesson_id: str
    page_id: str
    unit_id: str
    subject_id: str
    starts: datetime
    ends: datetime

    @property
    def day(self) -> date:
        return self.starts.date()


class Terms:
    """Who is taught what when, and by when §2.5 to 2.8 want it entered."""

    def __init__(self, tables: Tables, until: datetime) -> None:
        self.tables = tables
        self.until = until
        self.teacher = {
            f"{YEAR_ID}:{row['unit_id']}:{row['subject_id']}": row["person_id"]
            for row in tables["load"]
        }
        self.lessons = [
            lesson
            for row in tables["timetable"]
            for lesson in self._lessons_of(row, until)
        ]
        self.written_works = {
            row["name"] for row in tables["work_types"] if row["is_written"]
        }
        self._units = self._members_of_units()
        self._class_ends: dict[tuple[str, date], datetime] = {}
        self._page_ends: dict[tuple[str, date], datetime] = {}
        for lesson in self.lessons:
            _keep_latest(self._page_ends, (lesson.page_id, lesson.day), lesson.ends)
            if "-инд" not in lesson.unit_id:  # who learns alone keeps no class
                class_id = lesson.unit_id.split("-")[0]
                _keep_latest(self._class_ends, (class_id, lesson.day), lesson.ends)

    def _lessons_of(self, row: dict[str, Any], until: datetime) -> Iterator[Lesson]:
        unit_id, subject_id = row["unit_id"], row["subject_id"]
        page_id = f"{YEAR_ID}:{unit_id}:{subject_id}"
        day = row["starts_on"]
        while day <= until.date():
            if day.isoweekday() == row["weekday"] and not self._is_off(day, unit_id):
                starts, ends = self._bell(day, row["slot"])
                if starts <= until:
                    name = f"{page_id}:{day:%Y%m%d}:{row['slot']}"
                    yield Lesson(name, page_id, unit_id, subject_id, starts, ends)
            day += timedelta(days=1)

    def _is_off(self, day: date, unit_id: str) -> bool:
        grade = unit_id.split("-")[0][:-1]
        return any(
            row["starts_on"] <= day <= row["ends_on"]
            and row["kind"] in {"holiday", "vacation"}
            and row["classes"] in {"", grade}
            for row in self.tables["calendar"]
        )

    def _bell(self, day: date, slot: int) -> tuple[datetime, datetime]:
        is_short = any(
            row["kind"] == "shortened" and row["starts_on"] <= day <= row["ends_on"]
            for row in self.tables["calendar"]
        )
        row = next(
            row
            for row in self.tables["bells"]
            if row["slot"] == slot and row["day"] == ("shortened" if is_short else "*")
        )
        return (
            datetime.combine(day, row["starts_time"]),
            datetime.combine(day, row["ends_time"]),
        )

    def _members_of_units(self) -> dict[str, list[tuple[str, date, date]]]:
        """Return students of classes and groups with their first and last day."""
        units: dict[str, list[tuple[str, date, date]]] = defaultdict(list)
        for table, unit, since in (
            ("students", "class_id", "enrolled_on"),
            ("group_members", "group_id", "joined_on"),
        ):
            for row in self.tables[table]:
                left = row["left_on"] or date.max
                units[row[unit]].append((row["student_id"], row[since], left))
        return units

    def on_roll(self, page_id: str, day: date) -> dict[str, date]:
        """Return a page's students of a day, each with the last day on the roll.

        Who learns a subject alone is not on the class's page of it (§2.3).
        """
        _, unit_id, subject_id = page_id.split(":")
        alone: set[str] = set()
        individual = f"{unit_id}-инд1"
        if f"{YEAR_ID}:{individual}:{subject_id}" in self.teacher:
            alone = {student_id for student_id, _, _ in self._units[individual]}
        return {
            student_id: last
            for student_id, first, last in self._units[unit_id]
            if first <= day <= last and student_id not in alone
        }

    def homework_due(self, lesson: Lesson) -> datetime:
        """Return 90 minutes after the last lesson of that class that day (§2.7)."""
        class_id = lesson.unit_id.split("-")[0]
        own = self._page_ends[lesson.page_id, lesson.day]
        last = max(own, self._class_ends.get((class_id, lesson.day), own))
        return last + timedelta(minutes=90)

    def written_due_on(self, day: date) -> date:
        """Return the third working day after a written work (§2.5)."""
        holidays = [row for row in self.tables["calendar"] if row["kind"] == "holiday"]
        for _ in range(3):
            day += timedelta(days=1)
            while day.isoweekday() > WEEK_DAYS or any(
                row["starts_on"] <= day <= row["ends_on"] for row in holidays
            ):
                day += timedelta(days=1)
        return day

    def ending_periods(self) -> Iterator[tuple[str, date, list[str]]]:
        """Yield periods that are over or in their last week: id, end, marked pages."""
        for period in self.tables["periods"]:
            opens = datetime.combine(window_opens_on(period["ends_on"]), time())
            if opens <= self.until:
                pages = [one for one in self.teacher if self._ends_with(one, period)]
                yield period["period_id"], period["ends_on"], pages

    def _ends_with(self, page_id: str, period: dict[str, Any]) -> bool:
        """Tell whether a page owes final marks of the period."""
        _, unit_id, subject_id = page_id.split(":")
        grade = unit_id.split("-")[0][:-1]
        subject = next(
            row for row in self.tables["subjects"] if row["subject_id"] == subject_id
        )
        is_marked = subject["grading"] != "none"
        is_marked &= grade not in subject["grades_without_marks"].split(",")
        return is_marked and _is_among(grade, period["grades"])

    def running_since(self, page_id: str, day: date) -> date:
        """Return the first day of the page's period that has begun last."""
        grade = page_id.split(":")[1].split("-")[0][:-1]
        begun: list[date] = [
            period["starts_on"]
            for period in self.tables["periods"]
            if period["starts_on"] <= day and _is_among(grade, period["grades"])
        ]
        return max(begun)


def _is_among(grade: str, grades: str) -> bool:
    """Tell whether a grade is one of «1-9»."""
    first, last = map(int, grades.split("-"))
    return first <= int(grade) <= last


def window_opens_on(period_ends_on: date) -> date:
    """Return the first of the last seven days of a period (§2.8)."""
    return period_ends_on - timedelta(days=6)


def end_of(day: date) -> datetime:
    """Return the last moment of a day."""
    return datetime.combine(day, time.max)


def _keep_latest(
    ends: dict[tuple[str, date], datetime], key: tuple[str, date], end: datetime
) -> None:
    ends[key] = max(ends.get(key, end), end)
