"""Read an old .xls by xlrd, with its errors, dates, merges and hidden sheets."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

import xlrd

from ingest.reading.cell_table import Budget, CellTable
from ingest.reading.formats import PASSWORD
from ingest.reading.number_kinds import kind_of_format, number_as_shown
from ingest.reading.package import DAMAGED
from ingest.reading.sheets import (
    VISIBILITIES,
    CellError,
    RawSheet,
    UnreadableWorkbookError,
)

if TYPE_CHECKING:
    from ingest.reading.sheets import CellValue


def read_xls(content: bytes) -> list[RawSheet]:
    """Return all sheets in the order of the file."""
    budget = Budget()
    try:
        # What xlrd tells goes nowhere: the child's own output is its answer.
        with xlrd.open_workbook(
            file_contents=content,
            logfile=io.StringIO(),
            formatting_info=True,
            ragged_rows=True,
            on_demand=True,
        ) as book:
            return [_read_sheet(book, index, budget) for index in range(book.nsheets)]
    except (MemoryError, UnreadableWorkbookError):
        raise
    except Exception as broken:  # xlrd asserts, indexes and unpacks what it is given
        is_locked = "encrypted" in str(broken)
        raise UnreadableWorkbookError(PASSWORD if is_locked else DAMAGED) from broken


def _read_sheet(book: Any, index: int, budget: Budget) -> RawSheet:
    sheet = book.sheet_by_index(index)
    table = CellTable(sheet.name, budget)
    for row in range(sheet.nrows):
        kinds, values = sheet.row_types(row), sheet.row_values(row)
        for column, (kind, value) in enumerate(zip(kinds, values, strict=True)):
            if kind in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
                continue
            table.put(row, column, _value(book, sheet, (row, column), kind, value))
    for first_row, after_row, first_column, after_column in sheet.merged_cells:
        table.merge((first_row, first_column, after_row - 1, after_column - 1))
    visibility = VISIBILITIES[sheet.visibility if 0 <= sheet.visibility <= 2 else 0]
    book.unload_sheet(index)
    return table.as_sheet(visibility)


def _value(
    book: Any, sheet: Any, place: tuple[int, int], kind: int, value: Any
) -> CellValue:
    if kind == xlrd.XL_CELL_BOOLEAN:
        return bool(value)
    if kind == xlrd.XL_CELL_ERROR:
        return CellError(xlrd.error_text_from_code.get(value, f"#{value}"))
    if kind == xlrd.XL_CELL_DATE:
        number_format = book.xf_list[sheet.cell_xf_index(*place)].format_key
        code = book.format_map[number_format].format_str
        shows = kind_of_format(number_format, code) or "date"
        return number_as_shown(value, shows, counts_from_1904=bool(book.datemode))
    return str(value) if kind == xlrd.XL_CELL_TEXT else float(value)
