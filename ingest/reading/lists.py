"""Read the lessons and the messages sheet."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime
from typing import TYPE_CHECKING

from ingest import workbook as contract
from ingest.reading.cell_kinds import WrittenCell, kind_and_text
from ingest.reading.cell_rows import CellRows, column_label, is_filled
from ingest.reading.identify import LessonsSheet, MessagesSheet, shown_text
from ingest.reading.lesson_words import LessonWords, folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.reading.sheets import CellValue


def read_lessons(found: LessonsSheet, words: LessonWords, rows: CellRows) -> None:
    """Deliver the filled fields of every lesson, and what fits nowhere."""
    strange: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for row, cells in enumerate(found.sheet.rows):
        if row <= found.header_end:
            continue
        if row not in found.lessons:
            places = [(row, place) for place in found.fields if is_filled(cells[place])]
            label = _lesson_label(found, cells)
            rows.add_unplaced(found.sheet, places, "", "row", label)
            continue
        page_id, lesson_id = found.lessons[row]
        for column, value in enumerate(cells):
            if value is None or column in found.quiet_columns:
                continue
            field = found.fields.get(column)
            if field is None:
                if is_filled(value):
                    strange[column].append((row, column))
                continue
            written = words.read(field, value)
            if written is not None:
                place = (row, column)
                rows.add(
                    found.sheet, place, page_id, field, written, lesson_id=lesson_id
                )
    for column, places in strange.items():
        label = column_label(found.sheet, found.header_end, column)
        rows.add_unplaced(found.sheet, places, "", "column", label)


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
        if kind == "empty":
            places = [(row, found.columns["whom"])] if addressee else []
            rows.add_unplaced(found.sheet, places, "", "row", addressee)
            continue
        page_id, student_id = by_folded.get(folded(addressee), ("", ""))
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


def _lesson_label(found: LessonsSheet, cells: list[CellValue]) -> str:
    places = (found.shown.get(key) for key in ("lesson_on", "unit", "subject"))
    texts = (shown_text(cells[place]) for place in places if place is not None)
    return " ".join(filter(None, texts))


def _day_of(value: CellValue) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None
