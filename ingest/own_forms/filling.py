"""Fill named cells of a workbook with openpyxl; runs in the child process only.

Formats, widths, merged cells and formulas stay: a cell that holds a formula is never
written over, and rows below the first one take the look of the first.
"""

from __future__ import annotations

import copy
import io
from typing import TYPE_CHECKING, Any

import openpyxl
from openpyxl.cell.cell import MergedCell
from openpyxl.utils.cell import range_boundaries

from expectations.language import N_
from ingest.own_forms.names import KNOWN
from ingest.own_forms.outside import refuse_outside
from ingest.reading.sheets import UnreadableWorkbookError

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

Value = str | int | float | None

TOO_SMALL = N_(
    "The place named {name} holds {places} × {across} cells, the class needs {rows} × "
    "{columns}. Name a larger place, or only its first cell."
)
NO_CELL = N_("The name {name} does not stand for cells of a sheet. Name a cell.")


def names_in(content: bytes) -> list[str]:
    """Return the names defined in the workbook and in its sheets."""
    book = _opened(content)
    found = list(book.defined_names)
    for sheet in book.worksheets:
        found += list(sheet.defined_names)
    return sorted(set(found))


def fill(content: bytes, values: dict[str, list[list[Value]]]) -> bytes:
    """Return the workbook with each named place filled, row by row."""
    book = _opened(content)
    for name, place in _places(book):
        rows = values.get(name.lower())
        if rows is not None:
            _fill_place(book, name, place, rows)
    # What our figures feed is worked out by the program that opens the form.
    book.calculation.fullCalcOnLoad = True
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _opened(content: bytes) -> Workbook:
    book = openpyxl.load_workbook(io.BytesIO(content))
    refuse_outside(book)
    return book


def _places(book: Workbook) -> list[tuple[str, Any]]:
    found = list(book.defined_names.items())
    for sheet in book.worksheets:
        found += list(sheet.defined_names.items())
    return [(name, place) for name, place in found if name.lower() in KNOWN]


def _fill_place(book: Workbook, name: str, place: Any, rows: list[list[Value]]) -> None:
    try:
        title, reference = next(iter(place.destinations))
        first_column, first_row, last_column, last_row = range_boundaries(reference)
        sheet = book[title]
    except (StopIteration, KeyError, ValueError, TypeError) as broken:
        raise UnreadableWorkbookError(NO_CELL, name=name) from broken
    if None in (first_column, first_row, last_column, last_row):
        raise UnreadableWorkbookError(NO_CELL, name=name)
    across = max((len(row) for row in rows), default=0)
    first_column, first_row = int(first_column or 0), int(first_row or 0)
    last_column, last_row = int(last_column or 0), int(last_row or 0)
    is_one_cell = (first_column, first_row) == (last_column, last_row)
    if not is_one_cell and not _is_merged(sheet, reference):
        places, wide = last_row - first_row + 1, last_column - first_column + 1
        if len(rows) > places or across > wide:
            raise UnreadableWorkbookError(
                TOO_SMALL,
                name=name,
                places=places,
                across=wide,
                rows=len(rows),
                columns=across,
            )
    pattern = [sheet.cell(first_row, first_column + at) for at in range(across)]
    for down, row in enumerate(rows):
        for at, value in enumerate(row):
            cell = sheet.cell(first_row + down, first_column + at)
            _put(cell, value, pattern[at] if down else None)


def _is_merged(sheet: Worksheet, reference: str) -> bool:
    plain = reference.replace("$", "")
    return any(str(merged) == plain for merged in sheet.merged_cells.ranges)


def _put(cell: Any, value: Value, pattern: Any) -> None:
    """Write a value as what it is; text is text, whatever it looks like."""
    if isinstance(cell, MergedCell) or cell.data_type == "f":
        return
    if pattern is not None and not cell.has_style and pattern.has_style:
        cell._style = copy.copy(pattern._style)  # noqa: SLF001 - openpyxl offers no other
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
