"""Months of the school year: when each export is due, and what became of it."""

from __future__ import annotations

import calendar
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from warehouse import monthly_exports
from warehouse.calendar import school_year
from warehouse.clock import school_day
from warehouse.deadlines import Deadlines
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

    from warehouse.monthly_exports import SheetDue
    from warehouse.school_folder import School

KIND = "export"  # of `setup.deadlines`
MADE_AT = time(6, 0)  # the school's time: before the day's first entries


class Month(NamedTuple):
    """An export as it is due: what ended until `after_on` was in the one before."""

    key: str  # 2026-11
    after_on: date
    due_on: date
    due_at: datetime  # aware; the schedule makes it then
    day_begins: datetime  # aware; made before, it does not count


def month_of(school: School, key: str) -> Month:
    """Return a month written `2026-11`, or refuse."""
    try:
        first = datetime.strptime(key, "%Y-%m").replace(tzinfo=UTC).date()
    except ValueError as error:
        raise VedomostError(
            "“{month}” is not a month. Write it as 2026-11.", month=key
        ) from error
    with school.database.reading() as cursor:
        deadlines = Deadlines(cursor, KIND)
    found = _month(deadlines, school.timezone, first)
    if found is None:
        raise VedomostError(
            "The set-up names no day for the monthly export: sheet “Deadlines”, row "
            "“export”."
        )
    return found


def months_of_year(school: School, today: date) -> list[Month]:
    """Return the months of a day's school year; none where no day is set."""
    begins_on, ends_on = school_year(today)
    firsts, first = [], begins_on
    while first < ends_on:
        firsts.append(first)
        first = _next(first)
    with school.database.reading() as cursor:
        deadlines = Deadlines(cursor, KIND)
    found = [_month(deadlines, school.timezone, first) for first in firsts]
    return [month for month in found if month is not None]


def due_month(school: School) -> Month:
    """Return the last month that is due, else the running one."""
    now = school.clock.now()
    today = school_day(now, school.timezone)
    months = [
        month_of(school, f"{day:%Y-%m}")
        for day in (today.replace(day=1) - timedelta(days=1), today)
    ]
    return months[1] if now >= months[1].day_begins else months[0]


def begun_months(school: School, now: datetime) -> list[Month]:
    """Return the months of the running school year that are due, oldest first.

    Not those before the first entry: nothing was kept here that could be exported.
    """
    since = kept_since(school)
    if since is None:
        return []
    return [
        month
        for month in months_of_year(school, school_day(now, school.timezone))
        if month.due_on >= since and month.due_at <= now
    ]


def kept_since(school: School) -> date | None:
    """Return the school's day of the first entry; None before it."""
    with school.database.reading() as cursor:
        first = monthly_exports.first_block_at(cursor)
    return school_day(first.replace(tzinfo=UTC), school.timezone) if first else None


def sheets_of(school: School, month: Month) -> list[SheetDue]:
    """Return what the export of a month shows."""
    with school.database.reading() as cursor:
        return monthly_exports.sheets_due(cursor, month.after_on, month.due_on)


def open_levels(school: School, month: Month) -> list[str]:
    """Return the levels of which a due month is not exported yet."""
    with school.database.reading() as cursor:
        done = monthly_exports.levels_done(
            cursor, month.key, month.day_begins, school.clock.now()
        )
    return [level for level in levels_in(sheets_of(school, month)) if level not in done]


def levels_in(sheets: Iterable[SheetDue]) -> list[str]:
    """Return the levels of sheets, the lowest first."""
    return list(dict.fromkeys(one.school_level for one in sheets))


def days_late(month: Month, made_at: datetime, zone: ZoneInfo) -> int:
    """Return how many days after its day an export was made; 0 in time."""
    return max(0, (school_day(made_at, zone) - month.due_on).days)


def _month(deadlines: Deadlines, zone: ZoneInfo, first: date) -> Month | None:
    due_on = _due_on(deadlines, first)
    before = _due_on(deadlines, _next(first, -1))
    if due_on is None or before is None:
        return None
    return Month(
        key=f"{first:%Y-%m}",
        after_on=before,
        due_on=due_on,
        due_at=datetime.combine(due_on, MADE_AT, zone).astimezone(UTC),
        day_begins=datetime.combine(due_on, time(), zone).astimezone(UTC),
    )


def _due_on(deadlines: Deadlines, first: date) -> date | None:
    """Return the day of a month: the first one that the deadline of that day allows.

    So a deadline that changes in the middle of a month leaves no month without a day.
    """
    last = calendar.monthrange(first.year, first.month)[1]
    day = first
    while day <= first.replace(day=last):
        deadline = deadlines.on(day)
        if deadline is None:
            return None
        wanted = first.replace(day=min(max(deadline.amount, 1), last))
        if day >= wanted:
            return day
        # Nothing is due before the wanted day unless the deadline changes first.
        day = wanted if deadlines.on(wanted) == deadline else _after(day)
    return None


def _after(day: date) -> date:
    return day + timedelta(days=1)


def _next(first: date, step: int = 1) -> date:
    months = first.year * 12 + first.month - 1 + step
    return date(months // 12, months % 12 + 1, 1)
