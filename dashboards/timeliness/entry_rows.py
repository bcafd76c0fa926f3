"""The entries behind a figure: one row each, students of one work beside each other."""

from __future__ import annotations

from hashlib import blake2b
from html import escape
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlencode

from dashboards.journal.due_words import since_when, when_due
from dashboards.journal.figures import (
    clock_time,
    lesson_name,
    page_title,
    short_day,
    short_name,
)
from dashboards.tables import cell, heading, row, table
from dashboards.timeliness.links import ENTRY, escaped
from dashboards.timeliness.words import ENTRY_NAMES, OUTCOME_NAMES, later_by
from expectations.language import N_, clause_name, say
from warehouse.calendar import to_local
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import polars as pl

    from dashboards.journal.due_words import Now

_KEY = ("person_id", "page_id", "lesson_id", "period_id", "student_id", "kind")
# What entries of one line have in common; they differ in their students alone.
_LINE = (
    "person_id", "page_id", "lesson_id", "period_id", "kind", "due_at", "outcome",
    "first_recorded_at", "corrected_at", "is_early",
)  # fmt: skip
_MOST_NAMES = 3


class Look(NamedTuple):
    """How the rows are drawn: as of when, with which columns and links."""

    now: Now
    drill: tuple[tuple[str, str], ...]  # the address of the list itself
    names_teachers: bool


def code_of(entry: dict[str, Any]) -> str:
    """Return what stands for an entry in an address: nothing that names anybody."""
    text = "|".join(str(entry[name]) for name in _KEY)
    return blake2b(text.encode(), digest_size=6).hexdigest()


def lines(found: pl.DataFrame) -> Iterator[list[dict[str, Any]]]:
    """Yield the entries of each line; those of one work, received at once, are one."""
    rows = found.iter_rows(named=True)
    for _key, some in groupby(rows, lambda one: [one[name] for name in _LINE]):
        yield list(some)


def render(found: pl.DataFrame, look: Look) -> str:
    """Return the table of `timeliness_entries.entries`."""
    language = look.now.language
    has_students = bool((found["student_id"] != "").any())
    head = row(
        heading(say(N_("Class or group, subject"), language), "name"),
        heading(say(N_("Lesson"), language)),
        heading(say(N_("What"), language)),
        heading(say(N_("Teacher"), language)) if look.names_teachers else "",
        heading(say(N_("Students"), language)) if has_students else "",
        heading(say(N_("Due"), language)),
        heading(say(N_("Received"), language)),
        heading(say(N_("Outcome"), language)),
    )
    body = [_row(some, look, has_students=has_students) for some in lines(found)]
    drawn = table(say(N_("Entries"), language), [head], body)
    return f'<div class="entries">{drawn}</div>'


def _row(some: list[dict[str, Any]], look: Look, *, has_students: bool) -> str:
    first, language = some[0], look.now.language
    received = first["first_recorded_at"]
    is_there = received is not None and received <= utc_naive(look.now.moment)
    return row(
        f'<th scope="row" class="name">{_to_page(first)}</th>',
        cell(lesson_of(first, language), "nowrap"),
        f"<td>{_what(first, look)}</td>",
        cell(short_name(first["person_name"]), "nowrap", first["person_name"])
        if look.names_teachers
        else "",
        _students(some, look) if has_students else "",
        _labelled(say(N_("Due"), language), _short(first["due_at"], look.now)),
        _labelled(
            say(N_("Received"), language),
            _short(received, look.now) if is_there else "",
        ),
        f"<td>{outcome(first, look.now)}{explained(first, language)}</td>",
    )


def outcome(entry: dict[str, Any], now: Now) -> str:
    """Return the outcome with its colour: «● с опозданием · позже на 2 ч»."""
    language = now.language
    told = [say(OUTCOME_NAMES[entry["outcome"]], language)]
    received, due_at = entry["first_recorded_at"], entry["due_at"]
    if received is not None and due_at < received <= utc_naive(now.moment):
        told.append(later_by(due_at, received, language))
    elif entry["outcome"] in {"missing", "void"}:
        told.append(since_when(due_at, now))
    elif entry["outcome"] == "not_yet_due":
        told.append(when_due(due_at, now))
    if entry["is_early"]:
        told.append(say(N_("before the last days of the period"), language))
    corrected = entry["corrected_at"]
    if corrected is not None and corrected <= utc_naive(now.moment):
        when = _short(corrected, now)
        told.append(say(N_("corrected {moment}"), language, moment=when))
    first, *rest = told
    dot = f'<i class="dot {entry["outcome"]}"></i>'
    quiet = "".join(f'<div class="quiet">{escape(one)}</div>' for one in rest)
    return f'<div class="outcome">{dot}{escape(first)}</div>{quiet}'


def explained(entry: dict[str, Any], language: str) -> str:
    """Return the state of the entry's explanation, '' where there is none."""
    if entry["explanation_id"] is None:
        return ""
    state = {
        None: N_("explained, waits for an answer"),
        True: N_("explanation accepted"),
        False: N_("explanation not accepted"),
    }[entry["is_accepted"]]
    return f'<div><span class="chip">{escape(say(state, language))}</span></div>'


def _what(entry: dict[str, Any], look: Look) -> str:
    """Return «тема (п. 2.6)»; of a lesson's entry it opens the cell's history."""
    language = look.now.language
    words = say(ENTRY_NAMES[entry["kind"]], language)
    clause = clause_name(entry["clause"], language)
    told = escape(words) if entry["student_id"] else _to_history(entry, words, look)
    return f'{told} <span class="quiet">({escape(clause)})</span>'


def lesson_of(entry: dict[str, Any], language: str) -> str:
    """Return «23.11, 3-й урок», of a final mark its period."""
    if entry["slot"] is None:
        return str(entry["period_name"])
    return lesson_name(entry["owed_on"], entry["slot"], language)


def _labelled(label: str, text: str) -> str:
    """Return a cell that says its column's name where a phone hides the heads."""
    known = f' data-label="{escape(label)}"' if text else ""
    return f'<td class="nowrap"{known}>{escape(text)}</td>'


def _short(stored: datetime, now: Now) -> str:
    """Return «05.11, 13:25»."""
    day = short_day(to_local(stored, now.zone).date(), now.language)
    return f"{day}, {clock_time(stored, now.zone, now.language)}"


def _students(some: list[dict[str, Any]], look: Look) -> str:
    """Return the names; each opens the history of its cell."""
    names = [
        _to_history(one, short_name(one["student_name"]), look)
        for one in some
        if one["student_id"]
    ]
    if len(names) <= _MOST_NAMES:
        return f"<td>{', '.join(names)}</td>"
    words = say(N_("Students: {count}"), look.now.language, count=len(names))
    return (
        f"<td><details><summary>{escape(words)}</summary>{', '.join(names)}"
        "</details></td>"
    )


def _to_page(entry: dict[str, Any]) -> str:
    """Return the page's name, which opens the journal page in the lesson's period."""
    title = page_title(entry)
    place = escaped(urlencode({"page": title, "period": entry["period_name"]}))
    return f'<a href="/journal_page?{place}" target="_self">{escape(title)}</a>'


def _to_history(entry: dict[str, Any], words: str, look: Look) -> str:
    address = escaped(f"?{urlencode([*look.drill, (ENTRY, code_of(entry))])}")
    return f'<a href="{address}" target="_self">{escape(words)}</a>'
