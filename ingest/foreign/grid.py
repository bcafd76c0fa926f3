"""A journal by subject: a sheet's students down, its lessons and periods across."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.foreign.day_columns import (
    NO_HEADING,
    Lesson,
    day_columns,
    tell_left_out,
)
from ingest.foreign.gathered import About
from ingest.foreign.grid_places import GridPlaces, grid_places
from ingest.foreign.labels import Labels, class_in
from ingest.foreign.lesson_table import lesson_tables, read_lesson_table
from ingest.foreign.period_columns import PeriodColumn, period_columns
from ingest.foreign.words import folded, matches

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from ingest.foreign.dates import SchoolYear
    from ingest.foreign.gathered import Gathered
    from ingest.foreign.layout import Layout
    from ingest.foreign.sheet_texts import SheetTexts

NO_NAME = N_("This row names no student. Its filled cells that are left out: {count}.")
NOT_ATTESTED_ELSE = N_(
    "“{value}” stands in the column of those who are not attested. Write there “Н/А” "
    "or nothing."
)
NO_SUBJECT_OF_LESSONS = N_(
    "Nothing says which subject the table of lessons is of. Its rows are left out: "
    "{count}."
)
_TICKS = {"+", "v", "x", "х", "да", "н/а", "на", "н.а.", "1"}


def read_grid(
    sheet: SheetTexts, gathered: Gathered, begins: int, title: str
) -> About | None:
    """Read a subject's sheet; return its class and subject.

    `title` says the class where the sheet does not.
    """
    layout = gathered.layout
    places = grid_places(sheet, layout)
    if places is None:
        return None
    labels = _labels(sheet, places.head_row, layout, begins)
    about = About(
        _class_name(sheet, places.head_row, labels, title),
        labels["subject"] or subject_of_sheet(sheet.name),
    )
    _read_marks(sheet, places, gathered, about, labels.year)
    tables = lesson_tables(sheet, layout)
    for table in tables:
        read_lesson_table(sheet, table, gathered, lambda _: about, labels.year)
    of_tables = {row for table in tables for row in table.rows}
    for row in range(places.rows.stop, sheet.height):
        if row not in of_tables:
            gathered.row_of_nobody(sheet, row)
    return about


def read_topics(
    sheet: SheetTexts,
    gathered: Gathered,
    begins: int,
    subjects: Sequence[str],
    class_name: str,
) -> None:
    """Read a sheet of lessons; a line above a table may name its subject."""
    layout = gathered.layout
    above = 0
    known = {folded(subject): subject for subject in subjects}
    tables = lesson_tables(sheet, layout)
    for table in tables:
        labels = _labels(sheet, table.head_row, layout, begins)
        titles = [
            text
            for row in range(above, table.head_row)
            for _, text in sheet.filled(row)
        ]
        above = table.rows.stop
        named = labels["subject"] or _subject_in(titles, known)
        if not named and len(subjects) == len(tables) == 1:
            named = subjects[0]
        if not named and "subject" not in table.columns:
            gathered.problem(
                "foreign_subject",
                sheet,
                (table.head_row, table.left),
                "",
                NO_SUBJECT_OF_LESSONS,
                count=len(table.rows),
            )
            continue
        about_of = _about_of(class_name, named, known)
        read_lesson_table(sheet, table, gathered, about_of, labels.year)


def subject_of_sheet(name: str) -> str:
    """Return the subject that a sheet's name says: «8А Алгебра» → «Алгебра»."""
    text = name.strip()
    words = text.split()
    rest = [word for word in words if class_in(word) == ""]
    return " ".join(rest) if rest and len(rest) < len(words) else text


def _subject_in(titles: list[str], known: dict[str, str]) -> str:
    """Return the subject among the lines above a table, the nearest to it."""
    return next(
        (known[folded(text)] for text in reversed(titles) if folded(text) in known), ""
    )


def _about_of(
    class_name: str, named: str, known: dict[str, str]
) -> Callable[[str], About]:
    def about(subject: str) -> About:
        return About(class_name, known.get(folded(subject), subject) or named)

    return about


def _labels(sheet: SheetTexts, end: int, layout: Layout, begins: int) -> Labels:
    labels = Labels(layout, begins)
    for row in range(end):
        labels.take(sheet, row)
    return labels


def _class_name(sheet: SheetTexts, end: int, labels: Labels, title: str) -> str:
    if labels["class"]:
        return labels["class"]
    above = (text for row in range(end) for _, text in sheet.filled(row))
    found = filter(None, map(class_in, (*above, sheet.name, title)))
    return next(found, "")


def _read_marks(
    sheet: SheetTexts,
    places: GridPlaces,
    gathered: Gathered,
    about: About,
    year: SchoolYear,
) -> None:
    days = day_columns(sheet, places.month_row, places.day_row, places.columns, year)
    for column, (shown, sentence) in days.broken.items():
        place = (places.day_row, column)
        tell_left_out(gathered, sheet, place, places.rows, shown, sentence)
    others = [c for c in places.columns if c not in days.lessons | days.broken]
    headings = {column: places.heading(sheet, column) for column in others}
    periods = period_columns(headings, days.lessons, gathered.layout)
    for column, heading in headings.items():
        if column in periods or _is_note(heading, gathered.layout):
            continue
        place = (places.day_row, column)
        tell_left_out(
            gathered, sheet, place, places.rows, heading, NO_HEADING, "foreign_column"
        )
    for row in places.rows:
        name = places.student(sheet, row)
        if name:
            of_student = about._replace(student_name=name)
            _read_student(sheet, row, of_student, days.lessons, periods, gathered)
        else:
            _tell_nameless(sheet, row, places, (*days.lessons, *periods), gathered)


def _is_note(heading: str, layout: Layout) -> bool:
    return bool(heading) and (
        folded(heading) in (*layout.column("note"), *layout.column("number"))
        or matches(heading, layout.notes)
    )


def _read_student(
    sheet: SheetTexts,
    row: int,
    about: About,
    lessons: dict[int, Lesson],
    periods: dict[int, PeriodColumn],
    gathered: Gathered,
) -> None:
    marks: dict[int, list[int]] = {}
    for column, (lesson_on, nth) in lessons.items():
        of_lesson = about._replace(lesson_on=lesson_on, nth=nth)
        marks[column] = gathered.mark(sheet, (row, column), of_lesson)
    for column, period in periods.items():
        place = (row, column)
        of_period = about._replace(period_name=period.name)
        if period.field == "final":
            gathered.final(sheet, place, of_period)
        elif period.field == "not_attested":
            _read_not_attested(sheet, place, of_period, gathered)
        else:
            covered = [mark for one in period.lessons for mark in marks[one]]
            gathered.average(sheet, place, of_period, period.field, covered)


def _read_not_attested(
    sheet: SheetTexts, place: tuple[int, int], about: About, gathered: Gathered
) -> None:
    """Read a tick in the column «Н/А» as that final mark."""
    written = sheet.text(*place)
    if gathered.cells.is_nothing(written):
        return
    if folded(written) in _TICKS:
        gathered.not_attested(sheet, place, about)
    else:
        gathered.problem("foreign_code", sheet, place, written, NOT_ATTESTED_ELSE)


def _tell_nameless(
    sheet: SheetTexts,
    row: int,
    places: GridPlaces,
    columns: tuple[int, ...],
    gathered: Gathered,
) -> None:
    count = sum(not gathered.cells.is_nothing(sheet.value(row, c)) for c in columns)
    if count:
        place = (row, places.student_column)
        gathered.problem("foreign_row", sheet, place, "", NO_NAME, count=count)
