"""A workbook of plain tables: every cell is text or a number, never a formula."""

from __future__ import annotations

import io
import textwrap
from typing import TYPE_CHECKING, NamedTuple

import xlsxwriter

if TYPE_CHECKING:
    from collections.abc import Sequence

_WIDEST, _NARROWEST = 60, 10
_TITLE_ROWS = 2
_LINE = 15  # points
# Text that begins with = + - @ stays text; addresses do not become links.
AS_TEXT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


class TextSheet(NamedTuple):
    """One sheet: its tab, a line above the table, headings and rows."""

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str | int | float]]


def text_workbook(sheets: Sequence[TextSheet]) -> bytes:
    """Return the sheets as XLSX, each fit to a page's width in landscape."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, AS_TEXT)
    title = book.add_format({"bold": True, "font_size": 13})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "top": 1})
    body = book.add_format({"valign": "top", "text_wrap": True, "num_format": "@"})
    number = book.add_format({"valign": "top"})
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:31])
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(_TITLE_ROWS)
        page.freeze_panes(_TITLE_ROWS + 1, 0)
        page.write_string(0, 0, sheet.title, title)
        widths = _widths(sheet)
        for column, (words, width) in enumerate(zip(sheet.heads, widths, strict=True)):
            page.set_column(column, column, width)
            page.write_string(_TITLE_ROWS, column, words, head)
        page.set_row(_TITLE_ROWS, height_of(sheet.heads, widths))
        for place, row in enumerate(sheet.rows, start=_TITLE_ROWS + 1):
            page.set_row(place, height_of(row, widths))
            for column, value in enumerate(row):
                if isinstance(value, str):
                    page.write_string(place, column, value, body)
                else:
                    page.write_number(place, column, value, number)
    book.close()
    return made.getvalue()


def height_of(row: Sequence[object], widths: Sequence[int]) -> int:
    """Return a row's height: LibreOffice does not stretch rows of wrapped text."""
    lines = max(
        (
            len(textwrap.wrap(value, width - 1))
            for value, width in zip(row, widths, strict=True)
            if isinstance(value, str)
        ),
        default=1,
    )
    return _LINE * max(1, lines)


def _widths(sheet: TextSheet) -> list[int]:
    """Return how wide each column is: its longest text within limits."""
    return [
        min(
            _WIDEST,
            max(
                _NARROWEST,
                *(len(str(row[place])) + 2 for row in sheet.rows),
                max(len(word) for word in head.split()) + 3,
            ),
        )
        for place, head in enumerate(sheet.heads)
    ]
