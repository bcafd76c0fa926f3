"""When a job is due, told by the school's clock and in the school's zone.

A job says itself how it catches up after the server stood still: a time that it does
not return is not made up for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, time, timedelta
from typing import NamedTuple

from apscheduler.triggers.cron import CronTrigger

from warehouse.school_folder import School


class Due(NamedTuple):
    """One time that a job is due: `key` tells it from others, `at` is aware."""

    key: str  # a day, `2026-11-15`, or a month, `2026-11`
    at: datetime


# All times of a school that are to be done at a moment, oldest first; done ones may be
# among them.
Times = Callable[[School, datetime], Sequence[Due]]


def nightly(hour: int, minute: int = 0) -> Times:
    """Be due once a night; of missed nights only the last is made up for."""
    return _last_of("*", hour, minute, days_back=1)


def weekly(day: str, hour: int, minute: int = 0) -> Times:
    """Be due once a week, on `mon` … `sun`; only the last is made up for."""
    return _last_of(day, hour, minute, days_back=7)


def _last_of(day_of_week: str, hour: int, minute: int, days_back: int) -> Times:
    def times(school: School, now: datetime) -> Sequence[Due]:
        trigger = CronTrigger(
            day_of_week=day_of_week,
            hour=hour,
            minute=minute,
            timezone=school.timezone,
        )
        today = now.astimezone(school.timezone).date()
        for back in range(days_back + 1):
            day = today - timedelta(days=back)
            # Asked day by day: a time that the end of summer time repeats is one time.
            midnight = datetime.combine(day, time(), school.timezone)
            at: datetime | None = trigger.get_next_fire_time(None, midnight)
            if at is not None and at.date() == day and at.astimezone(UTC) <= now:
                return (Due(day.isoformat(), at.astimezone(UTC)),)
        return ()

    return times
