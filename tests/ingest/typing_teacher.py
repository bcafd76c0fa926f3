"""A teacher at the keyboard: types into a real workbook with openpyxl, by key."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from ingest.workbook import (
    GRID_FIRST_ROW,
    GRID_KEY_COLUMN,
    GRID_KEY_ROW,
    LIST_FIRST_ROW,
    LIST_KEY_ROW,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_PAGE = "vedomost page "


def bare_key(key: object) -> str:
    """Return a hidden key without its checksum."""
    return str(key or "").split("#")[0]


class Teacher:
    """An open workbook; `save()` gives the bytes that are handed in."""

    def __init__(self, content: bytes) -> None:
        self.book = load_workbook(io.BytesIO(content))

    def save(self) -> bytes:
        """Return the workbook as a program that is not ours would save it."""
        saved = io.BytesIO()
        self.book.save(saved)
        return saved.getvalue()

    def page_sheet(self, page_id: str) -> Worksheet:
        """Return the grid sheet of a journal page, whatever its name."""
        for sheet in self.book.worksheets:
            if sheet.cell(GRID_KEY_ROW + 1, 1).value == f"{_PAGE}{page_id}":
                return sheet
        raise LookupError(page_id)

    def mark(self, page_id: str, student_id: str, lesson_id: str) -> Cell:
        """Return the cell of one student in one lesson."""
        return self._grid_cell(page_id, student_id, lesson_id)

    def marks(self) -> Iterator[tuple[Cell, str, str]]:
        """Yield every cell of a student in a lesson, with their keys."""
        for sheet in self.book.worksheets:
            if not str(sheet.cell(GRID_KEY_ROW + 1, 1).value or "").startswith(_PAGE):
                continue
            lessons = [bare_key(cell.value) for cell in sheet[GRID_KEY_ROW + 1]]
            for row in range(GRID_FIRST_ROW + 1, sheet.max_row + 1):
                student_id = bare_key(sheet.cell(row, GRID_KEY_COLUMN + 1).value)
                for column, lesson_id in enumerate(lessons, 1):
                    if student_id and lesson_id.count(":") > 1:
                        yield sheet.cell(row, column), student_id, lesson_id

    def final(self, page_id: str, student_id: str, period_id: str) -> Cell:
        """Return the cell of a student's final mark."""
        return self._grid_cell(page_id, student_id, f"final {period_id}")

    def lesson(self, lesson_id: str, field: str) -> Cell:
        """Return a cell of the lessons sheet."""
        for sheet in self.book.worksheets:
            keys = [bare_key(cell.value) for cell in sheet[LIST_KEY_ROW + 1]]
            if field in keys:
                for row in range(LIST_FIRST_ROW + 1, sheet.max_row + 1):
                    if bare_key(sheet.cell(row, 1).value) == lesson_id:
                        return sheet.cell(row, keys.index(field) + 1)
        raise LookupError(lesson_id, field)

    def _grid_cell(self, page_id: str, student_id: str, column_key: str) -> Cell:
        sheet = self.page_sheet(page_id)
        keys = [bare_key(cell.value) for cell in sheet[GRID_KEY_ROW + 1]]
        column = keys.index(column_key) + 1
        for row in range(GRID_FIRST_ROW + 1, sheet.max_row + 1):
            if bare_key(sheet.cell(row, GRID_KEY_COLUMN + 1).value) == student_id:
                return sheet.cell(row, column)
        raise LookupError(student_id)
