"""The demo teachers' hand-ins, replayed from the generator's log.

What a cell is worth is said again here: no workbook is read, no warehouse asked.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from ingest.demo.school_year import TIMEZONE

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.demo.build import DemoSchool
    from ingest.demo.filling import Written
    from ingest.demo.term import KeptBook

_CELL = re.compile(r"([2-5](?:/[2-5])?)?([нбуо])?|(зачёт|незачёт)")
_SAYS_GIVEN = frozenset(("status", "attendance_taken", "homework", "mark"))


class Change(NamedTuple):
    """A cell that a hand-in changed: when it was received, and what it holds now."""

    at: datetime  # local
    value: str
    is_void: bool


# By field and student, '' where it is of the lesson; the changes in order of receipt.
Cells: TypeAlias = "defaultdict[tuple[str, str], list[Change]]"


def handed_in(made: DemoSchool) -> dict[str, Cells]:
    """Return what became of each cell, by lesson, or by page and period for finals."""
    places: dict[str, Cells] = defaultdict(lambda: defaultdict(list))
    for book in made.books:
        _replay(book, _void_from(made, book.person_id), places)
    return places


def holds(changes: list[Change]) -> str:
    """Return what counts in a cell now, '' for nothing."""
    return next((one.value for one in reversed(changes) if not one.is_void), "")


def mark_in(value: str) -> str:
    """Return the mark in a mark cell: «5о» is a 5 of somebody who came late."""
    found = _CELL.fullmatch(value)
    return (found and (found[1] or found[3])) or ""


def code_in(value: str) -> str:
    """Return the attendance code in a mark cell."""
    found = _CELL.fullmatch(value)
    return (found and found[2]) or ""


def _void_from(made: DemoSchool, person_id: str) -> datetime | None:
    """Return from when on the teacher's hand-ins are void (§4.4); none came after."""
    if made.breach is None or made.breach.person_id != person_id:
        return None
    return made.breach.reported_at.astimezone(TIMEZONE).replace(tzinfo=None)


def _replay(
    book: KeptBook, void_from: datetime | None, places: dict[str, Cells]
) -> None:
    """Follow the saves of a workbook and note which cells each of them changed."""
    written = sorted(book.term.entries, key=lambda entry: entry.at)
    written.reverse()  # the earliest is taken off the end
    for moment in book.saves:
        is_void = void_from is not None and moment >= void_from
        saved: dict[tuple[str, tuple[str, str]], Written] = {}
        while written and written[-1].at <= moment:
            _, key, value = written.pop()
            place = key.lesson_id or f"{key.page_id} {key.period_id}"
            saved[place, (key.field, key.student_id)] = value
            if key.field in _SAYS_GIVEN:  # with it comes the topic as it stands there
                saved.setdefault((place, ("topic", "")), "as planned")
        for (place, cell), value in saved.items():
            changes = places[place][cell]
            meant = _meant(cell[0], value)
            is_new = not changes or changes[-1].value != meant
            if meant and is_new and not (changes and value == "as planned"):
                changes.append(Change(moment, meant, is_void))


def _meant(field: str, value: Written) -> str:
    """Return what a cell is worth; a mistake is worth nothing until it is mended."""
    text = f"{value:g}" if isinstance(value, float) else value.strip()
    if field != "mark":
        return text
    folded = text.lower().replace("h", "н").replace("n", "н")
    return folded if _CELL.fullmatch(folded) else ""
