"""Columns of lessons: days under the names of months, a day once or several times."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.foreign.dates import Month, date_of, day_in, month_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from ingest.foreign.dates import SchoolYear
    from ingest.foreign.gathered import Gathered
    from ingest.foreign.sheet_texts import SheetTexts

NO_DAY = N_(
    "“{value}” makes no day: no month stands over it, or the month has no such day. "
    "Cells of this column that are left out: {count}."
)
NO_YEAR = N_(
    "The file names no school year, so its days have no dates. Say which year it is "
    "of. Cells of this column that are left out: {count}."
)
NOT_IN_PERIOD = N_(
    "The day {value} is not within the period that the table is of. "
    "Cells of this column that are left out: {count}."
)
NO_HEADING = N_(
    "The heading “{value}” says nothing that is read here. Cells of this column that "
    "are left out: {count}."
)


class Lesson(NamedTuple):
    """One column: its day, and which of that day's columns it is, from 1."""

    lesson_on: date
    nth: int


class DayColumns(NamedTuple):
    """The columns of lessons, and those with a day that is none, with the sentence."""

    lessons: dict[int, Lesson]
    broken: dict[int, tuple[str, str]]  # column → as written, sentence


def day_columns(
    sheet: SheetTexts,
    months_row: int | None,
    days_row: int,
    columns: Iterable[int],
    year: SchoolYear,
    period: tuple[date, date] | None = None,
) -> DayColumns:
    """Return the columns whose cell in the row of days names a day."""
    months = months_over(sheet, months_row) if months_row is not None else {}
    lessons: dict[int, Lesson] = {}
    broken: dict[int, tuple[str, str]] = {}
    count: Counter[date] = Counter()
    for column in columns:
        parts = day_in(sheet.over(days_row, column))
        if parts is None:
            continue
        month = months.get(column)
        day = date_of(parts, month, year)
        shown = sheet.text_over(days_row, column)
        if day is None:
            has_month = parts.month or month
            sentence = NO_YEAR if has_month and not year.begins else NO_DAY
            broken[column] = (shown, sentence)
        elif period and not period[0] <= day <= period[1]:
            broken[column] = (f"{day:%d.%m.%Y}", NOT_IN_PERIOD)
        else:
            count[day] += 1
            lessons[column] = Lesson(day, count[day])
    return DayColumns(lessons, broken)


def months_over(sheet: SheetTexts, row: int) -> dict[int, Month]:
    """Return the month over each column: merged over it, or the nearest to the left."""
    months: dict[int, Month] = {}
    current: Month | None = None
    for column in range(sheet.width):
        if text := sheet.text_over(row, column):
            current = month_in(text)
        if current is not None:
            months[column] = current
    return months


def count_months(sheet: SheetTexts, row: int) -> int:
    """Return how many cells of a row name a month."""
    return sum(month_in(text) is not None for _, text in sheet.filled(row))


def tell_left_out(
    gathered: Gathered,
    sheet: SheetTexts,
    head: tuple[int, int],
    rows: Sequence[int],
    value: str,
    sentence: str,
    rule: str = "foreign_date",
) -> None:
    """Tell of a column that is not read, if anything stands in it."""
    count = sum(
        not gathered.cells.is_nothing(sheet.value(row, head[1])) for row in rows
    )
    if count:
        gathered.problem(rule, sheet, head, value, sentence, count=count)
