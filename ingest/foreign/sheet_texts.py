"""A sheet as people see it: texts by place, merged cells over all they cover."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ingest.reading.cell_kinds import kind_and_text, visible
from ingest.reading.sheets import cell_address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.reading.sheets import CellValue, RawSheet


class SheetTexts:
    """One sheet; places are rows and columns from 0."""

    def __init__(self, sheet: RawSheet) -> None:
        self.name = sheet.name
        self.rows = sheet.rows
        self.height = len(sheet.rows)
        self.width = max(map(len, sheet.rows), default=0)
        self._merged = sheet.merged

    @cached_property
    def _first_of(self) -> dict[tuple[int, int], tuple[int, int]]:
        """By each place that a merge covers, the place that holds its value."""
        return {
            (row, column): (top, left)
            for top, left, bottom, right in self._merged
            for row in range(top, min(bottom, self.height - 1) + 1)
            for column in range(left, min(right, self.width - 1) + 1)
        }

    def value(self, row: int, column: int) -> CellValue:
        """Return what stands in the cell itself."""
        if not 0 <= row < self.height:
            return None
        cells = self.rows[row]
        return cells[column] if 0 <= column < len(cells) else None

    def text(self, row: int, column: int) -> str:
        """Return the cell's text, its blanks plain and single; dates as ISO."""
        value = self.value(row, column)
        if value is None:
            return ""
        return _shown(value if isinstance(value, str) else kind_and_text(value)[1])

    def over(self, row: int, column: int) -> CellValue:
        """Return the cell's value, or that of the merged cell over it."""
        return self.value(*self._first_of.get((row, column), (row, column)))

    def text_over(self, row: int, column: int) -> str:
        """Return the text of `over`."""
        return self.text(*self._first_of.get((row, column), (row, column)))

    def is_covered(self, row: int, column: int) -> bool:
        """Tell whether a merged cell that begins elsewhere covers this place."""
        return self._first_of.get((row, column), (row, column)) != (row, column)

    def filled(self, row: int) -> Iterator[tuple[int, str]]:
        """Return the filled cells of a row: column and text."""
        for column in range(len(self.rows[row]) if 0 <= row < self.height else 0):
            if text := self.text(row, column):
                yield column, text

    def is_blank(self, row: int) -> bool:
        """Tell whether nothing stands in a row."""
        return next(self.filled(row), None) is None

    def address(self, row: int, column: int) -> str:
        """Return the A1 address of a place."""
        return cell_address(row, column)


@lru_cache(maxsize=1 << 16)
def _shown(text: str) -> str:
    return visible(text)
