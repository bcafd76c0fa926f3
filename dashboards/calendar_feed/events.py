"""The calendar of one child: an event a lesson, homework in the lesson where it is due.

To-dos (VTODO) most telephones do not show, and an all-day event for every task buries
the day; in the lesson it is where a family looks for it.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any, NamedTuple

from dashboards.calendar_feed.ics import Line, component, text, utc
from dashboards.journal.figures import lesson_name, room_name
from expectations.language import N_, say

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

_HOURS = "PT3H"  # how often programs are asked to look


class Told(NamedTuple):
    """What a calendar is called and written in; `key` makes its events' names."""

    language: str
    child_name: str  # '' where its owner wants no name in it
    key: bytes
    made_at: datetime  # when nothing has changed since


def calendar(lessons: pl.DataFrame, told: Told) -> bytes:
    """Return the calendar of lessons as `queries.calendar.lessons` tells them."""
    name = say(N_("Lessons and homework"), told.language)
    if told.child_name:
        name = f"{told.child_name}: {name[:1].lower()}{name[1:]}"
    head = (
        ("VERSION", "2.0"),
        ("PRODID", "-//Vedomost//Diary//RU"),
        ("CALSCALE", "GREGORIAN"),
        ("METHOD", "PUBLISH"),
        ("NAME", text(name)),
        ("X-WR-CALNAME", text(name)),
        ("REFRESH-INTERVAL;VALUE=DURATION", _HOURS),
        ("X-PUBLISHED-TTL", _HOURS),
    )
    events = "".join(
        component("VEVENT", _event(one, told)) for one in lessons.iter_rows(named=True)
    )
    return component("VCALENDAR", head, events).encode()


def _event(one: dict[str, Any], told: Told) -> tuple[Line, ...]:
    """Return one lesson; its name stays when it is moved, so that programs move it."""
    is_off = one["status"] == "cancelled"
    changed = utc(max(one["changed_at"] or told.made_at, told.made_at))
    return (
        ("UID", f"{_uid(one['lesson_id'], told.key)}@vedomost"),
        ("DTSTAMP", changed),
        ("LAST-MODIFIED", changed),
        ("SEQUENCE", str(one["change_id"] or 0)),
        ("DTSTART", utc(one["starts_at"])),
        ("DTEND", utc(one["ends_at"])),
        ("SUMMARY", text(_summary(one, told, is_off=is_off))),
        ("LOCATION", text(_place(one, told))),
        ("DESCRIPTION", text("\n".join(_description(one, told)))),
        ("STATUS", "CANCELLED" if is_off else "CONFIRMED"),
        ("TRANSP", "TRANSPARENT" if is_off else "OPAQUE"),
    )


def _uid(lesson_id: str, key: bytes) -> str:
    """Return a name that tells strangers neither class nor subject."""
    return hmac.digest(key, lesson_id.encode(), hashlib.sha256).hex()[:32]


def _summary(one: dict[str, Any], told: Told, *, is_off: bool) -> str:
    name = one["subject_name"]
    if is_off:
        name = say(N_("Cancelled: {subject}"), told.language, subject=name)
    return f"{told.child_name}: {name}" if told.child_name else name


def _place(one: dict[str, Any], told: Told) -> str:
    if one["is_distance"]:
        return say(N_("at a distance"), told.language)
    return room_name(one["room"] or "", told.language)


def _description(one: dict[str, Any], told: Told) -> list[str]:
    """Return the lines under a lesson: what is due, what it is about, what changed."""
    language = told.language
    lines = []
    if one["homework"]:
        lines.append(
            say(N_("Homework: {homework}"), language, homework=one["homework"])
        )
    if one["topic"]:
        lines.append(say(N_("Topic: {topic}"), language, topic=one["topic"]))
    if one["kind"] == "moved":
        before = lesson_name(one["from_on"], one["from_slot"], language)
        lines.append(say(N_("Moved; before: {place}."), language, place=before))
    elif one["kind"] in ("substitute", "merged"):
        lines.append(say(N_("Another teacher gives the lesson."), language))
    return lines
