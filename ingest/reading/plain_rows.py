"""Rows of a sheet as bytes, read by a strict grammar and remembered as they were.

From one save of a workbook to the next most rows do not change by a byte. A row that
was read before is only looked up, and the server is told its number instead of its
cells. A row is read here only if nothing in it is unusual: the grammar knows texts,
numbers, and formulas with their results as spreadsheet programs write them. A sheet
with any other row is not read here at all: the guard and the other readers take it.
"""

from __future__ import annotations

import re
from itertools import pairwise
from math import isfinite
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from ingest.reading.number_kinds import number_as_shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.reading.sheets import CellValue, MergedRange

MAX_REMEMBERED = 32 << 20  # bytes of rows and of what the server was told of them
_STARTS, _ENDS, _END_OF_ROW = b"<sheetData>", b"</sheetData>", b"</row>"
_TAGS = re.compile(
    rb'(?:<row r="[1-9][0-9]{0,3}"[^<>&/]*+/>)*+<row r="([1-9][0-9]{0,3})"[^<>&/]*+>'
)
_EMPTY_ROWS = re.compile(rb'(?:<row r="[1-9][0-9]{0,3}"[^<>&/]*+/>)*+')
# Letters, row, style, type, formula, value; rows to 9,999 and columns to ZZ, as the
# guard has them.
_ENTITY = rb"&(?:amp|lt|gt|quot|apos);"
_FORMULA = (
    rb'<f(?: aca="false")?>[^<>&]{1,8192}+(?:' + _ENTITY + rb"[^<>&]{0,8192}+)*+</f>"
)
_CELL = re.compile(
    rb'<c r="([A-Z]{1,2})([1-9][0-9]{0,3})"(?: s="([0-9]{1,5})")?+'
    rb'(?: t="(s|n|str)")?+(?: ?/>|>(?:('
    + _FORMULA
    + rb")?+<v>([^<>&_\r]{0,1024}+)</v>)?+</c>)"
)
_PARTS = 7  # of a match in `split`: what stands before it, and its groups
_NUMBER = re.compile(rb"-?[0-9]{1,20}(?:\.[0-9]{1,20})?(?:[eE][-+]?[0-9]{1,3})?")
_INDEX = re.compile(rb"[0-9]{1,7}")
_MERGE = re.compile(
    rb'<mergeCell ref="([A-Z]{1,2})([1-9][0-9]{0,3}):([A-Z]{1,2})([1-9][0-9]{0,3})"/>'
)
_STRING = re.compile(
    rb'<si><t(?: xml:space="preserve")?+>'
    rb"([^<>&]*+(?:" + _ENTITY + rb"[^<>&]*+)*+)</t></si>"
)
# Signs that XML forbids; expat does not see what is read here.
_FORBIDDEN = bytes({*range(32)} - {9, 10, 13})
_NO_SIGNS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")
_ENTITIES = (
    ("&lt;", "<"),
    ("&gt;", ">"),
    ("&quot;", '"'),
    ("&apos;", "'"),
    ("&amp;", "&"),
)


class NotPlainError(Exception):
    """Something is unusual: another reader has to look at it."""


class PlainRow:
    """A row as read: shared texts by number, everything else by value."""

    __slots__ = (
        "columns",
        "count_filled",
        "number",
        "pick",
        "size",
        "tags",
        "texts",
        "told_as",
        "values",
        "width",
    )

    def __init__(self, tags: bytes, number: int, size: int) -> None:
        self.tags = tags
        self.number = number
        self.size = size
        self.width = 0  # up to the last filled cell
        self.count_filled = 0
        self.values: list[tuple[int, CellValue]] = []
        self.columns: tuple[int, ...] = ()  # of the shared texts
        self.pick: Callable[[Sequence[str]], object] | None = None
        # As the server was last told it: for these texts, this wide.
        self.texts: object = None
        self.told_as: dict[int, int] = {}


class PlainSheet(NamedTuple):
    """A sheet of which every row is plain; `rest` is its markup without the cells."""

    rows: list[PlainRow]
    merged: list[MergedRange]
    rest: bytes


class RowMemory:
    """What one reading process remembers of the rows it has read."""

    def __init__(self) -> None:
        self._size = 0
        self._rows: dict[tuple[object, ...], dict[bytes, PlainRow]] = {}
        self._columns: dict[tuple[bytes, ...], list[int]] = {}
        self._last_number = 0
        self.is_new = True  # the server must forget what it was told

    def forget(self) -> None:
        """Forget everything, and let the server do so with the next answer."""
        self._size = self._last_number = 0
        self._rows.clear()
        self._columns.clear()
        self.is_new = True

    def sweep(self) -> None:
        """Forget everything once it has become too much; between two files."""
        if self._size > MAX_REMEMBERED:
            self.forget()

    def read(
        self, xml: bytes, kinds: tuple[str, ...], *, counts_from_1904: bool
    ) -> PlainSheet:
        """Read a worksheet part; NotPlainError where anything is unusual."""
        start, end = xml.find(_STARTS), xml.rfind(_ENDS)
        if not 0 <= start < end:
            raise NotPlainError
        known = self._rows.setdefault((kinds, counts_from_1904), {})
        *chunks, last = xml[start + len(_STARTS) : end].split(_END_OF_ROW)
        if _EMPTY_ROWS.fullmatch(last) is None:
            raise NotPlainError
        rows = []
        before = 0
        for chunk in chunks:
            row = known.get(chunk)
            if row is None:
                row = known[chunk] = self._read_row(
                    chunk, kinds, counts_from_1904=counts_from_1904
                )
                self._size += row.size
            if row.number <= before:
                raise NotPlainError
            before = row.number
            rows.append(row)
        tags = _END_OF_ROW.join([*(row.tags for row in rows), last])
        rest = b"".join((xml[: start + len(_STARTS)], tags, xml[end:]))
        return PlainSheet(rows, _merges(rest), rest)

    def tell(self, row: PlainRow, strings: Sequence[str], width: int) -> int:
        """Return the number under which the server knows a row, 0 where it does not."""
        texts = row.pick(strings) if row.pick else None
        if texts != row.texts:
            row.texts = texts
            row.told_as = {}
        return row.told_as.get(width, 0)

    def note(self, row: PlainRow, width: int) -> int:
        """Give a row that the server is told now its number."""
        self._last_number += 1
        self._size += row.size
        row.told_as[width] = self._last_number
        return self._last_number

    def _read_row(
        self, chunk: bytes, kinds: tuple[str, ...], *, counts_from_1904: bool
    ) -> PlainRow:
        cells_from = chunk.find(b"<c ")
        tags = chunk if cells_from < 0 else chunk[:cells_from]
        found = _TAGS.fullmatch(tags)
        if found is None:
            raise NotPlainError
        row = PlainRow(tags, int(found[1]), len(chunk))
        if cells_from < 0:
            return row
        _see_that_it_is_text(chunk)
        parts = _CELL.split(chunk[cells_from:])
        if any(parts[::_PARTS]) or set(parts[2::_PARTS]) != {found[1]}:
            raise NotPlainError
        columns = self._columns_of(tuple(parts[1::_PARTS]))
        shared: list[tuple[int, int]] = []
        cells = zip(
            columns,
            parts[3::_PARTS],
            parts[4::_PARTS],
            parts[5::_PARTS],
            parts[6::_PARTS],
            strict=True,
        )
        for column, style, kind, formula, text in cells:
            if text is None:  # an empty cell, of which only the looks are said
                continue
            if kind == b"s":
                if formula or _INDEX.fullmatch(text) is None:
                    raise NotPlainError
                shared.append((column, int(text)))
            elif kind == b"str":
                if not formula:
                    raise NotPlainError
                row.values.append((column, text.decode()))
            else:
                number = _number(text, style, kinds, counts_from_1904=counts_from_1904)
                row.values.append((column, number))
            row.width = column + 1
        row.count_filled = len(shared) + sum(v != "" for _, v in row.values)
        if shared:
            row.columns = tuple(column for column, _ in shared)
            row.pick = itemgetter(*(index for _, index in shared))
        return row

    def _columns_of(self, letters: tuple[bytes, ...]) -> list[int]:
        """Return the 0-based columns of a row, which must ascend."""
        columns = self._columns.get(letters)
        if columns is None:
            columns = [_column(one) for one in letters]
            if any(one >= other for one, other in pairwise(columns)):
                raise NotPlainError
            self._columns[letters] = columns
        return columns


def cells_of(row: PlainRow, width: int) -> list[CellValue]:
    """Return the cells of a row after `tell`, `width` of them."""
    cells: list[CellValue] = [None] * width
    for column, value in row.values:
        cells[column] = value
    texts = (row.texts,) if len(row.columns) == 1 else row.texts or ()
    for column, text in zip(row.columns, texts, strict=True):  # type: ignore[call-overload]
        cells[column] = text
    return cells


def plain_strings(xml: bytes) -> tuple[list[str], bytes]:
    """Return the shared strings, and the part's markup without them."""
    start, end = xml.find(b"<si>"), xml.rfind(b"</sst>")
    if not 0 <= start < end or b"_x" in xml or b"\r" in xml:
        raise NotPlainError
    _see_that_it_is_text(xml)
    parts = _STRING.split(xml[start:end])
    if any(parts[::2]):
        raise NotPlainError
    text = b"\0".join(parts[1::2]).decode()
    for entity, sign in _ENTITIES:
        if "&" not in text:
            break
        text = text.replace(entity, sign)
    return text.split("\0"), xml[:start] + xml[end:]


def _see_that_it_is_text(part: bytes) -> None:
    if len(part.translate(None, _FORBIDDEN)) != len(part):
        raise NotPlainError
    if not part.isascii():
        if any(one in part for one in _NO_SIGNS):
            raise NotPlainError
        try:
            part.decode()
        except UnicodeDecodeError as odd:
            raise NotPlainError from odd


def _number(
    text: bytes, style: bytes | None, kinds: tuple[str, ...], *, counts_from_1904: bool
) -> CellValue:
    if _NUMBER.fullmatch(text) is None:
        raise NotPlainError
    number = float(text)
    if not isfinite(number):
        raise NotPlainError
    place = int(style or b"0")
    kind = kinds[place] if place < len(kinds) else ""
    if kind and not (number.is_integer() and kind == "date"):
        raise NotPlainError
    return number_as_shown(number, kind, counts_from_1904=counts_from_1904)


def _merges(rest: bytes) -> list[MergedRange]:
    found = _MERGE.findall(rest)
    if len(found) != rest.count(b"<mergeCell "):
        raise NotPlainError
    return [
        (int(top) - 1, _column(left), int(bottom) - 1, _column(right))
        for left, top, right, bottom in found
    ]


def _column(letters: bytes) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + letter - 64
    return column - 1
