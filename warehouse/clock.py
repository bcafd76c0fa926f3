"""The one clock: rules about lateness get their "now" from here and nowhere else."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo


# What lies further ahead than this was written by a clock that was fast.
FAST = timedelta(days=1)


class Clock(Protocol):
    """Tells the time as an aware UTC datetime."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        return datetime.now(UTC)


class ShiftedClock:
    """Runs at the machine's speed from a chosen start: the demo school's clock."""

    def __init__(self, start: datetime) -> None:
        self._shift: timedelta = start.astimezone(UTC) - datetime.now(UTC)

    def now(self) -> datetime:
        """Return the shifted moment, aware, in UTC."""
        return datetime.now(UTC) + self._shift


class SetClock:
    """Stands still until it is set: tests and the demo's simulated term."""

    def __init__(self, moment: datetime) -> None:
        self.moment = moment.astimezone(UTC)

    def now(self) -> datetime:
        """Return the set moment, aware, in UTC."""
        return self.moment

    def set(self, moment: datetime) -> None:
        """Move to `moment`, which must be aware."""
        self.moment = moment.astimezone(UTC)


def wall_time(clock: Clock) -> datetime:
    """Return the time on people's own devices, which a shifted clock is not."""
    return datetime.now(UTC) if isinstance(clock, ShiftedClock) else clock.now()


def utc_naive(moment: datetime) -> datetime:
    """Return an aware moment as the naive UTC timestamp that the warehouse stores."""
    return moment.astimezone(UTC).replace(tzinfo=None)


def school_day(moment: datetime, zone: ZoneInfo) -> date:
    """Return the school's calendar date of an aware moment."""
    return moment.astimezone(zone).date()
