"""Read the tables of a web page as one sheet, as a spreadsheet program would show it.

State systems save reports as HTML under the name .xls. The parser is the standard
library's: it loads nothing, knows no DTD and no entities of a document's own, and runs
in the reading child. What a page keeps out of sight (scripts, styles) is no text.
"""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.reading.cell_kinds import visible
from ingest.reading.cell_table import Budget, CellTable
from ingest.reading.formats import MAX_FILE_BYTES, TOO_BIG
from ingest.reading.guard import MAX_COLUMNS, MAX_ROWS, TOO_MUCH_INSIDE
from ingest.reading.sheets import RawSheet, UnreadableWorkbookError

if TYPE_CHECKING:
    from collections.abc import Sequence

NO_TABLES = N_("The file is a web page without a table.")
MAX_COVERED = 400_000  # places that merged cells take, all together
_HIDDEN = {"script", "style", "head", "title", "template", "noscript"}
_BLOCKS = {
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "br", "caption", "center",
    "hr", "ul", "ol", "section", "header", "footer",
}  # fmt: skip
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{1,20})", re.IGNORECASE)
_CHARSETS = {
    "windows-1251": "cp1251",
    "cp1251": "cp1251",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "koi8-r": "koi8-r",
    "utf-16": "utf-16",
}


class _Cell(NamedTuple):
    """The cell that is open: where it stands and how far it goes."""

    row: int
    column: int
    width: int
    height: int


def read_tables_of_page(content: bytes) -> list[RawSheet]:
    """Return the page as one sheet: its tables and the lines between them."""
    if len(content) > MAX_FILE_BYTES:
        size, limit = (round(n / (1 << 20)) for n in (len(content), MAX_FILE_BYTES))
        raise UnreadableWorkbookError(TOO_BIG, size=size, limit=limit)
    page = _Page()
    page.feed(_decoded(content))
    page.close()
    page.end_line()
    if not page.count_tables:
        raise UnreadableWorkbookError(NO_TABLES)
    return [page.table.as_sheet("visible")]


def _decoded(content: bytes) -> str:
    if content[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return content.decode("utf-16", errors="replace")
    named = _CHARSET.search(content[:4096])
    charset = _CHARSETS.get(named[1].decode().lower() if named else "", "")
    if charset and charset != "utf-16":
        return content.decode(charset, errors="replace").lstrip("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


class _Page(HTMLParser):
    """Puts texts into cells; a line outside every table is a row of one cell."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.table = CellTable("HTML", Budget())
        self.count_tables = 0
        self._next_row = 0
        self._row = -1  # of the table that is open
        self._column = 0
        self._taken: set[tuple[int, int]] = set()  # by cells that go on
        self._covered = 0
        self._cell: _Cell | None = None
        self._texts: list[str] = []
        self._hidden = 0

    def handle_starttag(
        self, tag: str, attrs: Sequence[tuple[str, str | None]]
    ) -> None:
        if tag in _HIDDEN:
            self._hidden += tag != "head"
        elif tag == "table":
            self.end_line()
            self.count_tables += 1
        elif tag == "tr":
            self._begin_row()
        elif tag in {"td", "th"}:
            self._begin_cell(dict(attrs))
        elif tag in _BLOCKS:
            self._break()

    def handle_endtag(self, tag: str) -> None:
        if tag in _HIDDEN:
            self._hidden = max(self._hidden - (tag != "head"), 0)
        elif tag in {"td", "th"}:
            self._end_cell()
        elif tag in {"tr", "table"}:
            self.end_line()
            self._row = -1
        elif tag in _BLOCKS:
            self._break()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._texts.append(data)

    def end_line(self) -> None:
        """Put what stands outside a cell into a row of its own."""
        if self._cell is not None:
            self._end_cell()
            return
        text, self._texts = visible("".join(self._texts)), []
        if text:
            self.table.put(self._next_row, 0, text)
            self._next_row += 1

    def _break(self) -> None:
        if self._cell is None:
            self.end_line()
        else:
            self._texts.append("\n")

    def _begin_row(self) -> None:
        self.end_line()
        self._row, self._column = self._next_row, 0
        self._next_row += 1

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        self.end_line()
        if self._row < 0:  # a cell outside a row has one of its own
            self._begin_row()
        while (self._row, self._column) in self._taken:
            self._column += 1
        width = _span(attributes.get("colspan"), MAX_COLUMNS)
        height = _span(attributes.get("rowspan"), MAX_ROWS)
        self._covered += width * height
        if self._covered > MAX_COVERED:
            raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
        self._cell = _Cell(self._row, self._column, width, height)
        self.table.check_place(self._row, self._column)

    def _end_cell(self) -> None:
        cell, self._cell = self._cell, None
        text, self._texts = visible("".join(self._texts)), []
        if cell is None:
            return
        self.table.put(cell.row, cell.column, text)
        if cell.width > 1 or cell.height > 1:
            bottom, right = cell.row + cell.height - 1, cell.column + cell.width - 1
            self.table.merge((cell.row, cell.column, bottom, right))
            self._taken.update(
                (row, column)
                for row in range(cell.row + 1, bottom + 1)
                for column in range(cell.column, right + 1)
            )
        self._column = cell.column + cell.width


def _span(written: str | None, largest: int) -> int:
    """Return how far a cell goes; nonsense is one."""
    text = (written or "").strip()
    if not text.isdecimal() or len(text) > 6:
        return 1
    return min(max(int(text), 1), largest)
