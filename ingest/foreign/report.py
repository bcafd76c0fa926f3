"""A student's page, or a class of them in one sheet: subjects down, days across.

Every student's table has day columns of its own, under its own header.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.foreign.dates import day_in
from ingest.foreign.day_columns import (
    NO_HEADING,
    DayColumns,
    day_columns,
    tell_left_out,
)
from ingest.foreign.gathered import About
from ingest.foreign.labels import Labels, labels_in
from ingest.foreign.words import begins_like, is_one_of

if TYPE_CHECKING:
    from ingest.foreign.gathered import Gathered
    from ingest.foreign.layout import Layout
    from ingest.foreign.sheet_texts import SheetTexts

NO_STUDENT = N_("The table names no student above it. Its rows are left out: {count}.")
NO_SUBJECT = N_("This row names no subject. Its filled cells are left out: {count}.")
_FIELDS = ("average", "weighted_average", "final")


class _Table(NamedTuple):
    """The header of one student's table; rows and columns from 0."""

    head_row: int
    subject_column: int
    first_row: int
    days: DayColumns
    fields: dict[int, str]  # column → final, average, weighted_average
    unknown: dict[int, str]  # column → heading


def read_report(sheet: SheetTexts, gathered: Gathered, begins: int) -> None:
    """Read all students' tables of a sheet."""
    labels = Labels(gathered.layout, begins)
    row = 0
    while row < sheet.height:
        if labels.take(sheet, row):
            row += 1
        elif (column := subject_column(sheet, row, gathered.layout)) is not None:
            table = _table(sheet, row, column, gathered.layout, labels)
            row = _read_table(sheet, table, gathered, labels)
            labels.end_table()
        else:
            gathered.row_of_nobody(sheet, row)
            row += 1


def subject_column(sheet: SheetTexts, row: int, layout: Layout) -> int | None:
    """Return the column of subjects if this row is a table's header."""
    for column, text in sheet.filled(row):
        if is_one_of(text, layout.column("subject")):
            return column
    return None


def rows_of_table(sheet: SheetTexts, first: int, layout: Layout) -> range:
    """Return the rows below a header up to a blank one, a label, note or header."""
    last = first
    while last < sheet.height and not sheet.is_blank(last):
        is_note = any(
            begins_like(text, layout.notes) for _, text in list(sheet.filled(last))[:1]
        )
        if (
            is_note
            or subject_column(sheet, last, layout) is not None
            or labels_in(sheet, last, layout)
        ):
            break
        last += 1
    return range(first, last)


def _table(
    sheet: SheetTexts, row: int, subject: int, layout: Layout, labels: Labels
) -> _Table:
    right = range(subject + 1, sheet.width)
    days_row = row + 1
    has_days = any(day_in(sheet.value(days_row, column)) for column in right)
    is_header = has_days and not (
        sheet.text(days_row, subject) and not sheet.is_covered(days_row, subject)
    )
    fields, unknown = {}, {}
    for column in right:
        heading = sheet.text_over(row, column)
        field = next((f for f in _FIELDS if is_one_of(heading, layout.column(f))), "")
        if field:
            fields[column] = field
        elif not (is_header and day_in(sheet.over(days_row, column))):
            unknown[column] = heading
    if not is_header:
        return _Table(row, subject, row + 1, DayColumns({}, {}), fields, unknown)
    columns = [c for c in right if c not in fields and c not in unknown]
    days = day_columns(sheet, row, days_row, columns, labels.year, labels.period)
    return _Table(row, subject, days_row + 1, days, fields, unknown)


def _read_table(
    sheet: SheetTexts, table: _Table, gathered: Gathered, labels: Labels
) -> int:
    """Read the rows of one student; return the first row behind them."""
    rows = rows_of_table(sheet, table.first_row, gathered.layout)
    head = (table.head_row, table.subject_column)
    if not labels["student"]:
        if rows:
            gathered.problem(
                "foreign_student", sheet, head, "", NO_STUDENT, count=len(rows)
            )
        return rows.stop
    days_row = table.first_row - 1
    for column, (shown, sentence) in table.days.broken.items():
        tell_left_out(gathered, sheet, (days_row, column), rows, shown, sentence)
    for column, heading in table.unknown.items():
        place = (table.head_row, column)
        tell_left_out(
            gathered, sheet, place, rows, heading, NO_HEADING, "foreign_column"
        )
    for row in rows:
        _read_row(sheet, row, table, gathered, labels)
    return rows.stop


def _read_row(
    sheet: SheetTexts, row: int, table: _Table, gathered: Gathered, labels: Labels
) -> None:
    subject = sheet.text_over(row, table.subject_column)
    if not subject:
        count = sum(1 for _ in sheet.filled(row))
        place = (row, table.subject_column)
        gathered.problem("foreign_row", sheet, place, "", NO_SUBJECT, count=count)
        return
    about = About(labels["class"], subject, labels["student"])
    marks: list[int] = []
    for column, (lesson_on, nth) in table.days.lessons.items():
        of_lesson = about._replace(lesson_on=lesson_on, nth=nth)
        marks += gathered.mark(sheet, (row, column), of_lesson)
    of_period = about._replace(period_name=labels["period"])
    for column, field in table.fields.items():
        place = (row, column)
        if field == "final":
            gathered.final(sheet, place, of_period)
        else:
            gathered.average(sheet, place, of_period, field, marks)
