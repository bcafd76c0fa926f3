"""The words of *Timeliness*: outcomes, kinds, spans of lateness, days of the week."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from babel.dates import get_day_names

from dashboards.journal.figures import NONE, number, short_day
from expectations.language import N_, say
from ingest.setup.sheets_people import LEVELS

if TYPE_CHECKING:
    from datetime import datetime

OUTCOME_NAMES = {
    "on_time": N_("on time"),
    "late": N_("entered late"),
    "missing": N_("not entered"),
    "excused": N_("excused"),
    "void": N_("void (§4.4)"),
    "undetermined": N_("time unknown"),
    "not_yet_due": N_("not yet due"),
}
WHICH_NAMES = {
    "all": N_("All entries"),
    "decided": N_("Entries that the share is of"),
    "on_time": N_("Entered on time"),
    "late": N_("Entered late"),
    "missing": N_("Not entered"),
    "excused": N_("Excused"),
    "void": N_("Void entries (§4.4)"),
    "undetermined": N_("Time unknown (bulk import)"),
    "not_yet_due": N_("Not yet due"),
    "early": N_("Final marks before the last days of the period"),
    "corrected": N_("Corrected after the due time"),
    "due": N_("Due today"),
    "overdue": N_("Overdue"),
    "late_hour": N_("Late by up to an hour"),
    "late_same_day": N_("Late on the same day"),
    "late_day": N_("Late by up to 24 hours"),
    "late_three_days": N_("Late by up to three days"),
    "late_week": N_("Late by up to a week"),
    "late_longer": N_("Late by more than a week"),
}
LATENESS_NAMES = {
    "hour": N_("up to an hour"),
    "same_day": N_("on the same day"),
    "day": N_("up to 24 hours"),
    "three_days": N_("up to three days"),
    "week": N_("up to a week"),
    "longer": N_("more than a week"),
}
KIND_NAMES = {
    "attendance": N_("attendance"),
    "topic": N_("topic"),
    "homework": N_("homework"),
    "lesson_mark": N_("marks in lessons"),
    "written_mark": N_("written works"),
    "final": N_("final marks"),
}
ENTRY_NAMES = {
    "attendance": N_("attendance"),
    "topic": N_("topic"),
    "homework": N_("homework"),
    "lesson_mark": N_("mark in the lesson"),
    "written_mark": N_("mark for the written work"),
    "final": N_("final mark"),
}
LEVEL_NAMES = LEVELS
_HOUR, _DAY = 3600, 86400


def count(value: int, language: str) -> str:
    """Return «16 301»."""
    return number(value, language, 0)


def share(of: int, out_of: int, language: str) -> str:
    """Return «94,3 %», cut and not rounded: 100 says that all came in time."""
    if not out_of:
        return NONE
    cut = 1000 * of // out_of / 10
    told = number(cut, language, 0 if cut == int(cut) else 1)
    return f"{told}\N{NO-BREAK SPACE}%" if language == "ru" else f"{told}%"


def later_by(due_at: datetime, received_at: datetime, language: str) -> str:
    """Return «позже на 2 дн. 3 ч», «позже на 1 мин»; a minute begun counts whole."""
    seconds = (received_at - due_at).total_seconds()
    days, rest = divmod(max(1, -(-int(seconds) // 60)) * 60, _DAY)
    hours, minutes = rest // _HOUR, rest % _HOUR // 60
    if days:
        sentence = N_("{days} d {hours} h later") if hours else N_("{days} d later")
    elif hours:
        sentence = (
            N_("{hours} h {minutes} min later") if minutes else N_("{hours} h later")
        )
    else:
        sentence = N_("{minutes} min later")
    return say(sentence, language, days=days, hours=hours, minutes=minutes)


def week(monday: str, language: str) -> str:
    """Return «с 16.11» of an ISO date."""
    day = short_day(date.fromisoformat(monday), language)
    return say(N_("from {day}"), language, day=day)


def weekday(number_of_day: int, language: str) -> str:
    """Return «пн»; 1 is Monday."""
    names = get_day_names("abbreviated", "stand-alone", language)
    return str(names[number_of_day - 1])
