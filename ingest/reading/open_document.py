"""Read an .ods event by event: LibreOffice, OnlyOffice, МойОфис, Google and Excel.

Cells and rows that are alike are written once with a count; here they become cells
again, within the limits of a journal.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ingest.reading.cell_table import Budget, CellTable
from ingest.reading.formats import NO_WORKBOOK, PASSWORD
from ingest.reading.guard import check_directory
from ingest.reading.number_kinds import moment_as_shown
from ingest.reading.package import DAMAGED, parse_xml, read_part
from ingest.reading.paragraphs import Paragraphs
from ingest.reading.sheets import (
    CellError,
    RawSheet,
    UncachedFormula,
    UnreadableWorkbookError,
)

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Mapping

    from ingest.reading.sheets import CellValue, Visibility

_CONTENT, _MANIFEST = "content.xml", "META-INF/manifest.xml"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_TYPE = f"{_OFFICE}value-type"
_CELLS = {"table-cell", "covered-table-cell"}
# Tables and cells in here are old versions, copies from other files or drawings.
_APART = {"tracked-changes", "dde-links", "shapes", "forms", "content-validations"}
_ERROR = re.compile(r"#(?!#)\S.{0,30}|(?:Err|Ошибка|Ош\.?):\s?\d{3}")
_TRUTHS = {"TRUE": True, "ИСТИНА": True, "FALSE": False, "ЛОЖЬ": False}
_MIDNIGHT = datetime(1899, 12, 30)  # noqa: DTZ001 - of no day
_DURATION = re.compile(
    r"(-)?P(?:(\d{1,6})D)?T?(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,6})(?:[.,]\d*)?S)?"
)


def read_open_document(archive: zipfile.ZipFile) -> list[RawSheet]:
    """Return all sheets in the order of the file."""
    check_directory(archive)
    is_told = _MANIFEST in archive.namelist()
    if is_told and b"encryption-data" in read_part(archive, _MANIFEST):
        raise UnreadableWorkbookError(PASSWORD)
    document = _Document()
    try:
        parse_xml(
            read_part(archive, _CONTENT), document.start, document.end, document.text
        )
    except (ValueError, OverflowError) as broken:  # a number or count out of place
        raise UnreadableWorkbookError(DAMAGED) from broken
    if not document.is_spreadsheet:
        raise UnreadableWorkbookError(NO_WORKBOOK)
    return document.sheets


class _Document:
    """Gathers the sheets while expat walks over the content."""

    def __init__(self) -> None:
        self.sheets: list[RawSheet] = []
        self.is_spreadsheet = False
        self._budget = Budget()
        self._hidden: set[str] = set()  # styles of hidden tables
        self._style = ""
        self._apart = 0  # how deep inside what holds no cells of a sheet
        self._table: CellTable | None = None
        self._visibility: Visibility = "visible"
        self._is_foreign = False
        self._row = self._column = 0
        self._row_repeats = 1
        self._row_cells: list[tuple[int, CellValue]] = []
        self._cell: Mapping[str, str] | None = None
        self._paragraphs = Paragraphs()

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Open an element."""
        if self._apart or name in _APART:
            self._apart += 1
        elif self._cell is not None:
            self._paragraphs.start(name, attributes)
        elif name in _CELLS:
            self._cell = attributes
            self._paragraphs = Paragraphs()
        elif name == "table-row":
            self._row_repeats = _count(attributes, "number-rows-repeated")
            self._column = 0
            self._row_cells.clear()
        elif name == "table":
            self._open_table(attributes)
        elif name == "table-source":
            self._is_foreign = True  # the last state of a sheet of another file
        elif name == "spreadsheet":
            self.is_spreadsheet = True
        elif name == "style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif attributes.get(f"{_TABLE}display") == "false":  # a style's properties
            self._hidden.add(self._style)

    def end(self, name: str) -> None:
        """Close an element."""
        if self._apart:
            self._apart -= 1
        elif self._cell is not None and not self._paragraphs.is_open:
            self._close_cell(self._cell)
            self._cell = None
        elif self._cell is not None:
            self._paragraphs.end(name)
        elif name == "table-row":
            self._close_row()
        elif name == "table" and self._table is not None:
            if not self._is_foreign:
                self.sheets.append(self._table.as_sheet(self._visibility))
            self._table = None

    def text(self, text: str) -> None:
        """Take the text inside a cell."""
        if self._cell is not None and not self._apart:
            self._paragraphs.text(text)

    def _open_table(self, attributes: Mapping[str, str]) -> None:
        self._table = CellTable(attributes.get(f"{_TABLE}name", ""), self._budget)
        is_hidden = attributes.get(f"{_TABLE}style-name", "") in self._hidden
        self._visibility = "hidden" if is_hidden else "visible"
        self._is_foreign = False
        self._row = 0

    def _close_cell(self, cell: Mapping[str, str]) -> None:
        value = _value(cell, self._paragraphs)
        repeats = _count(cell, "number-columns-repeated")
        rows = _count(cell, "number-rows-spanned")
        columns = _count(cell, "number-columns-spanned")
        if self._table is not None and (rows > 1 or columns > 1):
            row, column = self._row, self._column
            self._table.merge((row, column, row + rows - 1, column + columns - 1))
        if value is not None and value != "" and self._table is not None:
            self._table.check_place(self._row, self._column + repeats - 1)
            self._row_cells += [(self._column + n, value) for n in range(repeats)]
        self._column += repeats

    def _close_row(self) -> None:
        if self._table is not None and self._row_cells:
            self._table.check_place(self._row + self._row_repeats - 1, 0)
            for row in range(self._row, self._row + self._row_repeats):
                for column, value in self._row_cells:
                    self._table.put(row, column, value)
        self._row += self._row_repeats


def _count(attributes: Mapping[str, str], name: str) -> int:
    return max(int(attributes.get(f"{_TABLE}{name}", "1")), 1)


def _value(cell: Mapping[str, str], paragraphs: Paragraphs) -> CellValue:
    """Return what a cell holds; LibreOffice says apart that it is an error."""
    kind, written = cell.get(_TYPE, ""), paragraphs.written()
    has_formula = f"{_TABLE}formula" in cell
    may_be_error = has_formula or kind == "float"  # as which Excel saves its errors
    if cell.get(f"{_CALC}value-type") == "error" or (
        may_be_error and _ERROR.fullmatch(written)
    ):
        return CellError(written or "#")
    if has_formula and not kind and paragraphs.count == 0:
        return UncachedFormula()  # one with an empty result has an empty paragraph
    if kind in {"float", "percentage", "currency"}:
        # LibreOffice saves TRUE as the number 1, and 1 is a mark.
        if written.upper() in _TRUTHS:
            return _TRUTHS[written.upper()]
        return float(cell[f"{_OFFICE}value"]) if f"{_OFFICE}value" in cell else written
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        return moment_as_shown(cell.get(f"{_OFFICE}date-value", written))
    if kind == "time":
        return _time(cell.get(f"{_OFFICE}time-value", ""), written)
    # Where both stand, the first is the value and the other what is shown of it.
    return cell.get(f"{_OFFICE}string-value", written)


def _time(duration: str, written: str) -> CellValue:
    """Return a time of the day, or a span where it is longer than one."""
    found = _DURATION.fullmatch(duration)
    if found is None:
        return written
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups()[1:])
    span = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    if found[1] or span >= timedelta(days=1):
        return -span if found[1] else span
    return (_MIDNIGHT + span).time()
