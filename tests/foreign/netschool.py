"""Reports as «Сетевой Город» saves them: of one student or of a class, stacked."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from tests.foreign.paper import Paper, as_html, as_xlsx, facts_of
from tests.foreign.spellings import (
    FINALS,
    NOTHING,
    OF_NETSCHOOL,
    SUBJECTS,
    Cell,
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

_LEGEND = (
    "Условные обозначения:",
    "Н – не был на уроке, Б — болел, О — опоздал",
    "УП - пропуск по уважительной причине",
    ". – точка: отметка будет поставлена",
)
_PERIODS = ("1 Четверть", "2 Четверть", "3 Четверть", "4 Четверть")
_YEAR = ("Год. оценка", "Экз. оценка", "Гос. экз. оценка", "Итог. оценка")


def report(random: Random, *, html: bool = False) -> tuple[bytes, pl.DataFrame]:
    """Return «Отчёт об успеваемости и посещаемости ученика» and its facts."""
    paper = Paper("HTML" if html else random.choice(("Лист1", "Отчёт 8А")))
    year = random.choice((2023, 2024))
    class_name = random.choice(("8А", "11Б", "5"))
    period = f"с 01.09.{year} по 31.08.{year + 1}"
    row = _put(paper, 0, "Отчёт об успеваемости и посещаемости ученика")
    common = [f"Учебный год: {year}/{year + 1}", f"Класс: {class_name}"]
    is_said_once = bool(random.randint(0, 1))
    for line in common if is_said_once else ():
        row = _put(paper, row, line)
    for name in students(random, 4):
        row += random.randint(0, 2)
        for line in () if is_said_once else common:
            row = _put(paper, row, line)
        if random.randint(0, 1):
            row = _put(paper, row, f"Период: {period}")
            row = _put(paper, row, f"Ученик:\u00a0{name}")
        else:
            paper.put(row, 0, "Период:")
            paper.put(row, 2, period)
            paper.put(row + 1, 0, "Ученик:")
            paper.put(row + 1, 1, name)
            row += 2
        days = lesson_days(random, year, 12)
        row = _student(paper, row, (class_name, name), period, days, random, html)
    row += random.randint(0, 1)
    for line in _LEGEND:
        row = _put(paper, row, line)
    return _saved(paper, random, html=html)


def results(random: Random, *, html: bool = False) -> tuple[bytes, pl.DataFrame]:
    """Return «Табель успеваемости учащегося» and its facts."""
    paper = Paper("HTML" if html else "Табель")
    class_name = "9В"
    row = _put(paper, 0, "Табель успеваемости учащегося")
    for name in students(random, 3):
        row += random.randint(0, 1)
        row = _put(paper, row, "Учебный год: 2024/2025")
        row = _put(paper, row, f"Класс: {class_name}")
        row = _put(paper, row, f"Ученик: {name}")
        row = _results_table(paper, row, (class_name, name), random)
    _put(paper, row + 1, "Классный руководитель ______________")
    return _saved(paper, random, html=html)


def _saved(paper: Paper, random: Random, *, html: bool) -> tuple[bytes, pl.DataFrame]:
    facts = facts_of([paper])
    if not html:
        return as_xlsx([paper]), facts
    return as_html(paper, random.choice(("utf-8", "windows-1251"))), facts


def _put(paper: Paper, row: int, text: str) -> int:
    paper.put(row, 0, text)
    return row + 1


def _student(
    paper: Paper,
    row: int,
    whose: tuple[str, str],
    period: str,
    days: list[date],
    random: Random,
    html: bool,
) -> int:
    """Write one student's table with its own columns of days."""
    paper.merge(row, 0, row + 1, 0, "Предмет")
    is_merged = bool(random.randint(0, 1))
    start = 1
    months = [(day.year, day.month) for day in days]
    for _, month in dict.fromkeys(months):
        end = start + sum(one == month for _, one in months) - 1
        name = month_name(random, month)
        if is_merged:
            paper.merge(row, start, row, end, name)
        else:
            paper.put(row, start, name)
        start = end + 1
    headings = ("Средняя оценка", "Средневзвешенный балл", "Итоговая оценка за период")
    for number, heading in enumerate(headings):
        paper.merge(row, start + number, row + 1, start + number, heading)
    for column, day in enumerate(days, start=1):
        paper.put(row + 1, column, day_number(random, day))
    row += 2
    for subject in random.sample(SUBJECTS, random.randint(1, len(SUBJECTS))):
        paper.put(row, 0, random.choice((subject, subject.replace(" ", "\u00a0"))))
        marks = _lessons(paper, row, (whose[0], subject, whose[1]), days, random, html)
        _totals(paper, row, (whose[0], subject, whose[1]), period, start, marks, random)
        row += 1
    return row


def _lessons(
    paper: Paper,
    row: int,
    whose: tuple[str, str, str],
    days: list[date],
    random: Random,
    html: bool,
) -> list[int]:
    marks: list[int] = []
    for column, day in enumerate(days, start=1):
        if random.randint(0, 2) == 0:
            paper.put(row, column, random.choice(NOTHING))
            continue
        cell = random.choice(OF_NETSCHOOL)
        paper.put(row, column, cell.written)
        nth = 1 + days[: column - 1].count(day)
        text = " ".join(cell.text.split()) if html else cell.text
        paper.fact((row, column), whose, (day, nth, ""), "mark", text, cell.means)
        marks += [mark for mark in cell.means[1:3] if mark is not None]
    return marks


def _totals(
    paper: Paper,
    row: int,
    whose: tuple[str, str, str],
    period: str,
    column: int,
    marks: list[int],
    random: Random,
) -> None:
    when = (None, 1, period)
    zero = random.choice((0, "0", "0,00", None))
    if marks:
        average = printed_average(marks, 2, half_even=True)
        _number(paper, (row, column), whose, when, "average", average, random)
    else:
        paper.put(row, column, zero)
    if marks and random.randint(0, 1):
        number = Decimal(random.randint(200, 500)) / 100
        place = (row, column + 1)
        _number(paper, place, whose, when, "weighted_average", number, random)
    else:
        paper.put(row, column + 1, zero)
    if random.randint(0, 1):
        cell = random.choice(FINALS)
        _cell(paper, (row, column + 2), whose, when, "final", cell)


def _number(paper, place, whose, when, field, number, random) -> None:
    cell = written_number(random, number)
    _cell(paper, place, whose, when, field, cell)


def _cell(paper, place, whose, when, field: str, cell: Cell) -> None:
    paper.put(*place, cell.written)
    paper.fact(place, whose, when, field, cell.text, cell.means)


def _results_table(
    paper: Paper, row: int, whose: tuple[str, str], random: Random
) -> int:
    is_merged = bool(random.randint(0, 1))
    fields = {
        "average": "Средний балл",
        "weighted_average": "Ср. взв. балл",
        "final": "Итог",
    }
    columns: dict[int, tuple[str, str]] = {}
    over = {0: (1, 12, "Учебные периоды")}
    for number, period in enumerate(_PERIODS):
        left = 1 + 3 * number
        _across(paper, row + 1, left, left + 2, period, is_merged)
        for offset, (field, heading) in enumerate(fields.items()):
            paper.put(row + 2, left + offset, heading)
            columns[left + offset] = (field, period)
    for left, right, text in over.values():
        _across(paper, row, left, right, text, is_merged)
    paper.merge(row, 0, row + 2, 0, "Предмет") if is_merged else paper.put(
        row, 0, "Предмет"
    )
    for column, heading in enumerate(_YEAR, start=13):
        if is_merged:
            paper.merge(row, column, row + 2, column, heading)
        else:
            paper.put(row, column, heading)
        columns[column] = ("final", heading)
    row += 3
    for subject in random.sample(SUBJECTS, random.randint(1, len(SUBJECTS))):
        paper.put(row, 0, subject)
        of_row = (whose[0], subject, whose[1])
        for column, (field, period) in columns.items():
            when = (None, 1, period)
            if random.randint(0, 2) == 0:
                is_average = field != "final"
                paper.put(row, column, 0 if is_average else random.choice(NOTHING))
            elif field == "final":
                cell = random.choice(FINALS)
                _cell(paper, (row, column), of_row, when, field, cell)
            else:
                number = Decimal(random.randint(200, 500)) / 100
                _number(paper, (row, column), of_row, when, field, number, random)
        row += 1
    return row


def _across(paper, row, left, right, text, is_merged) -> None:
    if is_merged:
        paper.merge(row, left, row, right, text)
    else:
        paper.put(row, left, text)
