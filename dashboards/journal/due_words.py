"""When something is due, as a teacher says it: by 16:05, tomorrow, since yesterday."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from dashboards.journal.figures import clock_time, short_day
from expectations.language import N_, say, say_many
from warehouse.calendar import to_local
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

_URGENT = timedelta(hours=3)


class Now(NamedTuple):
    """The moment of looking, in the school's zone and the reader's language."""

    moment: datetime  # aware
    zone: ZoneInfo
    language: str

    def day_of(self, stored: datetime) -> int:
        """Return on which day a stored moment lies: 0 today, 1 tomorrow, -1 before."""
        today = self.moment.astimezone(self.zone).date()
        return (to_local(stored, self.zone).date() - today).days


def when_due(due_at: datetime, now: Now) -> str:
    """Return «до 16:05, осталось 1 ч 20 мин», «до конца дня», «завтра», «до 26.11»."""
    language = now.language
    days = now.day_of(due_at)
    if days > 1:
        day = short_day(to_local(due_at, now.zone).date(), language)
        return say(N_("by {day}"), language, day=day)
    if days == 1:
        return say(N_("tomorrow"), language)
    left = due_at - utc_naive(now.moment)
    by = _by_time(due_at, now)
    return f"{by}, {time_left(left, language)}" if is_urgent(due_at, now) else by


def is_urgent(due_at: datetime, now: Now) -> bool:
    """Tell whether so little time is left that it is told to the minute."""
    return timedelta(0) <= due_at - utc_naive(now.moment) <= _URGENT


def since_when(due_at: datetime, now: Now) -> str:
    """Return «срок был в 12:25», «срок был вчера», «срок был 05.10»."""
    language = now.language
    days = now.day_of(due_at)
    if days == 0:
        time = clock_time(due_at, now.zone, language)
        return say(N_("was due at {time}"), language, time=time)
    if days == -1:
        return say(N_("was due yesterday"), language)
    day = short_day(to_local(due_at, now.zone).date(), language)
    return say(N_("was due on {day}"), language, day=day)


def time_left(left: timedelta, language: str) -> str:
    """Return «осталось 1 ч 20 мин»; the minute that runs counts as a whole one."""
    minutes = max(1, -(-int(left.total_seconds()) // 60))
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return say(N_("{minutes} min left"), language, minutes=minutes)
    if not minutes:
        return say(N_("{hours} h left"), language, hours=hours)
    return say(
        N_("{hours} h {minutes} min left"), language, hours=hours, minutes=minutes
    )


def what_is_missing(
    kind: str, count_missing: int, count_owed: int, language: str
) -> str:
    """Return «домашнее задание», «отметки за работу: нет у 3 из 25»."""
    if kind == "written_mark":
        return say_many(
            "marks for the written work: {count} of {owed} is missing",
            "marks for the written work: {count} of {owed} are missing",
            count_missing,
            language,
            owed=count_owed,
        )
    if kind == "final":
        return say_many(
            "final marks: {count} of {owed} is missing",
            "final marks: {count} of {owed} are missing",
            count_missing,
            language,
            owed=count_owed,
        )
    return say(_OF_LESSON[kind], language)


_OF_LESSON = {
    "attendance": N_("attendance"),
    "topic": N_("topic"),
    "homework": N_("homework"),
}


def _by_time(due_at: datetime, now: Now) -> str:
    local = to_local(due_at, now.zone)
    if (local + timedelta(microseconds=1)).date() > local.date():
        return say(N_("by the end of the day"), now.language)
    time = clock_time(due_at, now.zone, now.language)
    return say(N_("by {time}"), now.language, time=time)
