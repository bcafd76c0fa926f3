"""The school's days: which are lessons' days, for which class, and what time it is.

Two different questions: a *school day* of a class has lessons (no vacation or day off);
a *working day* counts in terms such as §2.5 (vacations count, public holidays do not).
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    import duckdb

_GRADES = re.compile(r"([1-9]|1[0-2])(?:\s*[-–]\s*([1-9]|1[0-2]))?")
_YEAR_BEGINS = 8  # the month: what is overdue before it is of the last school year
_NO_LESSONS = frozenset({"vacation", "holiday", "day_off"})


class CalendarRow(NamedTuple):
    """One row of the calendar sheet, cut to the days on which it holds."""

    starts_on: date
    ends_on: date
    kind: str  # vacation, holiday, day_off, working_day, shortened, distance
    classes: str  # '' for all
    as_weekday: int | None


class SchoolDay(NamedTuple):
    """A day with lessons; `weekday` is the one whose timetable is followed."""

    on: date
    weekday: int  # 1 = Monday
    is_shortened: bool
    is_distance: bool = False


def days_between(starts_on: date, ends_on: date) -> Iterable[date]:
    """Yield every day from the first to the last, both included."""
    for number in range((ends_on - starts_on).days + 1):
        yield starts_on + timedelta(days=number)


def school_year(today: date) -> tuple[date, date]:
    """Return the days of which something can still be overdue: August to August."""
    year = today.year if today.month >= _YEAR_BEGINS else today.year - 1
    begins_on = date(year, _YEAR_BEGINS, 1)
    return begins_on, begins_on.replace(year=year + 1)


def grades_of(written: str) -> frozenset[int]:
    """Return the grades of «1-9» or «1,2,5-7»; other items are no grades."""
    grades: set[int] = set()
    for part in parts_of(written):
        if is_grades(part):
            first, _, last = part.replace("–", "-").partition("-")
            grades.update(range(int(first), int(last or first) + 1))
    return frozenset(grades)


def parts_of(written: str) -> list[str]:
    """Return the items of a comma list without blanks."""
    return [part.strip() for part in written.split(",") if part.strip()]


def names_unit(written: str, unit_id: str, grade: int) -> bool:
    """Tell whether a list of classes («5А,5Б», «5», «1-4», '' for all) names a unit."""
    if not written.strip():
        return True
    return names_unit_itself(written, unit_id) or grade in grades_of(written)


def names_unit_itself(written: str, unit_id: str) -> bool:
    """Tell whether a list of classes names the unit by its own code."""
    return unit_id in parts_of(written)


def is_grades(part: str) -> bool:
    """Tell whether an item of a list is a grade or a span of grades, not a class."""
    found = _GRADES.fullmatch(part.strip())
    return found is not None and int(found[1]) <= int(found[2] or found[1])


def school_days(
    calendar: Iterable[CalendarRow],
    *,
    class_id: str,
    grade: int,
    week_days: int,
    starts_on: date,
    ends_on: date,
) -> list[SchoolDay]:
    """Return the days with lessons of one class, in order.

    A transferred working day beats the weekend and a holiday, never a vacation.
    """
    kinds: dict[date, set[str]] = {}
    followed: dict[date, int] = {}
    for row in calendar:
        if names_unit(row.classes, class_id, grade):
            first, last = max(row.starts_on, starts_on), min(row.ends_on, ends_on)
            for on in days_between(first, last):
                kinds.setdefault(on, set()).add(row.kind)
                if row.kind == "working_day" and row.as_weekday:
                    followed[on] = row.as_weekday
    days = []
    for on in days_between(starts_on, ends_on):
        here = kinds.get(on, set())
        if "working_day" in here:
            is_free = bool(here & {"vacation", "day_off"})
        else:
            is_free = on.isoweekday() > week_days or bool(here & _NO_LESSONS)
        if not is_free:
            weekday = followed.get(on, on.isoweekday())
            days.append(SchoolDay(on, weekday, "shortened" in here, "distance" in here))
    return days


class WorkingDays:
    """The working days of the school, in which terms of the regulation are counted.

    `weeks` tells how many days a week has from a day on: a school that goes over from
    five to six days keeps its earlier weeks. The first holds for the days before it.
    """

    def __init__(
        self, calendar: Iterable[CalendarRow], weeks: Mapping[date, int]
    ) -> None:
        self._weeks = sorted(weeks.items())
        self._free: set[date] = set()
        self._extra: set[date] = set()
        for row in calendar:
            if not row.classes and row.kind in {"holiday", "working_day"}:
                days = self._free if row.kind == "holiday" else self._extra
                days.update(days_between(row.starts_on, row.ends_on))

    def is_working(self, on: date) -> bool:
        """Tell whether a day counts as a working day."""
        if on in self._extra:
            return True
        return on.isoweekday() <= self._week_days(on) and on not in self._free

    def after(self, on: date, count: int) -> date:
        """Return the `count`-th working day after a day (§2.5: the third)."""
        while count:
            on += timedelta(days=1)
            count -= self.is_working(on)
        return on

    def _week_days(self, on: date) -> int:
        begun = [days for starts_on, days in self._weeks if starts_on <= on]
        return begun[-1] if begun else self._weeks[0][1]


def calendar_rows(cursor: duckdb.DuckDBPyConnection) -> list[CalendarRow]:
    """Return the calendar of all set-ups, each row cut to the days on which it held."""
    rows = cursor.execute(
        """
        select
            greatest(starts_on, valid_from) as starts_on,
            least(ends_on, coalesce(valid_to - 1, ends_on)) as ends_on,
            kind,
            classes,
            as_weekday
        from setup.calendar
        where valid_to is null or valid_from < valid_to
        order by all
        """
    ).fetchall()
    return [CalendarRow(*row) for row in rows if row[0] <= row[1]]


def working_days(cursor: duckdb.DuckDBPyConnection) -> WorkingDays:
    """Return the working days by the calendar and the school's weeks so far."""
    weeks = cursor.execute(
        "select valid_from, value from setup.about where setting = 'week_days' "
        "and (valid_to is null or valid_from < valid_to)"
    ).fetchall()
    return WorkingDays(
        calendar_rows(cursor), {valid_from: int(value) for valid_from, value in weeks}
    )


def to_utc(on: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the warehouse's naive UTC timestamp of a local day and time."""
    local = datetime.combine(on, at, tzinfo=zone)
    return local.astimezone(UTC).replace(tzinfo=None)


def to_local(moment: datetime, zone: ZoneInfo) -> datetime:
    """Return the school's local time of a naive UTC timestamp of the warehouse."""
    return moment.replace(tzinfo=UTC).astimezone(zone)
