"""Fill a real template as a teacher would: the file's own cells, nothing around them.

The sheets are edited as XML, because a library that models the whole workbook needs a
second where this needs a few hundredths. Cells are found by the contract's hidden keys.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, NamedTuple, TypeAlias
from xml.sax.saxutils import escape, unescape

from ingest import workbook as contract
from ingest.reading.sheets import cell_address
from ingest.workbook import CellKey

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import date

Written: TypeAlias = str | float

_SHARED = "xl/sharedStrings.xml"
_SHEET = re.compile(r"xl/worksheets/sheet\d+\.xml")
_CELL = re.compile(
    r'<c r="([A-Z]+)(\d+)"((?: s="\d+")?)(?: t="(\w+)")?(?:/>|>(.*?)</c>)'
)
_ITEM = re.compile(r"<si><t[^>]*>(.*?)</t></si>", re.DOTALL)
_TOTALS = re.compile(r'count="\d+" uniqueCount="\d+"')
_EXCEL_EPOCH_ORDINAL = 693_594  # date(1899, 12, 30).toordinal()


class FilledMessage(NamedTuple):
    """A row of the messages sheet; `whom` as its drop-down offers it."""

    written_on: date
    whom: str
    text: str


class _Cell(NamedTuple):
    """Where a cell's XML stands in its sheet, and its style."""

    start: int
    end: int
    style: str


class _Sheet(NamedTuple):
    """One sheet's XML with its cells by (row, column), and what its keys say."""

    name: str
    xml: str
    cells: dict[tuple[int, int], _Cell]
    texts: dict[tuple[int, int], str]


class Template:
    """A workbook as it was handed out, ready to be filled any number of times."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self._parts = {name: package.read(name) for name in package.namelist()}
        shared = self._parts[_SHARED].decode()
        self._strings = [unescape(text) for text in _ITEM.findall(shared)]
        self._sheets: dict[str, _Sheet] = {}
        self._places: dict[CellKey, tuple[str, int, int]] = {}
        self._message_rows: list[tuple[str, int]] = []
        for name, part in self._parts.items():
            if _SHEET.fullmatch(name):
                sheet = self._read(name, part.decode())
                self._sheets[name] = sheet
                self._find_places(sheet)

    def keys(self) -> frozenset[CellKey]:
        """Return all cells that can be filled."""
        return frozenset(self._places)

    def address(self, key: CellKey) -> tuple[int, int]:
        """Return the 0-based row and column of a cell on its sheet."""
        _, row, column = self._places[key]
        return row, column

    def filled(
        self,
        values: Mapping[CellKey, Written],
        messages: Sequence[FilledMessage] = (),
    ) -> bytes:
        """Return the workbook with these cells written and saved under the same keys.

        Numbers become numbers, as Excel stores what a person types into an open cell;
        text goes to the shared strings. An empty text empties the cell.
        """
        changes: dict[str, dict[tuple[int, int], Written]] = {}
        for key, value in values.items():
            name, row, column = self._places[key]
            changes.setdefault(name, {})[row, column] = value
        for (name, row), message in zip(self._message_rows, messages, strict=False):
            serial = message.written_on.toordinal() - _EXCEL_EPOCH_ORDINAL
            cells = changes.setdefault(name, {})
            cells |= {(row, 1): serial, (row, 2): message.whom, (row, 3): message.text}
        strings = _NewStrings(len(self._strings))
        parts = dict(self._parts)
        for name, cells in changes.items():
            parts[name] = _rewritten(self._sheets[name], cells, strings).encode()
        parts[_SHARED] = strings.appended_to(parts[_SHARED].decode()).encode()
        return _packed(parts)

    def _read(self, name: str, xml: str) -> _Sheet:
        cells: dict[tuple[int, int], _Cell] = {}
        texts: dict[tuple[int, int], str] = {}
        columns: dict[str, int] = {}
        for found in _CELL.finditer(xml):
            letters, number, style, kind, inner = found.groups()
            if letters not in columns:
                columns[letters] = _column_of(letters)
            place = int(number) - 1, columns[letters]
            cells[place] = _Cell(found.start(), found.end(), style)
            if kind == "s" and inner:
                texts[place] = self._strings[int(inner[3:-4])]
        return _Sheet(name, xml, cells, texts)

    def _find_places(self, sheet: _Sheet) -> None:
        page = sheet.texts.get((contract.GRID_KEY_ROW, contract.GRID_KEY_COLUMN), "")
        listed = sheet.texts.get((contract.LIST_KEY_ROW, 0), "")
        if page.startswith(f"{contract.MARKER} {contract.PAGE_MARK} "):
            self._places.update(_grid_places(sheet, page.split(" ", 2)[2]))
        elif listed == f"{contract.MARKER} {contract.LESSONS_MARK}":
            self._places.update(_lesson_places(sheet))
        elif listed == f"{contract.MARKER} {contract.MESSAGES_MARK}":
            self._message_rows = [
                (sheet.name, row)
                for row, column in sheet.cells
                if column == 0
                and row >= contract.LIST_FIRST_ROW
                and (row, 2) not in sheet.texts
            ]


class _NewStrings:
    """Texts that are new in the file, numbered on from the shared strings."""

    def __init__(self, known: int) -> None:
        self._first = known
        self._numbers: dict[str, int] = {}

    def number(self, text: str) -> int:
        """Return the shared-string number of a text."""
        return self._numbers.setdefault(text, self._first + len(self._numbers))

    def appended_to(self, xml: str) -> str:
        """Return the shared strings with the new ones at the end."""
        total = self._first + len(self._numbers)
        items = "".join(
            f'<si><t xml:space="preserve">{escape(text)}</t></si>'
            for text in self._numbers
        )
        xml = _TOTALS.sub(f'count="{total}" uniqueCount="{total}"', xml, count=1)
        return xml.replace("</sst>", f"{items}</sst>")


def _grid_places(
    sheet: _Sheet, page_id: str
) -> Iterator[tuple[CellKey, tuple[str, int, int]]]:
    students = {
        row: text.partition("#")[0]
        for (row, column), text in sheet.texts.items()
        if column == contract.GRID_KEY_COLUMN and row >= contract.GRID_FIRST_ROW
    }
    columns = {
        column: text
        for (row, column), text in sheet.texts.items()
        if row == contract.GRID_KEY_ROW and column >= contract.GRID_FIRST_COLUMN
    }
    for column, text in columns.items():
        lesson_id, period_id, field = text, "", "mark"
        if " " in text:
            field, period_id = text.split(" ", 1)
            lesson_id = ""
        if field not in {"mark", contract.FINAL_KEY}:
            continue
        for row, student_id in students.items():
            key = CellKey(page_id, lesson_id, period_id, student_id, field)
            yield key, (sheet.name, row, column)


def _lesson_places(
    sheet: _Sheet,
) -> Iterator[tuple[CellKey, tuple[str, int, int]]]:
    fields = {
        text: column
        for (row, column), text in sheet.texts.items()
        if row == contract.LIST_KEY_ROW and text in contract.LESSON_FIELDS
    }
    keys = [column.key for column in contract.LESSON_COLUMNS]
    for (row, column), text in sheet.texts.items():
        if column == keys.index("lesson") and row >= contract.LIST_FIRST_ROW:
            page_id = sheet.texts[row, keys.index("page")]
            lesson_id = text.partition("#")[0]
            for field, place in fields.items():
                key = CellKey(page_id, lesson_id, "", "", field)
                yield key, (sheet.name, row, place)


def _rewritten(
    sheet: _Sheet, changes: Mapping[tuple[int, int], Written], strings: _NewStrings
) -> str:
    """Return the sheet's XML with some cells replaced, everything else untouched."""
    pieces: list[str] = []
    done = 0
    for row, column in sorted(changes):
        cell, value = sheet.cells[row, column], changes[row, column]
        start = f'<c r="{cell_address(row, column)}"{cell.style}'
        pieces.append(sheet.xml[done : cell.start])
        if value == "":
            pieces.append(f"{start}/>")
        elif isinstance(value, str):
            pieces.append(f'{start} t="s"><v>{strings.number(value)}</v></c>')
        else:
            pieces.append(f"{start}><v>{value:g}</v></c>")
        done = cell.end
    pieces.append(sheet.xml[done:])
    return "".join(pieces)


def _packed(parts: Mapping[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        for name, part in parts.items():
            # A fixed time of saving: the same content gives the same bytes.
            entry = zipfile.ZipInfo(name, date_time=(2026, 9, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, part)
    return target.getvalue()


def _column_of(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1
