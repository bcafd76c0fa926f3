"""How a table of topics is laid out: merged cells, and which columns say something."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.class_lists.columns import IGNORED, plain
from ingest.lesson_plans.numbers import hours_of, is_with_section, numbers_of
from ingest.lesson_plans.tables import filled_in, text_of
from ingest.reading.sheets import CellError, UncachedFormula

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.lesson_plans.tables import PlanTable
    from ingest.reading.sheets import CellValue

_FEW_COLUMNS = 3


class Layout:
    """One table with what its columns are; rows count from 0, as the sheet has them."""

    def __init__(self, table: PlanTable, mapping: Mapping[int, str]) -> None:
        self.table = table
        self.at = {kind: p for p, kind in mapping.items() if kind != IGNORED}
        self._covered: dict[tuple[int, int], CellValue] = {}
        self._across: set[tuple[int, int]] = set()
        for first_row, left, last_row, right in table.merged:
            value = self.cell(first_row, left)
            for row in range(first_row, last_row + 1):
                if row > first_row:
                    self._covered[row, left] = value
                if right > left:
                    self._across |= {(row, p) for p in range(left, right + 1)}
        filled = [row for row in self.numbers_of_rows() if self.text(row, "topic")]
        self.last_topic_row = max(filled, default=-1)
        numbers = [self.value(row, "number") for row in filled]
        hours = [self.value(row, "hours") for row in filled]
        half = len(filled) / 2
        sectioned = sum(map(is_with_section, numbers))
        self.numbers_with_section = sectioned > 0 and sectioned >= half
        known = sum(numbers_of(one, 1) is not None for one in numbers) + sectioned
        self.uses_numbers = known > 0 and known >= half
        known = sum(hours_of(one) is not None for one in hours)
        self.uses_hours = known > 0 and known >= half
        lines = range(table.header_row, table.first_row)
        self._header_lines = [self._plain(row) for row in lines]

    def numbers_of_rows(self) -> Iterator[int]:
        """Yield the rows under the headings."""
        yield from range(self.table.first_row, len(self.table.rows))

    def texts(self, row: int) -> dict[int, str]:
        """Return the filled cells of a row."""
        return filled_in(self.table.rows[row])

    def cell(self, row: int, position: int) -> CellValue:
        """Return a cell as the sheet has it, None beyond its end."""
        cells = self.table.rows[row] if row < len(self.table.rows) else []
        return cells[position] if position < len(cells) else None

    def value(self, row: int, kind: str) -> CellValue:
        """Return what stands in the column of a kind, None without such a column."""
        return self.cell(row, self.at[kind]) if kind in self.at else None

    def text(self, row: int, kind: str) -> str:
        """Return what stands in the column of a kind as text.

        A formula without a result and an error are no homework.
        """
        value = self.value(row, kind)
        if kind == "homework" and isinstance(value, CellError | UncachedFormula):
            return ""
        return text_of(value)

    def joined_text(self, row: int, kind: str) -> str:
        """Return the text of a kind, that of a merged cell in all its rows."""
        own = self.text(row, kind)
        if own or kind not in self.at:
            return own
        return text_of(self._covered.get((row, self.at[kind])))

    def is_covered(self, row: int, kind: str) -> bool:
        """Tell whether the cell of a kind is merged with that of the row above."""
        return kind in self.at and bool(
            text_of(self._covered.get((row, self.at[kind])))
        )

    def is_across(self, row: int, kind: str) -> bool:
        """Tell whether the cell of a kind is merged with its neighbour."""
        return kind in self.at and (row, self.at[kind]) in self._across

    def is_header(self, row: int) -> bool:
        """Tell whether a row is the headings once more, as on a new printed page."""
        return self._plain(row) in self._header_lines

    def is_column_numbers(self, row: int) -> bool:
        """Tell whether a row numbers the columns: 1, 2, 3 under the headings."""
        texts = [self.texts(row)[p] for p in sorted(self.texts(row))]
        counted = [str(number) for number in range(1, len(texts) + 1)]
        return (
            texts == counted
            and len(texts) >= min(_FEW_COLUMNS, len(self.table.header))
            and self.text(row, "topic").isdigit()
        )

    def _plain(self, row: int) -> dict[int, str]:
        return {position: plain(text) for position, text in self.texts(row).items()}
