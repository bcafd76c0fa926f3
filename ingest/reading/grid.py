"""Read a page's grid: marks, final marks, merged cells, and what fits nowhere."""

from __future__ import annotations

from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING

from expectations.marks import read_final, read_mark
from ingest.reading.cell_kinds import MarkCells, WrittenCell
from ingest.reading.cell_rows import (
    Block,
    CellRows,
    block_of,
    column_label,
    is_filled,
)
from ingest.reading.identify import shown_text
from ingest.reading.known_rows import KnownRows, hash_of
from ingest.reading.recognise import complete_grid
from ingest.reading.sheets import cell_address

if TYPE_CHECKING:
    from expectations.marks import MarkScale
    from ingest.reading.identify import GridSheet
    from ingest.reading.recognise import Plans

_MARKS: KnownRows[Block] = KnownRows(limit=12_000)


class GridReader:
    """Reads grids on one scale; spellings are understood once for all of them."""

    def __init__(self, rows: CellRows, plans: Plans, scale: MarkScale) -> None:
        self._rows = rows
        self._plans = plans
        self._scale = str(scale)
        self._marks = MarkCells(scale, read_mark)
        self._finals = MarkCells(scale, read_final)

    def read(self, grid: GridSheet) -> None:
        """Deliver every filled cell of one grid."""
        unplaced = _unplaced(grid)
        if unplaced != ({}, {}):
            complete_grid(grid, self._plans)
            unplaced = _unplaced(grid)
        self._read_marks(grid)
        self._read_finals(grid)
        self._read_merged(grid)
        rows, columns = unplaced
        for row, filled in rows.items():
            name = grid.name_column
            label = "" if name is None else shown_text(grid.sheet.rows[row][name])
            places = [(row, column) for column in filled]
            self._rows.add_unplaced(grid.sheet, places, grid.page_id, "row", label)
        for column, filled in columns.items():
            label = column_label(grid.sheet, grid.header_end, column)
            places = [(row, column) for row in filled]
            self._rows.add_unplaced(grid.sheet, places, grid.page_id, "column", label)

    def _read_marks(self, grid: GridSheet) -> None:
        """Deliver the marks row by row; most rows are as they were in the last file."""
        page_id = grid.page_id
        lessons = [
            (column, lesson_id, cell_address(0, column)[:-1])
            for column, lesson_id in grid.lessons.items()
        ]
        beside = hash_of(self._scale, grid.sheet.name, page_id, *lessons)
        for row, student_id in grid.students.items():
            cells = grid.sheet.rows[row]
            block = _MARKS.read(
                cells,
                (beside, row, student_id),
                partial(self._marks_of, grid, row, student_id, lessons),
            )
            self._rows.add_block(page_id, block)

    def _marks_of(
        self,
        grid: GridSheet,
        row: int,
        student_id: str,
        lessons: list[tuple[int, str, str]],
    ) -> Block:
        """The hot path: a new workbook's cells pass here, so no calls per cell."""
        name, page_id = grid.sheet.name, grid.page_id
        read, known = self._marks.read, self._marks.by_text
        cells, number = grid.sheet.rows[row], str(row + 1)
        tail = ("", student_id, "mark", "")
        found = []
        for column, lesson_id, letters in lessons:
            value = cells[column]
            if value is None:
                continue
            if type(value) is str and value in known:
                written = known[value]
            else:
                written = read(value)
            if written is not None:
                found.append(
                    (name, letters + number, page_id, lesson_id, *tail, *written)
                )
        return block_of(found)

    def _read_finals(self, grid: GridSheet) -> None:
        for column, period_id in grid.finals.items():
            for row, student_id in grid.students.items():
                written = self._finals.read(grid.sheet.rows[row][column])
                if written is not None:
                    self._rows.add(
                        grid.sheet,
                        (row, column),
                        grid.page_id,
                        "final",
                        written,
                        period_id=period_id,
                        student_id=student_id,
                    )

    def _read_merged(self, grid: GridSheet) -> None:
        """Deliver the covered cells of a merge: they look empty and are not."""
        places = grid.lessons | grid.finals
        height = len(grid.sheet.rows)
        width = len(grid.sheet.rows[0]) if height else 0
        for first_row, first_column, last_row, last_column in grid.sheet.merged:
            after_row, after_column = (
                min(last_row + 1, height),
                min(last_column + 1, width),
            )
            rows = [row for row in range(first_row, after_row) if row in grid.students]
            columns = [c for c in range(first_column, after_column) if c in places]
            for row in rows:
                for column in columns:
                    is_first = (row, column) == (first_row, first_column)
                    if is_first or grid.sheet.rows[row][column] is not None:
                        continue
                    is_mark = column in grid.lessons
                    self._rows.add(
                        grid.sheet,
                        (row, column),
                        grid.page_id,
                        "mark" if is_mark else "final",
                        WrittenCell("merged", ""),
                        lesson_id=grid.lessons.get(column, ""),
                        period_id=grid.finals.get(column, ""),
                        student_id=grid.students[row],
                    )


def _unplaced(grid: GridSheet) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Return filled rows of no student and filled columns of no lesson."""
    rows: dict[int, list[int]] = {}
    columns: dict[int, list[int]] = defaultdict(list)
    placed = grid.quiet_columns | grid.lessons.keys() | grid.finals.keys()
    width = len(grid.sheet.rows[0]) if grid.sheet.rows else 0
    others = [column for column in range(width) if column not in placed]
    quiet = grid.quiet_columns - {grid.name_column}
    for row, cells in enumerate(grid.sheet.rows):
        if row <= grid.header_end:
            continue
        if row in grid.students:
            for column in others:
                if is_filled(cells[column]):
                    columns[column].append(row)
            continue
        filled = [
            column
            for column, value in enumerate(cells)
            if value is not None and column not in quiet and is_filled(value)
        ]
        if filled:
            marks = [column for column in filled if column != grid.name_column]
            rows[row] = marks or filled
    return rows, columns
