"""When weekly mails go: on a day of the week, at an hour of the school's zone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_WEEK = timedelta(days=7)
# So long what the server slept through is made up for; later, the next mail tells it.
LATE = timedelta(days=3)


def last_slot(day: int, hour: int, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the latest such moment that is not after `now`, aware, in the zone.

    Clocks that are put forward or back in between change nothing: 18:00 is 18:00.
    """
    today = now.astimezone(zone).date()
    slot_on = today - timedelta(days=(today.isoweekday() - day) % 7)
    slot = datetime.combine(slot_on, time(hour), zone)
    if slot.astimezone(UTC) > now:
        slot = datetime.combine(slot_on - _WEEK, time(hour), zone)
    return slot


def next_slot(day: int, hour: int, zone: ZoneInfo, now: datetime) -> datetime:
    """Return the first such moment after `now`, aware, in the zone."""
    slot_on = last_slot(day, hour, zone, now).date() + _WEEK
    return datetime.combine(slot_on, time(hour), zone)


def week_of(slot: datetime) -> str:
    """Return «2026-W48»: a mail is about one week, whatever day is chosen meanwhile."""
    year, week, _ = slot.isocalendar()
    return f"{year}-W{week:02}"
