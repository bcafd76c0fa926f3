"""Journals of a class as teachers keep them: a sheet per subject."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from tests.foreign.lesson_lists import topics_sheet, write_lessons
from tests.foreign.paper import Paper, as_xlsx, facts_of
from tests.foreign.spellings import (
    CLASS,
    FINALS,
    NOTHING,
    OF_TEACHERS,
    SUBJECTS,
    day_number,
    lesson_days,
    month_name,
    printed_average,
    students,
    written_number,
)

if TYPE_CHECKING:
    from datetime import date
    from random import Random

    import polars as pl

_NAMES = ("ФИО", "Фамилия, имя", "Ф.И.О.", "Фамилия имя ученика")


class _Look(NamedTuple):
    """How a sheet is drawn."""

    is_merged: bool
    has_numbers: bool
    has_dates: bool  # whole days in the header instead of days under months
    is_named_low: bool  # the names' heading stands in the row of days
    has_given_names: bool  # in a column of their own

    @property
    def student_column(self) -> int:
        return int(self.has_numbers)

    @property
    def first_lesson_column(self) -> int:
        return self.student_column + 1 + int(self.has_given_names)


class _Columns(NamedTuple):
    """The columns right of the names; of a period: its name, and its first lesson."""

    days: dict[int, date]
    averages: dict[int, tuple[str, list[int]]]
    finals: dict[int, str]
    right: int


def journal(random: Random) -> tuple[bytes, pl.DataFrame]:
    """Return a workbook of the class 8А for a school year, and its facts."""
    year = random.choice((2023, 2024))
    names = students(random, 6)
    topics = random.choice(("none", "below", "beside", "sheet"))
    papers = [Paper("Титул")]
    papers[0].put(0, 0, "Журнал 8А класса")
    on_topics: list[tuple[str, list[date]]] = []
    for subject in random.sample(SUBJECTS, random.randint(1, 3)):
        paper = Paper(subject)
        # Some are missing on some sheets.
        here = [name for name in names if random.randint(0, 4)] or names
        days = _subject(paper, subject, here, year, topics, random)
        papers.append(paper)
        on_topics.append((subject, days))
    if topics == "sheet":
        papers.insert(
            random.randint(1, len(papers)), topics_sheet(on_topics, year, random)
        )
    return as_xlsx(papers), facts_of(papers)


def _subject(
    paper: Paper, subject: str, names: list[str], year: int, topics: str, random: Random
) -> list[date]:
    paper.put(0, 0, f"Журнал {CLASS} класса")
    paper.put(1, 0, f"{year}-{year + 1} уч. год")
    head = random.choice((2, 3, 5))
    look = _Look(*(random.randint(0, 3) == 0 for _ in range(5)))
    columns = _header(paper, head, year, look, random)
    column = look.student_column
    notes = columns.right
    if random.randint(0, 1):
        _down(paper, head, notes, "Примечание", look)
    row = head + 2
    for number, name in enumerate(names, start=1):
        _name(paper, row, name, number, look, random)
        _student(paper, row, (CLASS, subject, name), columns, random)
        if columns.right in _filled_columns(paper, head) and random.randint(0, 1):
            paper.put(row, notes, "5 за четверть?")
        row += 1 + (random.randint(0, 5) == 0)  # somebody leaves a row empty
    days = list(columns.days.values())
    if topics == "beside":
        start = random.choice((head, head + 1))
        write_lessons(paper, (start, columns.right + 2), subject, days, year, random)
    row += 1
    if random.randint(0, 1):
        paper.put(row, column, "н – не был(а), б – болел(а)")
        row += 2
    if topics == "below":
        place = (row, random.randint(0, column))
        write_lessons(paper, place, subject, days, year, random)
    return days


def _filled_columns(paper: Paper, head: int) -> set[int]:
    return {column for row, column in paper.cells if row in (head, head + 1)}


def _name(
    paper: Paper, row: int, name: str, number: int, look: _Look, random: Random
) -> None:
    column = look.student_column
    if look.has_numbers:
        paper.put(row, 0, number)
    elif random.randint(0, 3) == 0:
        name = f"{number}. {name}"
    blank = random.choice((" ", "\u00a0", "  "))
    if look.has_given_names:
        surname, given = name.rsplit(" ", 1)
        paper.put(row, column, surname)
        paper.put(row, column + 1, f"{given}{blank}")
    else:
        paper.put(row, column, name.replace(" ", blank))


def _down(paper: Paper, row: int, column: int, text: str, look: _Look) -> None:
    """Write a heading of two rows; without months it stands over the days' row."""
    if look.is_merged:
        paper.merge(row, column, row + 1, column, text)
    else:
        paper.put(row + look.has_dates, column, text)


def _names_heading(paper: Paper, row: int, look: _Look, random: Random) -> None:
    headings = [(look.student_column, random.choice(_NAMES))]
    if look.has_given_names:
        column = look.student_column
        headings = [(column, "Фамилия"), (column + 1, "Имя")]
    if look.has_numbers:
        headings.append((0, "№"))
    for column, text in headings:
        if look.is_named_low:
            paper.put(row + 1, column, text)
        else:
            _down(paper, row, column, text, look)


def _header(paper: Paper, row: int, year: int, look: _Look, random: Random) -> _Columns:
    """Write months over days, and columns of periods between and behind them."""
    _names_heading(paper, row, look, random)
    days: dict[int, date] = {}
    averages: dict[int, tuple[str, list[int]]] = {}
    finals: dict[int, str] = {}
    column, since = look.first_lesson_column, []
    dates = lesson_days(random, year, 14)
    breaks = sorted(random.sample(range(len(dates)), min(len(dates) - 1, 2)))
    quarters = iter(("1 четв", "II четверть", "3 ч.", "4 четв."))
    start, month = column, 0
    for number, day in enumerate(dates):
        if month and day.month != month:
            _month(paper, row, start, column - 1, month, look, random)
        if day.month != month:
            start, month = column, day.month
        days[column] = day
        since.append(column)
        written = _whole_day(random, day) if look.has_dates else day_number(random, day)
        paper.put(row + 1, column, written)
        column += 1
        if number in breaks or number == len(dates) - 1:
            _month(paper, row, start, column - 1, month, look, random)
            month = 0
            period = next(quarters)
            if random.randint(0, 1):
                heading = random.choice(("Ср", "Ср. балл", "Средний балл"))
                _down(paper, row, column, heading, look)
                averages[column] = (period, since)
                column += 1
            _down(paper, row, column, period, look)
            finals[column] = period
            column, since = column + 1, []
    if random.randint(0, 1):
        heading = random.choice(("Год", "Итог"))
        _down(paper, row, column, heading, look)
        finals[column] = heading
        column += 1
    return _Columns(days, averages, finals, column)


def _whole_day(random: Random, day: date) -> object:
    return random.choice((day, f"{day:%d.%m}", f"{day:%d.%m.%Y}", f"{day:%d.%m.%y}"))


def _month(paper, row, left, right, month, look: _Look, random) -> None:
    name = month_name(random, month)
    if look.has_dates:
        return
    if look.is_merged:
        paper.merge(row, left, row, right, name)
    else:
        paper.put(row, left, name)


def _student(
    paper: Paper,
    row: int,
    whose: tuple[str, str, str],
    columns: _Columns,
    random: Random,
) -> None:
    marks: dict[int, list[int]] = {}
    taken: list[date] = []
    for column, day in columns.days.items():
        taken.append(day)
        marks[column] = []
        if random.randint(0, 2) == 0:
            paper.put(row, column, random.choice(NOTHING))
            continue
        cell = random.choice(OF_TEACHERS)
        paper.put(row, column, cell.written)
        when = (day, taken.count(day), "")
        paper.fact((row, column), whose, when, "mark", cell.text, cell.means)
        marks[column] = [mark for mark in cell.means[1:3] if mark is not None]
    for column, (period, lessons) in columns.averages.items():
        counted = [mark for one in lessons for mark in marks[one]]
        if not counted:
            paper.put(row, column, random.choice(NOTHING))
            continue
        average = printed_average(counted, 1, half_even=False)
        cell = written_number(random, average)
        paper.put(row, column, cell.written)
        when = (None, 1, period)
        paper.fact((row, column), whose, when, "average", cell.text, cell.means)
    for column, period in columns.finals.items():
        if random.randint(0, 2) == 0:
            continue
        cell = random.choice(FINALS)
        paper.put(row, column, cell.written)
        when = (None, 1, period)
        paper.fact((row, column), whose, when, "final", cell.text, cell.means)
