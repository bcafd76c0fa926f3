"""The cells of a sheet as a reader meets them, within what a journal can hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.reading.guard import (
    MAX_COLUMNS,
    MAX_MERGES,
    MAX_ROWS,
    MAX_SHEETS,
    MAX_TEXT,
    TOO_FAR,
    TOO_MUCH_INSIDE,
)
from ingest.reading.package import DAMAGED
from ingest.reading.sheets import RawSheet, UnreadableWorkbookError

if TYPE_CHECKING:
    from ingest.reading.sheets import CellValue, MergedRange, Visibility

MAX_CELLS = 2_000_000  # of one sheet, empty ones between filled ones included
MAX_CELLS_IN_ALL = 4_000_000
# Forty pages of 35 students and 180 lessons, with their topics, all filled. Every
# filled cell costs the server, not the child, a kilobyte before it is judged.
MAX_FILLED = 320_000
MAX_LETTERS = 24_000_000  # of all sheets: a text that stands twice counts twice


class Budget:
    """What one file may still take; its sheets share it."""

    def __init__(self) -> None:
        self.cells = MAX_CELLS_IN_ALL
        self.filled = MAX_FILLED
        self.letters = MAX_LETTERS
        self.sheets = MAX_SHEETS
        self.merges = MAX_MERGES

    def take(
        self,
        *,
        cells: int = 0,
        filled: int = 0,
        letters: int = 0,
        sheets: int = 0,
        merges: int = 0,
    ) -> None:
        """Take from the budget; a file that takes more than there is is refused."""
        self.cells -= cells
        self.filled -= filled
        self.letters -= letters
        self.sheets -= sheets
        self.merges -= merges
        left = (self.cells, self.filled, self.letters, self.sheets, self.merges)
        if min(left) < 0:
            raise UnreadableWorkbookError(TOO_MUCH_INSIDE)


def check_text(text: str) -> None:
    """Refuse a text longer than any program lets a cell have."""
    if len(text) > MAX_TEXT:
        raise UnreadableWorkbookError(TOO_MUCH_INSIDE)


class CellTable:
    """Gathers one sheet; what lies beyond a journal's limits refuses the file."""

    def __init__(self, name: str, budget: Budget) -> None:
        budget.take(sheets=1)
        self.name = name
        self._budget = budget
        self._cells: dict[tuple[int, int], CellValue] = {}
        self._merged: list[MergedRange] = []

    def put(self, row: int, column: int, value: CellValue) -> None:
        """Put one value at its 0-based place; an empty text takes none."""
        if value is None or value == "":
            return
        self.check_place(row, column)
        if len(self._cells) >= MAX_FILLED:
            raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
        if isinstance(value, str):
            check_text(value)
            self._budget.take(letters=len(value))
        self._cells[row, column] = value

    def check_place(self, row: int, column: int) -> None:
        """Refuse a place that no journal has, or no sheet at all."""
        if row < 0 or column < 0:
            raise UnreadableWorkbookError(DAMAGED)
        if row >= MAX_ROWS or column >= MAX_COLUMNS:
            raise UnreadableWorkbookError(
                TOO_FAR, sheet=self.name, rows=MAX_ROWS, columns="ZZ"
            )

    def merge(self, merged: MergedRange) -> None:
        """Note a merged range."""
        self._budget.take(merges=1)
        self._merged.append(merged)

    def as_sheet(self, visibility: Visibility) -> RawSheet:
        """Return the sheet with absolute addresses."""
        height = max((row for row, _ in self._cells), default=-1) + 1
        width = max((column for _, column in self._cells), default=-1) + 1
        if height * width > MAX_CELLS:
            raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
        self._budget.take(cells=height * width, filled=len(self._cells))
        rows: list[list[CellValue]] = [[None] * width for _ in range(height)]
        for (row, column), value in self._cells.items():
            rows[row][column] = value
        return RawSheet(self.name, visibility, rows, self._merged)
