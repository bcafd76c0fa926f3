"""When the reminder of a due moment is to go."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboards.mail.quiet_hours import QuietHours


def reminded_at(
    due_at: datetime, opens_at: datetime, before: timedelta, quiet: QuietHours
) -> datetime:
    """Return from when on the reminder of a due moment goes; all moments aware.

    What is due in the quiet hours is reminded of before they begin: afterwards it would
    be too late. Never in the first half of the time there is, so that nobody is
    reminded at the beginning of a lesson of what its end wants; and never in the quiet
    hours.
    """
    span = quiet.span_of(due_at)
    if span is not None and span[0] > opens_at:
        due_at = span[0]
    half_time = opens_at + (due_at - opens_at) / 2
    return quiet.ends_after(max(due_at - before, half_time))


def ripe_moments(
    owed: Iterable[tuple[datetime, datetime]],
    before: timedelta,
    quiet: QuietHours,
    now: datetime,
) -> list[datetime]:
    """Return the due moments to remind of now, out of (due_at, opens_at) naive UTC.

    With one that is ripe go all that are due before it: they share its mail. None are
    in the quiet hours.
    """
    if quiet.span_of(now) is not None:
        return []
    still = [(due_at, opens_at) for due_at, opens_at in owed if _aware(due_at) > now]
    ripe = [
        due_at
        for due_at, opens_at in still
        if reminded_at(_aware(due_at), _aware(opens_at), before, quiet) <= now
    ]
    return [due_at for due_at, _ in still if due_at <= max(ripe)] if ripe else []


def _aware(stored: datetime) -> datetime:
    return stored.replace(tzinfo=UTC)
