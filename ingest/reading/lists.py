"""Read the lessons and the messages sheet."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from ingest import workbook as contract
from ingest.reading.cell_kinds import WrittenCell, kind_and_text
from ingest.reading.cell_rows import (
    Block,
    CellRows,
    block_of,
    column_label,
    is_filled,
)
from ingest.reading.identify import LessonsSheet, MessagesSheet, shown_text
from ingest.reading.known_rows import KnownRows, hash_of
from ingest.reading.lesson_words import LessonWords, folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.reading.sheets import CellValue

_LESSON_DAY = re.compile(r":(\d{8}):\d+$")  # in a lesson's id
_TYPED_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4}|\d{2})")


def read_lessons(found: LessonsSheet, words: LessonWords, rows: CellRows) -> None:
    """Deliver the filled fields of every lesson, and what fits nowhere."""
    strange: dict[int, list[tuple[int, int]]] = defaultdict(list)
    layout = (found.fields, found.shown, sorted(found.quiet_columns))
    beside = hash_of(found.sheet.name, *layout, words.work_types)
    for row, cells in enumerate(found.sheet.rows):
        if row <= found.header_end:
            continue
        if row not in found.lessons:
            places = [(row, place) for place in found.fields if is_filled(cells[place])]
            label = _lesson_label(found, cells)
            rows.add_unplaced(found.sheet, places, "", "row", label)
            continue
        page_id, lesson_id = found.lessons[row]
        lesson = _LESSONS.read(
            cells,
            (beside, row, page_id, lesson_id),
            partial(_read_lesson, found, row, words),
        )
        rows.add_block(page_id, lesson.block)
        for column in lesson.strange:
            strange[column].append((row, column))
    for column, places in strange.items():
        label = column_label(found.sheet, found.header_end, column)
        rows.add_unplaced(found.sheet, places, "", "column", label)


class _Lesson(NamedTuple):
    """What a row says about its lesson, and its filled columns that mean nothing."""

    block: Block
    strange: list[int]


_LESSONS: KnownRows[_Lesson] = KnownRows(limit=20_000)


def _read_lesson(found: LessonsSheet, row: int, words: LessonWords) -> _Lesson:
    page_id, lesson_id = found.lessons[row]
    rows = CellRows()
    _read_day(found, row, page_id, lesson_id, rows)
    strange = []
    for column, value in enumerate(found.sheet.rows[row]):
        if value is None or column in found.quiet_columns:
            continue
        field = found.fields.get(column)
        if field is None:
            if is_filled(value):
                strange.append(column)
            continue
        written = words.read(field, value)
        if written is not None:
            place = (row, column)
            rows.add(found.sheet, place, page_id, field, written, lesson_id=lesson_id)
    return _Lesson(
        block_of([cell for _, cells in rows.blocks for cell in cells]), strange
    )


def read_messages(
    found: MessagesSheet, whom: Mapping[str, tuple[str, str]], rows: CellRows
) -> None:
    """Deliver the messages; `whom` gives page and student of an addressee."""
    by_folded = {folded(name): ids for name, ids in whom.items()}
    for row, cells in enumerate(found.sheet.rows):
        if row <= found.header_end:
            continue
        shown = {key: cells[column] for key, column in found.columns.items()}
        kind, text = kind_and_text(shown.get("text"))
        addressee = shown_text(shown.get("whom"))
        page_id, student_id = by_folded.get(folded(addressee), ("", ""))
        if kind == "empty":  # whom it would go to is no message yet
            places = [(row, found.columns["whom"])] if addressee and not page_id else []
            rows.add_unplaced(found.sheet, places, "", "row", addressee)
            continue
        day = _day_of(shown.get("message_on"))
        row_key = shown_text(shown.get("message"))
        row_key = row_key or contract.seal(day or "", addressee)
        value = text.strip() if kind in {"text", "number"} else None
        rows.add(
            found.sheet,
            (row, found.columns["text"]),
            page_id,
            "message",
            WrittenCell(kind, text, value),
            label=addressee,
            period_id=contract.message_key(day, row_key),
            student_id=student_id,
        )


def _read_day(
    found: LessonsSheet, row: int, page_id: str, lesson_id: str, rows: CellRows
) -> None:
    """Deliver the date of a lesson where another was written over it.

    The row's other cells are those of the lesson that its key names, whatever the date.
    """
    column = found.shown.get("lesson_on")
    value = None if column is None else found.sheet.rows[row][column]
    day = _day_of(value)
    if isinstance(value, str) and (typed := _TYPED_DAY.fullmatch(value.strip())):
        day = _typed_day(*typed.groups())
    held_on = _LESSON_DAY.search(lesson_id)
    if column is None or not day or not held_on or held_on[1] == f"{day:%Y%m%d}":
        return
    written = WrittenCell("date", day.isoformat())
    place = (row, column)
    rows.add(found.sheet, place, page_id, "lesson_on", written, lesson_id=lesson_id)


def _typed_day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year) % 100 + 2000, int(month), int(day))
    except ValueError:  # the 31st of April
        return None


def _lesson_label(found: LessonsSheet, cells: list[CellValue]) -> str:
    places = (found.shown.get(key) for key in ("lesson_on", "unit", "subject"))
    texts = (shown_text(cells[place]) for place in places if place is not None)
    return " ".join(filter(None, texts))


def _day_of(value: CellValue) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
