"""Tables of lessons, «Дата | Тема | ДЗ»: below a journal, beside it, on a sheet."""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.foreign.dates import date_of, day_in
from ingest.foreign.day_columns import NO_YEAR
from ingest.foreign.words import begins_like, is_one_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import date

    from ingest.foreign.dates import SchoolYear
    from ingest.foreign.gathered import About, Gathered
    from ingest.foreign.layout import Layout
    from ingest.foreign.sheet_texts import SheetTexts

LESSON_WITHOUT_DAY = N_(
    "The lesson’s day “{value}” is no day. Its topic and homework are left out."
)
_FIELDS = ("topic", "homework")


class LessonTable(NamedTuple):
    """Where a table of lessons stands; rows and columns from 0."""

    head_row: int
    left: int
    right: int
    date: int
    columns: dict[str, int]  # topic, homework, subject
    rows: range


def lesson_tables(sheet: SheetTexts, layout: Layout) -> list[LessonTable]:
    """Return the tables of lessons of a sheet, from above."""
    heads = [head for row in range(sheet.height) for head in _heads(sheet, row, layout)]
    return [_with_rows(sheet, head, heads, layout) for head in heads]


def read_lesson_table(
    sheet: SheetTexts,
    table: LessonTable,
    gathered: Gathered,
    about_of: Callable[[str], About],
    year: SchoolYear,
) -> None:
    """Read topics and homework; `about_of` gets what the column of subjects says."""
    count: Counter[tuple[str, date]] = Counter()
    subject = ""
    for row in table.rows:
        if "subject" in table.columns:
            subject = sheet.text_over(row, table.columns["subject"]) or subject
        fields = [
            (field, (row, table.columns[field]))
            for field in _FIELDS
            if field in table.columns and sheet.text(row, table.columns[field])
        ]
        parts = day_in(sheet.over(row, table.date))
        day = date_of(parts, None, year) if parts else None
        if day is None:
            if fields:
                _tell(sheet, (row, table.date), gathered, year, parts is not None)
            continue
        about = about_of(subject)
        count[about.subject_name, day] += 1
        about = about._replace(lesson_on=day, nth=count[about.subject_name, day])
        for field, place in fields:
            gathered.text(sheet, place, about, field)


def _tell(
    sheet: SheetTexts,
    place: tuple[int, int],
    gathered: Gathered,
    year: SchoolYear,
    is_day: bool,  # noqa: FBT001
) -> None:
    shown = sheet.text_over(*place)
    if is_day and not year.begins:
        gathered.problem("foreign_date", sheet, place, shown, NO_YEAR, count=1)
    else:
        gathered.problem("foreign_date", sheet, place, shown, LESSON_WITHOUT_DAY)


def _heads(sheet: SheetTexts, row: int, layout: Layout) -> Iterator[LessonTable]:
    """Find the headings of tables in a row: a date, and a topic to its right."""
    texts = list(sheet.filled(row))
    starts = [n for n, (_, text) in enumerate(texts) if _is(text, "date", layout)]
    for start, end in itertools.pairwise((*starts, len(texts))):
        columns: dict[str, int] = {}
        right = texts[start][0]
        before = texts[max(start - 2, 0) : start]
        for column, text in (*before, *texts[start + 1 : end]):
            name = next(
                (n for n in (*_FIELDS, "subject") if _is(text, n, layout)), None
            )
            if name and name not in columns:
                columns[name] = column
                right = max(right, column)
        if "topic" not in columns:
            continue
        left = min(texts[start][0], *columns.values())
        for column, text in reversed(texts[:start]):
            if _is(text, "number", layout) and column >= left - 1:
                left = column
        yield LessonTable(row, left, right, texts[start][0], columns, range(0))


def _is(text: str, name: str, layout: Layout) -> bool:
    return is_one_of(text, layout.column(name))


def _with_rows(
    sheet: SheetTexts, head: LessonTable, heads: list[LessonTable], layout: Layout
) -> LessonTable:
    """Give a table its rows: down to a note or another table."""
    first = last = head.head_row + 1
    below = [
        other.head_row
        for other in heads
        if other.head_row > head.head_row
        and other.left <= head.right
        and head.left <= other.right
    ]
    end = min([*below, sheet.height])
    if below:  # lines above the next table are its title
        while end > first and _is_title(sheet, head, end - 1):
            end -= 1
    for row in range(first, end):
        filled = _filled(sheet, head, row)
        if not filled:
            continue
        is_day = day_in(sheet.over(row, head.date)) is not None
        if not is_day and begins_like(filled[0], layout.notes):
            break
        last = row + 1
    return head._replace(rows=range(first, last))


def _filled(sheet: SheetTexts, table: LessonTable, row: int) -> list[str]:
    columns = range(table.left, table.right + 1)
    return [text for column in columns if (text := sheet.text_over(row, column))]


def _is_title(sheet: SheetTexts, table: LessonTable, row: int) -> bool:
    is_day = day_in(sheet.over(row, table.date)) is not None
    return not is_day and len(_filled(sheet, table, row)) <= 1
