"""What a week of the diary looks like: a card a day, folded when it is over."""

from __future__ import annotations

from datetime import timedelta
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from babel.dates import format_date

from dashboards.journal.figures import clock_time, short_name
from expectations.frame import NOT_SET
from expectations.language import N_, say
from expectations.marks import PROMISED, shown

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from zoneinfo import ZoneInfo

    import polars as pl

_RULES = (Path(__file__).parents[1] / "static" / "diary.css").read_text(
    encoding="utf-8"
)
STYLE = f"<style>{_RULES}</style>"
_ATTENDANCE = {
    "н": N_("missed"),
    "б": N_("missed: ill"),
    "у": N_("missed: excused"),
    "о": N_("came late"),
}
_SATURDAY = 5
_FAILING = 2


def week(
    lessons: pl.DataFrame,
    messages: pl.DataFrame,
    monday: date,
    today: date,
    zone: ZoneInfo,
    language: str,
) -> str:
    """Return a week, a card a day; days that are over are folded in today's week."""
    is_this_week = monday <= today < monday + timedelta(days=7)
    cards = []
    for place in range(7):
        on = monday + timedelta(days=place)
        held = lessons.filter(lessons["lesson_on"] == on).rows(named=True)
        said = messages.filter(messages["message_on"] == on).rows(named=True)
        if held or said or place < _SATURDAY:
            is_over = is_this_week and on < today
            kind = _kind("today" if on == today else "")
            opening = "<details>" if is_over else f"<details open{kind}>"
            cards.append(opening + _day(on, held, said, today, zone, language))
    return f'<div class="vedomost-diary">{"".join(cards)}</div>'


def _day(
    on: date,
    lessons: Sequence[dict[str, Any]],
    messages: Sequence[dict[str, Any]],
    today: date,
    zone: ZoneInfo,
    language: str,
) -> str:
    got = [result(lesson) for lesson in lessons if lesson["value"]]
    short = "".join(f"<span{_kind(kind)}>{escape(text)}</span>" for text, kind in got)
    badge = f'<span class="badge">{say(N_("today"), language)}</span>'
    body = "".join(_lesson(lesson, zone, language) for lesson in lessons)
    nothing = f'<p class="empty quiet">{say(N_("No lessons."), language)}</p>'
    return (
        f"<summary>{escape(_day_name(on, language))}{badge if on == today else ''}"
        f'<span class="short" aria-hidden="true">{short}</span></summary>'
        + (f"<ol>{body}</ol>" if body else nothing)
        + "".join(_message(message, language) for message in messages)
        + "</details>"
    )


def _lesson(lesson: dict[str, Any], zone: ZoneInfo, language: str) -> str:
    is_off = lesson["status"] == "cancelled"
    begins = clock_time(lesson["starts_at"], zone, language)
    ends = clock_time(lesson["ends_at"], zone, language)
    return (
        f"<li{_kind('gone' if is_off else '')}>"
        f'<div class="when"><b>{lesson["slot"]}</b>{begins}<br>{ends}</div>'
        f'<div class="what">{_line(lesson["subject_name"], "subject")}'
        + (_line(say(N_("at a distance"), language)) if lesson["is_distance"] else "")
        + _line(_about_the_mark(lesson, language), "note")
        + (_line(say(N_("cancelled"), language)) if is_off else _told(lesson, language))
        + f"{_line(_teachers(lesson['teacher_names']), 'note')}</div>"
        + (_mark(lesson) if lesson["value"] else "")
        + "</li>"
    )


def _told(lesson: dict[str, Any], language: str) -> str:
    """Return topic and homework; a topic that is only planned is quiet."""
    topic = (
        _line(lesson["topic"], "topic")
        if lesson["topic"]
        else _line(lesson["planned_topic"])
    )
    homework = lesson["homework"] or ""
    if not homework:
        return topic
    if homework == NOT_SET:
        return topic + _line(say(N_("no homework"), language))
    minutes = lesson["homework_minutes"]
    told = say(N_("Homework: {homework}"), language, homework=homework)
    if minutes:
        told += " " + say(N_("({minutes} min)"), language, minutes=minutes)
    return topic + _line(told, "homework")


def _mark(lesson: dict[str, Any]) -> str:
    text, kind = result(lesson)
    is_word = "" if len(text) <= len("4/5") else " word"
    return f'<div class="mark{is_word} {kind}">{escape(text)}</div>'


def _about_the_mark(lesson: dict[str, Any], language: str) -> str:
    """Return the work types of the marks and what the attendance code means."""
    told = []
    if lesson["mark_1"] is not None:
        told.append(lesson["work_type_name"])
    if lesson["mark_2"] is not None:
        told.append(lesson["work_type_2_name"])
    if lesson["attendance"]:
        told.append(say(_ATTENDANCE.get(lesson["attendance"], ""), language))
    if lesson["value"] == PROMISED:
        told.append(say(N_("the mark will follow"), language))
    return " · ".join(dict.fromkeys(filter(None, told)))


def result(found: dict[str, Any]) -> tuple[str, str]:
    """Return a mark or code as it is shown, and its colour."""
    marks = [mark for mark in (found["mark_1"], found["mark_2"]) if mark is not None]
    if marks:
        kind = "bad" if min(marks) <= _FAILING else ""
        return "/".join(str(mark) for mark in marks), kind
    return shown(found["value"]), "quiet"


def _message(message: dict[str, Any], language: str) -> str:
    told = say(
        N_("To the parents of the class, {name}:")
        if message["is_to_class"]
        else N_("To the parents, {name}:"),
        language,
        name=short_name(message["person_name"]),
    )
    return (
        f'<p class="message"><span class="note">{escape(told)}</span>\n'
        f"{escape(message['value_text'])}</p>"
    )


def _teachers(names: str | None) -> str:
    return ", ".join(short_name(name) for name in (names or "").split(", ") if name)


def _line(text: str | None, kind: str = "quiet") -> str:
    return f'<div class="{kind}">{escape(text)}</div>' if text else ""


def _kind(kind: str) -> str:
    return f' class="{kind}"' if kind else ""


def _day_name(on: date, language: str) -> str:
    pattern = "EEEE, d MMMM" if language == "ru" else "EEEE d MMMM"
    name = str(format_date(on, pattern, locale=language))
    return name[:1].upper() + name[1:]


def week_name(monday: date, language: str) -> str:
    """Return «23–29 ноября» or «30 ноября – 6 декабря»."""
    sunday = monday + timedelta(days=6)
    begins = "d" if monday.month == sunday.month else "d MMMM"
    dash = "–" if monday.month == sunday.month else " – "
    first = format_date(monday, begins, locale=language)
    return f"{first}{dash}{format_date(sunday, 'd MMMM', locale=language)}"
