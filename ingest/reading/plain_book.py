"""The parts of a workbook that are plain: read by `plain_rows.py` under the guard.

The shared texts come first. Where they are not plain nothing is, and the guard and the
other readers do all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.reading.cell_table import MAX_CELLS
from ingest.reading.exact_reader import read_number_kinds
from ingest.reading.guard import TOO_MUCH_INSIDE
from ingest.reading.package import WorkbookParts, read_part
from ingest.reading.plain_rows import (
    NotPlainError,
    PlainSheet,
    RowMemory,
    cells_of,
    plain_strings,
)
from ingest.reading.sheets import UnreadableWorkbookError

if TYPE_CHECKING:
    import zipfile

    from ingest.reading.cell_table import Budget
    from ingest.reading.package import SheetPart
    from ingest.reading.sheets import CellValue, MergedRange, Visibility

_NOTHING_IN_ROW = 0  # the number of a row without a filled cell


class ToldSheet(NamedTuple):
    """A sheet whose rows are told by the numbers under which the server knows them."""

    name: str
    visibility: Visibility
    rows: list[int]
    width: int
    merged: list[MergedRange]


class PlainBook:
    """Reads one workbook; new rows are gathered in `new_rows` by their numbers."""

    def __init__(self, memory: RowMemory) -> None:
        memory.sweep()
        self._memory = memory
        self._parts: WorkbookParts | None = None
        self._kinds: tuple[str, ...] = ()
        self._strings: list[str] = []
        self._strings_rest = b""
        self._sheets: dict[str, PlainSheet] = {}
        self.new_rows: dict[int, list[CellValue]] = {}

    def begin(self, archive: zipfile.ZipFile, parts: WorkbookParts) -> None:
        """Read texts and number formats, which sheets share."""
        if not parts.shared_strings or not parts.styles:
            return
        try:
            texts = read_part(archive, parts.shared_strings)
            self._strings, self._strings_rest = plain_strings(texts)
            self._kinds = tuple(read_number_kinds(read_part(archive, parts.styles)))
        except (NotPlainError, UnreadableWorkbookError):  # the guard says what is wrong
            return
        self._parts = parts

    def rest_of(self, path: str, part: bytes) -> bytes | None:
        """Read a part; return its markup without what was read, None if not read."""
        parts = self._parts
        if parts is None:
            return None
        if path == parts.shared_strings:
            return self._strings_rest
        if all(path != sheet.path for sheet in parts.sheets):
            return None
        try:
            self._sheets[path] = self._memory.read(
                part, self._kinds, counts_from_1904=parts.counts_from_1904
            )
        except NotPlainError:
            return None
        return self._sheets[path].rest

    def drop(self, path: str) -> None:
        """Take a part back: what is around its cells is not plain."""
        if self._parts is not None and path == self._parts.shared_strings:
            self._parts = None
            self._sheets.clear()
        self._sheets.pop(path, None)

    def told(self, part: SheetPart, budget: Budget) -> ToldSheet | None:
        """Return a sheet by the numbers of its rows, None if it was not read here."""
        sheet = self._sheets.get(part.path)
        if sheet is None:
            return None
        filled = [row for row in sheet.rows if row.width]
        height = filled[-1].number if filled else 0
        width = max((row.width for row in filled), default=0)
        budget.take(cells=height * width)
        if height * width > MAX_CELLS:
            raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
        budget.take(filled=sum(row.count_filled for row in filled))
        numbers = [_NOTHING_IN_ROW] * height
        try:
            for row in filled:
                number = self._memory.tell(row, self._strings, width)
                if not number:
                    number = self._memory.note(row, width)
                    self.new_rows[number] = cells_of(row, width)
                numbers[row.number - 1] = number
        except IndexError:  # a text that is not among the shared ones
            return None
        return ToldSheet(part.name, part.visibility, numbers, width, sheet.merged)
