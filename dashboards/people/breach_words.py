"""How a breach stands, in words: running out, in time, late, void, closed (§4.3)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards.journal.figures import moment
from expectations.language import N_, say
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime, timedelta
    from zoneinfo import ZoneInfo


class Word(NamedTuple):
    """A short text and the class it is shown in: good, warn, bad, quiet."""

    text: str
    kind: str


def span(length: timedelta, language: str) -> str:
    """Return «2 дн. 3 ч», «5 ч 20 мин» or «20 мин»."""
    minutes = max(0, int(length.total_seconds()) // 60)
    days, hours, rest = minutes // 1440, minutes % 1440 // 60, minutes % 60
    if days:
        return say(N_("{days} d {hours} h"), language, days=days, hours=hours)
    if hours:
        return say(N_("{hours} h {minutes} min"), language, hours=hours, minutes=rest)
    return say(N_("{minutes} min"), language, minutes=rest)


def report(
    breach: Mapping[str, Any],
    to: str,
    now: datetime,
    zone: ZoneInfo,
    language: str,
) -> Word:
    """Say when the `head` or the `support` was told, and whether that was in time."""
    told, deadline = breach[f"reported_to_{to}_at"], breach["deadline_at"]
    if told is not None:
        when = moment(told, zone, language)
        if told < deadline:
            return Word(when, "good")
        late = span(told - deadline, language)
        text = say(N_("{when}: late by {span}"), language, when=when, span=late)
        return Word(text, "bad")
    left = deadline - utc_naive(now)
    if left.total_seconds() > 0:
        text = say(N_("not yet: {span} left"), language, span=span(left, language))
        return Word(text, "warn")
    text = say(N_("not yet: overdue by {span}"), language, span=span(-left, language))
    return Word(text, "bad")


def void_period(breach: Mapping[str, Any], zone: ZoneInfo, language: str) -> Word:
    """Say from when until when entries of the account are void."""
    starts, ends = breach["void_from"], breach["void_until"]
    if starts is None:
        return Word(say(N_("nobody was told yet"), language), "quiet")
    since = moment(starts, zone, language)
    if ends is None:
        return Word(say(N_("since {moment}"), language, moment=since), "bad")
    return Word(f"{since} – {moment(ends, zone, language)}", "")


def state(breach: Mapping[str, Any], zone: ZoneInfo, language: str) -> Word:
    """Say what comes next: new credentials, entering again, closing, nothing."""
    if breach["closed_at"] is not None:
        when = moment(breach["closed_at"], zone, language)
        return Word(say(N_("closed {moment}"), language, moment=when), "quiet")
    if breach["credentials_issued_at"] is None:
        return Word(say(N_("frozen: new credentials are needed"), language), "bad")
    if breach["count_waiting"]:
        return Word(say(N_("cells are being entered again"), language), "warn")
    return Word(say(N_("may be closed"), language), "good")
