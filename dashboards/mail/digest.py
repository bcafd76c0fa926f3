"""What the morning digest says to who leads: yesterday, what is overdue, what is due.

Of the own level alone, because its questions are (§2.2, 2.9). Teachers are named, with
numbers; students are not.
"""

from __future__ import annotations

from datetime import datetime, time
from html import escape
from typing import TYPE_CHECKING, NamedTuple

import polars as pl
from babel.dates import format_date

from dashboards.journal.figures import short_day, short_name
from dashboards.mail.letter import Letter
from dashboards.timeliness.counts import Counts
from dashboards.timeliness.words import KIND_NAMES, share
from expectations.language import N_, say, say_many
from warehouse.calendar import school_year
from warehouse.queries import mails, timeliness

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from warehouse.database import Database
    from warehouse.viewer import Viewer

_PAGE = "/timeliness"
_MOST_TEACHERS = 20
_CELL = "padding:.2rem .75rem .2rem 0;border-bottom:1px solid #c9d1dc;text-align:left"


class Facts(NamedTuple):
    """What one digest tells."""

    today: date
    previous_on: date | None  # the last day with lessons; None on the first one
    counts: pl.DataFrame  # of that day by kind, as `timeliness.counts`
    teachers: pl.DataFrame  # person_name, count_overdue, count_due (today); and _once


def facts(
    database: Database, viewer: Viewer, now: datetime, zone: ZoneInfo
) -> Facts | None:
    """Ask for the digest of a morning; None on a day without lessons to lead."""
    today = now.astimezone(zone).date()
    days = mails.led_days(database, viewer, today)
    if days.is_empty() or not days["has_lessons"][0]:
        return None
    previous_on = days["previous_on"][0]
    of_day = timeliness.Asked(now, previous_on or today, previous_on or today, "led")
    counts = timeliness.counts(database, viewer, of_day, by="kind")
    of_year = timeliness.Asked(now, *school_year(today), "led")
    midnight = datetime.combine(today, time.max, zone)
    owing = timeliness.due(database, viewer, of_year, midnight)
    return Facts(today, previous_on, counts, _by_teacher(owing))


_SUMMED = ("count_overdue", "count_overdue_once", "count_due", "count_due_once")


def _by_teacher(owing: pl.DataFrame) -> pl.DataFrame:
    """Add the pages of each teacher up, the most overdue first."""
    return (
        owing.group_by("person_id")
        .agg(
            pl.col("person_name").first(),
            pl.col(*_SUMMED).sum(),
        )
        .sort(["count_overdue", "person_name"], descending=[True, False])
    )


def letter(told: Facts, language: str, public_address: str) -> Letter:
    """Return the mail of one morning."""
    day = str(format_date(told.today, "d MMMM", locale=language))
    subject = say(N_("Morning digest, {day}"), language, day=day)
    parts = [part(told, language) for part in (_yesterday, _overdue, _today)]
    link, url = say(N_("All of it in Vedomost"), language), public_address + _PAGE
    text = "\n\n".join([*(part.text for part in parts), f"{link}: {url}"])
    html = "".join(part.html for part in parts)
    last = f'<p><a href="{escape(url)}">{escape(link)}</a></p>'
    return Letter(subject, text, html + last)


class _Part(NamedTuple):
    text: str
    html: str


def _yesterday(told: Facts, language: str) -> _Part:
    if told.previous_on is None or told.counts.is_empty():
        words = N_("There is no school day to look back on yet.")
        return _part(say(words, language), [])
    title = say(
        N_("Entered in time of what the lessons of {day} asked for"),
        language,
        day=short_day(told.previous_on, language),
    )
    order = {kind: place for place, kind in enumerate(KIND_NAMES)}
    rows = sorted(told.counts.to_dicts(), key=lambda row: order[row["key"]])
    lines = [
        (say(KIND_NAMES[row["key"]], language), _share(row, language)) for row in rows
    ]
    return _part(title, lines)


def _share(row: dict[str, int], language: str) -> str:
    """Return «87 % (104 of 120); late 6, missing 10»; nothing hides in the share."""
    counts = Counts.of(row)
    told = share(counts.numerator, counts.denominator, language)
    if counts.denominator:
        told = say(
            N_("{share} ({in_time} of {all})"),
            language,
            share=told,
            in_time=counts.numerator,
            all=counts.denominator,
        )
    beside = [
        say(words, language, count=row[name]) for name, words in _BESIDE if row[name]
    ]
    return "; ".join([told, ", ".join(beside)]) if beside else told


_BESIDE = (
    ("count_late", N_("late {count}")),
    ("count_missing", N_("missing {count}")),
    ("count_excused", N_("excused {count}")),
    ("count_void", N_("void {count}")),
    ("count_undetermined", N_("time unknown {count}")),
    ("count_not_yet_due", N_("not yet due {count}")),
)


def _overdue(told: Facts, language: str) -> _Part:
    late = told.teachers.filter(pl.col("count_overdue") > 0)
    if late.is_empty():
        return _part(say(N_("Nothing is overdue."), language), [])
    title = say_many(
        "Overdue now: {count} entry",
        "Overdue now: {count} entries",
        int(late["count_overdue_once"].sum()),
        language,
    )
    lines = [
        (short_name(row["person_name"]), str(row["count_overdue"]))
        for row in late.head(_MOST_TEACHERS).to_dicts()
    ]
    if late.height > _MOST_TEACHERS:
        rest = late.slice(_MOST_TEACHERS)
        words = say_many(
            "and {count} teacher more",
            "and {count} teachers more",
            rest.height,
            language,
        )
        lines.append((words, str(int(rest["count_overdue"].sum()))))
    return _part(title, lines)


def _today(told: Facts, language: str) -> _Part:
    due = told.teachers.filter(pl.col("count_due") > 0)
    if due.is_empty():
        words = N_("Of earlier lessons nothing is due today.")
        return _part(say(words, language), [])
    title = say_many(
        "Due today, of earlier lessons: {count} entry",
        "Due today, of earlier lessons: {count} entries",
        int(due["count_due_once"].sum()),
        language,
    )
    lines = [
        (short_name(row["person_name"]), str(row["count_due"]))
        for row in due.sort("person_name").to_dicts()
    ]
    return _part(title, lines)


def _part(title: str, lines: list[tuple[str, str]]) -> _Part:
    """Return a title and its lines, as text and as a table."""
    if not lines:
        return _Part(title, f"<p>{escape(title)}</p>")
    text = "\n".join([f"{title}:", *(f"- {name}: {value}" for name, value in lines)])
    body = "".join(
        f'<tr><th scope="row" style="{_CELL};font-weight:400">{escape(name)}</th>'
        f'<td style="{_CELL}">{escape(value)}</td></tr>'
        for name, value in lines
    )
    head = f'<h2 style="font-size:17px;margin:1rem 0 .25rem">{escape(title)}</h2>'
    return _Part(text, f'{head}<table style="border-collapse:collapse">{body}</table>')
