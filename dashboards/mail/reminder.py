"""What a reminder says: all that a teacher has to enter soon, by when, by which clause.

No student is named: a page of an individual plan (§2.3) is told by its grade, because
schools call such plans by the student's name.
"""

from __future__ import annotations

from datetime import timedelta
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any

from dashboards.journal.due_words import Now, what_is_missing
from dashboards.journal.figures import clock_time, lesson_name, short_day
from dashboards.mail.letter import Letter
from expectations.language import N_, clause_name, say
from warehouse.calendar import to_local

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

_PAGE = "/my_journals"


def letter(due: pl.DataFrame, now: Now, public_address: str) -> Letter:
    """Return the mail about the rows of `queries.mails.due_soon`; at least one."""
    rows = due.to_dicts()
    soonest = by_when(rows[0]["due_at"], now)
    first = say(N_("What the journal still lacks and is due soon:"), now.language)
    link = say(N_("Enter it in Vedomost"), now.language)
    url = public_address + _PAGE
    text, html = [first], [f"<p>{escape(first)}</p>"]
    for due_at, group in groupby(rows, key=lambda row: row["due_at"]):
        title = _capital(by_when(due_at, now))
        lines = [_line(row, now.language) for row in group]
        text += ["", title, *(f"- {where}: {what}" for where, what in lines)]
        items = "".join(
            f"<li><b>{escape(where)}</b>: {escape(what)}</li>" for where, what in lines
        )
        html.append(
            f'<h2 style="font-size:17px;margin:1rem 0 .25rem">{escape(title)}</h2>'
            f'<ul style="margin:0;padding-left:1.25rem">{items}</ul>'
        )
    text += ["", f"{link}: {url}"]
    html.append(f'<p><a href="{escape(url)}">{escape(link)}</a></p>')
    words = N_("Reminder: to be entered {by_when}")
    subject = say(words, now.language, by_when=soonest)
    return Letter(subject, "\n".join(text), "".join(html))


def by_when(due_at: datetime, now: Now) -> str:
    """Return «до 16:10», «до конца дня», «до 06:50 25.11»; a mail is read any time."""
    local = to_local(due_at, now.zone)
    is_end_of_day = (local + timedelta(microseconds=1)).date() > local.date()
    if now.day_of(due_at) == 0:
        if is_end_of_day:
            return say(N_("by the end of the day"), now.language)
        time = clock_time(due_at, now.zone, now.language)
        return say(N_("by {time}"), now.language, time=time)
    day = short_day(local.date(), now.language)
    if is_end_of_day:
        return say(N_("by the end of {day}"), now.language, day=day)
    time = clock_time(due_at, now.zone, now.language)
    return say(N_("by {time} on {day}"), now.language, time=time, day=day)


def _line(row: dict[str, Any], language: str) -> tuple[str, str]:
    """Return («5А · Математика, 24.11, урок 2», «домашнее задание (п. 2.7)»)."""
    if row["lesson_on"] is None:
        about = row["period_name"]
    else:
        about = lesson_name(row["lesson_on"], row["slot"], language)
    what = what_is_missing(
        row["kind"], row["count_missing"], row["count_owed"], language
    )
    clause = clause_name(row["clause"], language)
    return f"{_unit(row, language)} · {row['subject_name']}, {about}", (
        f"{what} ({clause})"
    )


def _unit(row: dict[str, Any], language: str) -> str:
    if row["unit_kind"] == "individual":
        return say(N_("individual plan, grade {grade}"), language, grade=row["grade"])
    return str(row["unit_name"])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
