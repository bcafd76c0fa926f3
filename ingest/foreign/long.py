"""Long tables, as migrations give: one row per student, subject, day and mark."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.foreign.dates import SchoolYear, date_of, day_in
from ingest.foreign.day_columns import NO_HEADING, tell_left_out
from ingest.foreign.gathered import About
from ingest.foreign.words import begins_like, folded, is_one_of

if TYPE_CHECKING:
    from datetime import date

    from ingest.foreign.gathered import Gathered
    from ingest.foreign.layout import Layout
    from ingest.foreign.sheet_texts import SheetTexts

NO_NAMES = N_("This row names no student or no subject. It is left out.")
NO_DATE = N_("“{value}” is no day, and the row names no period. It is left out.")
NO_YEAR_OF_ROW = N_(
    "The day “{value}” has no year, and the file names no school year. The row is "
    "left out."
)
_SEARCHED = 30  # rows among which the header is looked for
_FIELDS = (
    "student", "subject", "class", "date", "lesson", "mark", "absence", "topic",
    "homework", "period", "final", "average", "weighted_average",
)  # fmt: skip

_NAMES = ("student", "subject", "class", "date", "lesson", "period")


class _Header(NamedTuple):
    row: int
    columns: dict[str, int]
    unknown: dict[int, str]
    given: tuple[int, ...]  # columns of first names that stand apart


class _Row(NamedTuple):
    """A row whose names and day are known."""

    row: int
    about: About
    lesson: int | None  # its number on the day, if there is a column of it


def read_long(sheet: SheetTexts, gathered: Gathered, begins: int) -> None:
    """Read the table of a sheet."""
    layout = gathered.layout
    header = _header(sheet, layout)
    if header is None:
        return
    rows = range(header.row + 1, sheet.height)
    for column, heading in header.unknown.items():
        place = (header.row, column)
        tell_left_out(
            gathered, sheet, place, rows, heading, NO_HEADING, "foreign_column"
        )
    year = SchoolYear(begins, layout.first_month)
    found = [
        one
        for row in rows
        if (one := _row(sheet, row, header, gathered, year)) is not None
    ]
    told: set[tuple[object, ...]] = set()
    for one, nth in zip(found, _numbered(found), strict=True):
        about = one.about._replace(nth=nth)
        _read_row(sheet, one.row, about, header.columns, gathered, told)


def _header(sheet: SheetTexts, layout: Layout) -> _Header | None:
    """Return the first row that heads students, subjects, and days or periods."""
    for row in range(min(sheet.height, _SEARCHED)):
        columns: dict[str, int] = {}
        unknown: dict[int, str] = {}
        given: list[int] = []
        for column, text in sheet.filled(row):
            name = next((f for f in _FIELDS if is_one_of(text, layout.column(f))), "")
            if name and name not in columns:
                columns[name] = column
            elif is_one_of(text, layout.column("given_name")):
                given.append(column)
            elif not is_one_of(text, layout.column("note")):
                unknown[column] = text
        if {"student", "subject"} <= columns.keys() and {"date", "period"} & set(
            columns
        ):
            return _Header(row, columns, unknown, tuple(given))
    return None


def _row(
    sheet: SheetTexts,
    row: int,
    header: _Header,
    gathered: Gathered,
    year: SchoolYear,
) -> _Row | None:
    """Return whose and when a row is; tell of one that does not say it."""
    columns = header.columns
    named = {name: sheet.text(row, columns[name]) for name in _NAMES if name in columns}
    if not named["student"] or not named["subject"]:
        _tell_nameless(sheet, row, columns["student"], gathered)
        return None
    given = (sheet.text(row, column) for column in header.given)
    about = About(
        named.get("class", ""),
        named["subject"],
        " ".join(filter(None, (named["student"], *given))),
        period_name=named.get("period", ""),
    )
    if not named.get("date") and about.period_name:
        return _Row(row, about, None)
    day = _day(sheet, row, columns, gathered, year)
    if day is None:
        return None
    lesson = named.get("lesson", "")
    number = int(lesson) if lesson.isdecimal() and len(lesson) < 5 else None
    return _Row(row, about._replace(lesson_on=day, period_name=""), number)


def _tell_nameless(
    sheet: SheetTexts, row: int, column: int, gathered: Gathered
) -> None:
    texts = [text for _, text in sheet.filled(row)]
    if texts and not begins_like(texts[0], gathered.layout.notes):
        place = (row, column)
        gathered.problem("foreign_row", sheet, place, texts[0], NO_NAMES)


def _day(
    sheet: SheetTexts,
    row: int,
    columns: dict[str, int],
    gathered: Gathered,
    year: SchoolYear,
) -> date | None:
    column = columns.get("date", columns["student"])
    value = sheet.value(row, column)
    parts = day_in(value)
    day = date_of(parts, None, year) if parts and parts.month else None
    if day is None:
        shown = sheet.text(row, column)
        has_no_year = parts is not None and parts.month and not year.begins
        sentence = NO_YEAR_OF_ROW if has_no_year else NO_DATE
        gathered.problem("foreign_date", sheet, (row, column), shown, sentence)
    return day


def _numbered(rows: list[_Row]) -> list[int]:
    """Return which lesson of its day each row is of, from 1.

    Where the table numbers lessons, by their order among the class's lessons of that
    subject; else by the order of the student's own rows.
    """
    lessons: dict[tuple[object, ...], set[int]] = defaultdict(set)
    for one in rows:
        if one.lesson is not None:
            lessons[_of_class(one.about)].add(one.lesson)
    orders = {key: sorted(numbers) for key, numbers in lessons.items()}
    count: Counter[tuple[object, ...]] = Counter()
    numbers = []
    for one in rows:
        if one.lesson is not None:
            numbers.append(orders[_of_class(one.about)].index(one.lesson) + 1)
        else:
            key = (*_of_class(one.about), one.about.student_name, one.about.period_name)
            count[key] += 1
            numbers.append(count[key] if one.about.lesson_on else 1)
    return numbers


def _of_class(about: About) -> tuple[object, ...]:
    return (about.class_name, about.subject_name, about.lesson_on)


def _read_row(
    sheet: SheetTexts,
    row: int,
    about: About,
    columns: dict[str, int],
    gathered: Gathered,
    told: set[tuple[object, ...]],
) -> None:
    if about.lesson_on is None:
        _read_period(sheet, row, about, columns, gathered)
        return
    _read_mark(sheet, row, about, columns, gathered)
    for field in ("topic", "homework"):
        if (column := columns.get(field)) is None:
            continue
        # The same lesson stands in the row of each student.
        written = folded(sheet.text(row, column))
        key = (*_of_class(about), about.nth, field, written)
        if key not in told:
            told.add(key)
            of_lesson = about._replace(student_name="")
            gathered.text(sheet, (row, column), of_lesson, field)


def _read_mark(
    sheet: SheetTexts,
    row: int,
    about: About,
    columns: dict[str, int],
    gathered: Gathered,
) -> None:
    """Read mark and absence of a row as one cell: «5», «н» together are «5н»."""
    cells = gathered.cells
    absent = ""
    if (column := columns.get("absence")) is not None:
        value = sheet.value(row, column)
        absent = "" if cells.is_nothing(value) else cells.absence(value)
    mark_column = columns.get("mark")
    has_mark = mark_column is not None and not cells.is_nothing(
        sheet.value(row, mark_column)
    )
    if mark_column is not None and has_mark and not absent:
        gathered.mark(sheet, (row, mark_column), about)
        return
    if not absent:
        return
    place = (row, mark_column if has_mark and mark_column is not None else column or 0)
    mark = sheet.text(row, mark_column) if has_mark and mark_column is not None else ""
    if (cell := cells.mark(f"{mark} {absent}".strip())) is not None:
        gathered.mark_as(sheet, place, about, cell)


def _read_period(
    sheet: SheetTexts,
    row: int,
    about: About,
    columns: dict[str, int],
    gathered: Gathered,
) -> None:
    final = columns.get("final", columns.get("mark"))
    if final is not None:
        gathered.final(sheet, (row, final), about)
    for field in ("average", "weighted_average"):
        if field in columns:
            gathered.average(sheet, (row, columns[field]), about, field, None)
