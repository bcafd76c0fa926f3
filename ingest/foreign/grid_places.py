"""Find where a subject's sheet has its header, its students and their lessons."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from ingest.foreign.dates import day_in
from ingest.foreign.day_columns import count_months
from ingest.foreign.lesson_table import lesson_tables
from ingest.foreign.words import begins_like, is_one_of

if TYPE_CHECKING:
    from ingest.foreign.layout import Layout
    from ingest.foreign.sheet_texts import SheetTexts

_SEARCHED = 40  # rows among which the header is looked for
_HEADER_ABOVE, _HEADER_BELOW = 2, 3  # rows that a header may have around its word
_NUMBER_BEFORE = re.compile(r"^\d+\s*[.)]\s*")
_LETTERS = re.compile(r"[^\W\d_]{2}")


class GridPlaces(NamedTuple):
    """Rows and columns from 0."""

    head_row: int  # the first row of the header
    month_row: int | None
    day_row: int
    student_column: int
    given_columns: tuple[int, ...]  # of first names that stand apart
    rows: range  # of students, blank ones among them
    columns: range  # of lessons and periods

    def student(self, sheet: SheetTexts, row: int) -> str:
        """Return the student's name in a row, without a number before it."""
        columns = (self.student_column, *self.given_columns)
        written = " ".join(filter(None, (sheet.text(row, one) for one in columns)))
        name = _NUMBER_BEFORE.sub("", written)
        return name if _LETTERS.search(name) else ""

    def heading(self, sheet: SheetTexts, column: int) -> str:
        """Return the lowest text of the header over a column."""
        for row in range(self.rows.start - 1, self.head_row - 1, -1):
            is_month = row == self.month_row and row != self.day_row
            if is_month and sheet.is_covered(row, column):
                continue
            if text := sheet.text_over(row, column):
                return text
        return ""


def grid_places(sheet: SheetTexts, layout: Layout) -> GridPlaces | None:
    """Return where things stand, None on a sheet that is no such journal."""
    if layout.places:
        return _places(sheet, layout, _said_header(layout))
    for row in range(min(sheet.height, _SEARCHED)):
        for column, text in sheet.filled(row):
            if is_one_of(text, layout.column("student")):
                found = _places(sheet, layout, (row, column))
                if found is not None:
                    return found
    return None


def _said_header(layout: Layout) -> tuple[int, int]:
    """Return the header's place as somebody pointed it out."""
    places = layout.places
    row = places.get("day_row", places.get("month_row", 0))
    return row, places.get("student_column", 0)


def _places(
    sheet: SheetTexts, layout: Layout, header: tuple[int, int]
) -> GridPlaces | None:
    said = layout.places
    row, column = header
    first = said.get("first_student_row", _first_student(sheet, header))
    above = range(max(row - _HEADER_ABOVE, 0), first)
    right = range(column + 1, sheet.width)
    months = {one: count_months(sheet, one) for one in above}
    best = max(months, key=months.__getitem__, default=-1)
    month_row = said.get("month_row", best if best >= 0 and months[best] else None)
    day_row = said.get("day_row", _day_row(sheet, above, month_row, right))
    if first >= sheet.height or day_row is None:
        return None
    head = min(row, day_row, day_row if month_row is None else month_row)
    last_column, last_row = _ends(sheet, layout, first, column)
    end = said.get("last_student_row", last_row - 1) + 1
    given = _given_columns(sheet, layout, range(head, first), column)
    return GridPlaces(
        head,
        month_row,
        day_row,
        column,
        given,
        range(first, max(first, min(end, sheet.height))),
        range(column + len(given) + 1, last_column),
    )


def _given_columns(
    sheet: SheetTexts, layout: Layout, header: range, student: int
) -> tuple[int, ...]:
    """Return the columns right of the surnames that hold the rest of the names."""
    column = student + 1
    while any(
        is_one_of(sheet.text(row, column), layout.column("given_name"))
        for row in header
    ):
        column += 1
    return tuple(range(student + 1, column))


def _first_student(sheet: SheetTexts, header: tuple[int, int]) -> int:
    """Return the first row below a header whose cell under it has a text of its own."""
    row, column = header
    for below in range(row + 1, min(row + 1 + _HEADER_BELOW, sheet.height)):
        if sheet.text(below, column) and not sheet.is_covered(below, column):
            return below
    return row + 1


def _day_row(
    sheet: SheetTexts, above: range, month_row: int | None, columns: range
) -> int | None:
    """Return the first row of days under the months; without months, the fullest."""
    counts = {
        row: sum(day_in(sheet.value(row, column)) is not None for column in columns)
        for row in above
    }
    under = [row for row in above if month_row is not None and row > month_row]
    if found := next((row for row in under if counts[row]), None):
        return found
    best = max(counts, key=counts.__getitem__, default=None)
    return best if best is not None and counts[best] else None


def _ends(
    sheet: SheetTexts, layout: Layout, first: int, column: int
) -> tuple[int, int]:
    """Return the column and row at which something else begins."""
    last_column = sheet.width
    last_row = next(
        (
            row
            for row in range(first, sheet.height)
            if _is_note(sheet, row, column, layout)
        ),
        sheet.height,
    )
    for table in lesson_tables(sheet, layout):
        is_left = table.left <= column
        has_names_below = any(
            _LETTERS.search(sheet.text(row, column))
            for row in range(table.head_row, last_row)
        )
        if table.head_row >= first and (is_left or not has_names_below):
            last_row = min(last_row, table.head_row)
        elif table.head_row < last_row:
            last_column = min(last_column, table.left)
    return last_column, last_row


def _is_note(sheet: SheetTexts, row: int, column: int, layout: Layout) -> bool:
    left = (text for place, text in sheet.filled(row) if place <= column)
    return any(begins_like(text, layout.notes) for text in left)
