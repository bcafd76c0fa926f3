"""Read an .xlsb, Excel's binary workbook, record by record ([MS-XLSB]).

The fast reader would call its error cells empty; this one loses nothing.
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from ingest.reading.cell_table import Budget, CellTable
from ingest.reading.guard import check_directory
from ingest.reading.number_kinds import kind_of_format, number_as_shown
from ingest.reading.package import DAMAGED, read_part, relations_of, root_part
from ingest.reading.sheets import (
    VISIBILITIES,
    CellError,
    RawSheet,
    UnreadableWorkbookError,
)

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Iterator

    from ingest.reading.sheets import CellValue

_ROW, _TEXT_ITEM, _FORMAT, _CELL_FORMAT = 0, 19, 44, 47
_WORKBOOK, _SHEET, _MERGE = 153, 156, 176
_CELL_FORMATS_BEGIN, _CELL_FORMATS_END = 617, 618
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}
# What a cell record holds; those of formulas hold the last result in the same place.
_KINDS = {
    2: "rk", 3: "error", 4: "boolean", 5: "real", 6: "text", 7: "shared",
    8: "text", 9: "real", 10: "boolean", 11: "error", 62: "rich",
    13: "rk", 14: "error", 15: "boolean", 16: "real", 17: "text", 18: "shared",
}  # fmt: skip
_SHORT = range(12, 19)  # cells without a column stand right of the one before


def read_xlsb(archive: zipfile.ZipFile) -> list[RawSheet]:
    """Return all sheets in the order of the file."""
    check_directory(archive)
    try:
        return _Workbook(archive).sheets()
    except (struct.error, IndexError, UnicodeDecodeError) as broken:
        raise UnreadableWorkbookError(DAMAGED) from broken


class _Workbook:
    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._path = root_part(archive, "xl/workbook.bin")
        relations = relations_of(archive, self._path)
        self._paths = {identity: path for identity, (_, path) in relations.items()}
        kinds = dict(relations.values())
        self._sheets_by_id = {
            identity for identity, (kind, _) in relations.items() if kind == "worksheet"
        }
        self._strings = self._read_strings(kinds.get("sharedStrings", ""))
        self._kinds = self._read_kinds(kinds.get("styles", ""))
        self._counts_from_1904 = False

    def sheets(self) -> list[RawSheet]:
        """Read the sheets that the workbook part names."""
        budget, sheets = Budget(), list[RawSheet]()
        for record, body in self._records(self._path):
            if record == _WORKBOOK:
                self._counts_from_1904 = bool(body[0] & 1)
            elif record == _SHEET:
                identity, after = _text(body, 8)
                if identity not in self._sheets_by_id:
                    continue  # a chart or a dialogue holds no cells
                state = struct.unpack_from("<I", body)[0]
                table = CellTable(_text(body, after)[0], budget)
                self._fill(table, self._paths[identity])
                sheets.append(table.as_sheet(VISIBILITIES[state]))
        if not sheets:
            raise UnreadableWorkbookError(DAMAGED)
        return sheets

    def _fill(self, table: CellTable, path: str) -> None:
        row = column = -1
        for record, body in self._records(path):
            if record == _ROW:
                row, column = struct.unpack_from("<I", body)[0], -1
            elif record == _MERGE:
                first, last, left, right = struct.unpack_from("<4I", body)
                table.merge((first, left, last, right))
            elif record in _SHORT:
                column += 1
                if record in _KINDS:
                    table.put(row, column, self._value(_KINDS[record], body, 4))
            elif record == 1 or record in _KINDS:
                column = struct.unpack_from("<I", body)[0]
                if record in _KINDS:
                    table.put(row, column, self._value(_KINDS[record], body, 8))

    def _value(self, kind: str, body: memoryview, start: int) -> CellValue:
        if kind == "error":
            return CellError(_ERRORS.get(body[start], f"#{body[start]}"))
        if kind == "boolean":
            return bool(body[start])
        if kind == "text":
            return _text(body, start)[0]
        if kind == "rich":
            return _text(body, start + 1)[0]
        whole: int = struct.unpack_from("<I", body, start)[0]
        if kind == "shared":
            return self._strings[whole]
        number = (
            _compact(whole)
            if kind == "rk"
            else struct.unpack_from("<d", body, start)[0]
        )
        style = int.from_bytes(body[start - 4 : start - 1], "little")
        shows = self._kinds[style] if style < len(self._kinds) else ""
        return number_as_shown(number, shows, counts_from_1904=self._counts_from_1904)

    def _read_strings(self, path: str) -> list[str]:
        records = self._records(path) if path else ()
        return [_text(body, 1)[0] for record, body in records if record == _TEXT_ITEM]

    def _read_kinds(self, path: str) -> list[str]:
        """Return per cell style '' for a number, 'date' or 'elapsed'."""
        codes: dict[int, str] = {}
        kinds: list[str] = []
        is_in_cells = False
        for record, body in self._records(path) if path else ():
            if record == _FORMAT:
                codes[struct.unpack_from("<H", body)[0]] = _text(body, 2)[0]
            elif record in {_CELL_FORMATS_BEGIN, _CELL_FORMATS_END}:
                is_in_cells = record == _CELL_FORMATS_BEGIN
            elif record == _CELL_FORMAT and is_in_cells:
                number_format = struct.unpack_from("<2H", body)[1]
                code = codes.get(number_format, "")
                kinds.append(kind_of_format(number_format, code))
        return kinds

    def _records(self, path: str) -> Iterator[tuple[int, memoryview]]:
        """Walk over a part: a kind and a size of seven bits a byte, then the body."""
        part = memoryview(read_part(self._archive, path))
        place = 0
        while place < len(part):
            record, place = _small_number(part, place, 2)
            size, place = _small_number(part, place, 4)
            if place + size > len(part):
                raise UnreadableWorkbookError(DAMAGED)
            yield record, part[place : place + size]
            place += size


def _small_number(part: memoryview, place: int, longest: int) -> tuple[int, int]:
    number = 0
    for count in range(longest):
        byte = part[place + count]
        number |= (byte & 0x7F) << (7 * count)
        if not byte & 0x80:
            return number, place + count + 1
    return number, place + longest


def _text(body: memoryview, start: int) -> tuple[str, int]:
    """Return a text with its length before it, and the place behind it."""
    length = struct.unpack_from("<I", body, start)[0]
    if length == 0xFFFFFFFF:  # no text at all
        return "", start + 4
    end = start + 4 + 2 * length
    if end > len(body):
        raise UnreadableWorkbookError(DAMAGED)
    # Half a sign can be stored nowhere: it becomes \ufffd, as in the other formats.
    return str(body[start + 4 : end], "utf-16-le", "replace"), end


def _compact(packed: int) -> float:
    """Unpack a number of 30 bits: an integer or the upper half of a real one."""
    if packed & 2:
        signed: int = struct.unpack("<i", struct.pack("<I", packed))[0]
        number = float(signed >> 2)
    else:
        upper = struct.pack("<Q", (packed & ~3) << 32)
        number = struct.unpack("<d", upper)[0]
    return number / 100 if packed & 1 else number
