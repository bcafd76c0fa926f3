"""A copy of the file with ours in the cells that lack it, marked, each with a note."""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter
from xlsxwriter.utility import xl_cell_to_rowcol

from expectations.language import N_, say
from ingest.reading.cell_kinds import kind_and_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

    from ingest.reading.sheets import CellValue, RawSheet, RawWorkbook

_BEFORE = N_("Stood here: {value}")
_EMPTY = N_("The cell was empty")
_REST = N_("No cell there")
_NARROWEST, _WIDEST = 6, 36
_OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class _Styles(NamedTuple):
    plain: Format
    day: Format
    marked: Format


def paste_workbook(
    file: RawWorkbook,
    patches: pl.DataFrame,
    rest: Sequence[Sequence[str]],
    language: str,
) -> bytes:
    """Return the visible sheets of a file as XLSX, every cell in its own place.

    `patches` are of `pasting.patches`; `rest`, with its headings first, is what has no
    cell in the file and stands on a last sheet.
    """
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, _OPTIONS)
    styles = _Styles(
        book.add_format({"valign": "top"}),
        book.add_format({"valign": "top", "num_format": "dd.mm.yyyy"}),
        book.add_format({"bg_color": "#FFE08A", "bold": True, "num_format": "@"}),
    )
    taken: set[str] = set()
    for sheet in file.sheets:
        if sheet.visibility == "visible":
            _copy(book, sheet, patches.filter(sheet=sheet.name), styles, language)
            taken.add(sheet.name.casefold())
    if len(rest) > 1:
        _write_rest(book, rest, taken, language)
    book.close()
    return made.getvalue()


def _copy(
    book: Workbook,
    sheet: RawSheet,
    patches: pl.DataFrame,
    styles: _Styles,
    language: str,
) -> None:
    page = book.add_worksheet(sheet.name)
    for top, left, bottom, right in sheet.merged:
        page.merge_range(top, left, bottom, right, "", styles.plain)
    for column, width in enumerate(_widths(sheet)):
        page.set_column(column, column, width)
    for row, cells in enumerate(sheet.rows):
        for column, value in enumerate(cells):
            _write(page, row, column, value, styles)
    for cell, text, before in patches.select("cell", "text", "before").iter_rows():
        page.write_string(cell, text, styles.marked)
        note = say(_BEFORE, language, value=before) if before else say(_EMPTY, language)
        page.write_comment(cell, note)
    if not patches.is_empty():
        row, column = xl_cell_to_rowcol(patches["cell"][0])
        page.set_selection(row, column, row, column)


def _widths(sheet: RawSheet) -> list[int]:
    """Return how wide columns are; a line of its own, such as a title, runs over."""
    widths: list[int] = []
    for cells in sheet.rows:
        texts = [kind_and_text(value)[1] for value in cells]
        widths += [_NARROWEST] * (len(texts) - len(widths))
        if sum(map(bool, texts)) > 1:
            for column, text in enumerate(texts):
                widths[column] = min(_WIDEST, max(widths[column], len(text) + 1))
    return widths


def _write(
    page: Worksheet, row: int, column: int, value: CellValue, styles: _Styles
) -> None:
    if isinstance(value, bool):
        page.write_boolean(row, column, value, styles.plain)
    elif isinstance(value, (int, float)):
        page.write_number(row, column, value, styles.plain)
    elif isinstance(value, (datetime, date)) and value.year >= 1900:
        page.write_datetime(row, column, value, styles.day)
    elif isinstance(value, (str, date, time, timedelta)) and value != "":
        text = value if isinstance(value, str) else str(value)
        page.write_string(row, column, text, styles.plain)
    elif value is not None and (text := kind_and_text(value)[1]):
        page.write_string(row, column, text, styles.plain)


def _write_rest(
    book: Workbook, rest: Sequence[Sequence[str]], taken: set[str], language: str
) -> None:
    name = say(_REST, language)
    while name.casefold() in taken:
        name += "_"
    page = book.add_worksheet(name)
    bold = book.add_format({"bold": True, "bottom": 1})
    text = book.add_format({"num_format": "@"})
    page.set_column(0, len(rest[0]) - 1, 20)
    for row, cells in enumerate(rest):
        for column, value in enumerate(cells):
            page.write_string(row, column, value, text if row else bold)
