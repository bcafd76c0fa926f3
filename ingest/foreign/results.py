"""A student's results for the year: subjects down, periods and their fields across."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.foreign.day_columns import NO_HEADING, tell_left_out
from ingest.foreign.gathered import About
from ingest.foreign.labels import Labels
from ingest.foreign.report import NO_STUDENT, NO_SUBJECT, rows_of_table, subject_column
from ingest.foreign.words import is_one_of, matches

if TYPE_CHECKING:
    from ingest.foreign.gathered import Gathered
    from ingest.foreign.layout import Layout
    from ingest.foreign.sheet_texts import SheetTexts

_FIELDS = ("average", "weighted_average", "final")
_MOST_HEADER_ROWS = 4
NO_PERIOD = N_(
    "No period stands over the heading “{value}”. Cells of this column that are left "
    "out: {count}."
)


class _Column(NamedTuple):
    """What a column holds: a field of a period."""

    field: str
    period_name: str


def read_results(sheet: SheetTexts, gathered: Gathered, begins: int) -> None:
    """Read all students' tables of a sheet."""
    labels = Labels(gathered.layout, begins)
    row = 0
    while row < sheet.height:
        if labels.take(sheet, row):
            row += 1
        elif (column := subject_column(sheet, row, gathered.layout)) is not None:
            row = _read_table(sheet, row, column, gathered, labels)
            labels.end_table()
        else:
            gathered.row_of_nobody(sheet, row)
            row += 1


def _read_table(
    sheet: SheetTexts, head: int, subject: int, gathered: Gathered, labels: Labels
) -> int:
    first = head + 1
    while first < min(head + _MOST_HEADER_ROWS, sheet.height) and (
        sheet.is_covered(first, subject) or not sheet.text(first, subject)
    ):
        first += 1
    rows = rows_of_table(sheet, first, gathered.layout)
    if not labels["student"]:
        if rows:
            place = (head, subject)
            gathered.problem(
                "foreign_student", sheet, place, "", NO_STUDENT, count=len(rows)
            )
        return rows.stop
    columns: dict[int, _Column] = {}
    for column in range(subject + 1, sheet.width):
        stack = _headings(sheet, range(head, first), column)
        found = _column(stack, gathered.layout)
        if found is not None and found.period_name:
            columns[column] = found
            continue
        shown = stack[-1] if stack else ""
        sentence = NO_HEADING if found is None else NO_PERIOD
        place = (head, column)
        tell_left_out(gathered, sheet, place, rows, shown, sentence, "foreign_column")
    for row in rows:
        _read_row(sheet, row, subject, columns, gathered, labels)
    return rows.stop


def _headings(sheet: SheetTexts, rows: range, column: int) -> list[str]:
    """Return what stands over a column from above, a merged text once.

    A heading without a merge stands over the blank cells to its right.
    """
    stack: list[str] = []
    has_own = False
    for row in rows:
        text = sheet.text_over(row, column)
        has_own = has_own or bool(text)
        if not has_own and row < rows[-1]:
            text = _nearest_left(sheet, row, column)
        if text and text not in stack[-1:]:
            stack.append(text)
    return stack


def _nearest_left(sheet: SheetTexts, row: int, column: int) -> str:
    texts = (sheet.text_over(row, one) for one in range(column, -1, -1))
    return next(filter(None, texts), "")


def _column(stack: list[str], layout: Layout) -> _Column | None:
    if not stack:
        return None
    lowest = stack[-1]
    if matches(lowest, layout.periods):
        return _Column("final", lowest)
    for field in _FIELDS:
        if is_one_of(lowest, layout.column(field)):
            return _Column(field, stack[-2] if len(stack) > 1 else "")
    return None


def _read_row(
    sheet: SheetTexts,
    row: int,
    subject: int,
    columns: dict[int, _Column],
    gathered: Gathered,
    labels: Labels,
) -> None:
    name = sheet.text_over(row, subject)
    if not name:
        count = sum(1 for _ in sheet.filled(row))
        place = (row, subject)
        gathered.problem("foreign_row", sheet, place, "", NO_SUBJECT, count=count)
        return
    about = About(labels["class"], name, labels["student"])
    for column, (field, period_name) in columns.items():
        of_period = about._replace(period_name=period_name)
        if field == "final":
            gathered.final(sheet, (row, column), of_period)
        else:
            gathered.average(sheet, (row, column), of_period, field, None)
