"""The tables of *Breaches*: the register, and the void cells of one breach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from dashboards.journal.figures import (
    NONE,
    clock_time,
    moment,
    short_day,
    short_name,
)
from dashboards.journal.receipts import FIELD_NAMES
from dashboards.people import breach_words
from dashboards.tables import cell, heading, row, table
from dashboards.telling_apart import told_apart
from expectations.language import N_, say
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.calendar import to_local

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime
    from zoneinfo import ZoneInfo

    import polars as pl

_REGISTER = (
    N_("Whose account"),
    N_("State"),
    N_("Learned of"),
    N_("Head told"),
    N_("Support told"),
    N_("Entries are void"),
    N_("Void cells"),
    N_("To enter again"),
)
_KINDS = {"Void cells": "right", "To enter again": "right", "Learned of": "spare"}
_CELLS = (
    N_("Cell"),
    N_("Student"),
    N_("What"),
    N_("Was before"),
    N_("Entered, void"),
    N_("Stands now"),
    N_("Entered again"),
    N_("When"),
)
MOST_SHOWN = 300
_LONGEST_MARK = 12


def titles(breaches: pl.DataFrame, zone: ZoneInfo, language: str) -> dict[str, str]:
    """Return «Учителева Е. П., 23.11.2026 12:00» for each; namesakes written longer."""
    spellings = {}
    in_order = breaches.sort("registered_at", "breach_id").iter_rows(named=True)
    for place, one in enumerate(in_order, start=1):
        name, code = one["person_name"], one["person_id"].removeprefix(STUDENT_PREFIX)
        learned = moment(one["learned_at"], zone, language)
        coded = f"{name} · {code}"
        names = (short_name(name), name, coded, f"{coded} · {place}")
        spellings[one["breach_id"]] = [f"{own}, {learned}" for own in names]
    return told_apart(spellings)


def register(
    breaches: pl.DataFrame, now: datetime, zone: ZoneInfo, language: str
) -> str:
    """Return one row per breach: who was told when, what is void, what comes next."""
    head = _head(_REGISTER, language)
    body = []
    for one in breaches.iter_rows(named=True):
        void = breach_words.void_period(one, zone, language)
        state = breach_words.state(one, zone, language)
        told = (
            breach_words.report(one, to, now, zone, language)
            for to in ("head", "support")
        )
        name = one["person_name"]
        body.append(
            row(
                heading(short_name(name), "name", name, scope="row"),
                cell(*state),
                cell(moment(one["learned_at"], zone, language), "nowrap spare"),
                *(cell(word.text, word.kind) for word in told),
                cell(*void),
                cell(str(one["count_void_cells"]), "right"),
                cell(
                    str(one["count_waiting"]),
                    "right warn" if one["count_waiting"] else "right",
                ),
            )
        )
    return table(say(N_("Register of breaches"), language), [head], body)


def cells(found: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return the void cells: what was there, what was entered, what stands now."""
    head = _head(_CELLS, language)
    body = [_cell(one, zone, language) for one in found.iter_rows(named=True)]
    return table(say(N_("Void cells"), language), [head], body)


def waiting(found: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return a teacher's own cells to enter again, without what others need."""
    head = _head((*_CELLS[:3], *_CELLS[4:6], _CELLS[7]), language)
    body = [
        row(
            heading(_place(one, language), "name", scope="row"),
            cell(one["student_name"] or NONE, "nowrap"),
            cell(_field(one, language)),
            cell(_text(one["void_text"], language), "gone"),
            cell(one["text_now"] or NONE, "wide"),
            _when(one["recorded_at"], zone, language),
        )
        for one in found.iter_rows(named=True)
    ]
    return table(say(N_("To be entered again"), language), [head], body)


def _head(names: Sequence[str], language: str) -> str:
    return row(
        *(
            heading(say(name, language), _KINDS.get(name, "" if place else "name"))
            for place, name in enumerate(names)
        )
    )


def _cell(one: Mapping[str, Any], zone: ZoneInfo, language: str) -> str:
    if one["is_entered_again"]:
        again = cell(say(N_("yes"), language), "good")
    elif one["is_waiting"]:
        again = cell(say(N_("no"), language), "warn")
    else:
        again = cell(say(N_("not needed"), language), "quiet")
    return row(
        heading(_place(one, language), "name", scope="row"),
        cell(one["student_name"] or NONE),
        cell(_field(one, language)),
        cell(one["text_before"] or NONE, _width(one["text_before"])),
        cell(_text(one["void_text"], language), f"gone {_width(one['void_text'])}"),
        cell(one["text_now"] or NONE, f"strong {_width(one['text_now'])}"),
        again,
        _when(one["recorded_at"], zone, language),
    )


def _when(stored: datetime, zone: ZoneInfo, language: str) -> str:
    """Return «23.11 13:30», so that the table fits; the year is in the title."""
    whole = moment(stored, zone, language)
    local = to_local(stored, zone).date()
    short = f"{short_day(local, language)} {clock_time(stored, zone, language)}"
    return cell(short, "nowrap quiet", whole)


def _place(one: Mapping[str, Any], language: str) -> str:
    """Return «5А Математика, 23.11, 2-й урок» or the page alone of a final mark."""
    page = f"{one['unit_name']} {one['subject_name']}"
    if one["lesson_on"] is None:
        return page
    return say(
        N_("{page}, {day}, lesson {slot}"),
        language,
        page=page,
        day=short_day(one["lesson_on"], language),
        slot=one["slot"],
    )


def _field(one: Mapping[str, Any], language: str) -> str:
    return say(FIELD_NAMES.get(one["field"], one["field"]), language)


def _width(text: str | None) -> str:
    """Let topics and homework be wide, and marks narrow."""
    return "wide" if len(text or "") > _LONGEST_MARK else ""


def _text(text: str | None, language: str) -> str:
    return text or say(N_("emptied"), language)
