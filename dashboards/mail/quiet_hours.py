"""Hours of the day in which nobody gets a mail, in the school's time."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)


class QuietHours(NamedTuple):
    """From one time of day until another, over midnight too; equal times mean none."""

    starts: time
    ends: time
    zone: ZoneInfo

    def span_of(self, moment: datetime) -> tuple[datetime, datetime] | None:
        """Return the quiet span that an aware moment lies in, if it does.

        The first moment is quiet, the last one is not.
        """
        if self.starts == self.ends:
            return None
        local = moment.astimezone(self.zone)
        for day in (local.date() - _DAY, local.date()):
            last_day = day if self.starts < self.ends else day + _DAY
            begin = datetime.combine(day, self.starts, self.zone).astimezone(UTC)
            end = datetime.combine(last_day, self.ends, self.zone).astimezone(UTC)
            if begin <= moment < end:
                return begin, end
        return None

    def ends_after(self, moment: datetime) -> datetime:
        """Return the moment itself, or the end of the quiet span that it lies in."""
        span = self.span_of(moment)
        return moment if span is None else span[1]
