"""Long tables, as migrations give: a row per student, subject, day and mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.foreign.paper import Paper, as_csv, as_xlsx, facts_of
from tests.foreign.spellings import (
    FINALS,
    SUBJECTS,
    Cell,
    lesson_days,
    students,
    written_number,
)

if TYPE_CHECKING:
    from random import Random

    import polars as pl

_MARKS = (
    *(Cell(mark, str(mark), (str(mark), mark, None, None)) for mark in (2, 3, 4, 5)),
    Cell("5,0", "5,0", ("5", 5, None, None)),
    Cell("4/5", "4/5", ("4/5", 4, 5, None)),
)
_ABSENCES = {"н": "н", "да": "н", "болел": "б", "УП": "у", "нет": "", "": ""}


def long_table(random: Random, *, ending: str = "csv") -> tuple[bytes, pl.DataFrame]:
    """Return a table as CSV in some encoding, or as .xlsx, and its facts."""
    paper = Paper("CSV" if ending == "csv" else "Выгрузка")
    headings = ["Класс", "Ученик", "Предмет", "Дата", "Урок", "Оценка", "Пропуск"]
    headings += ["Период", "Средний балл"]
    order = random.sample(range(len(headings)), len(headings))
    columns = {headings[one]: place for place, one in enumerate(order)}
    for heading, column in columns.items():
        paper.put(0, column, heading)
    row = 1
    for class_name in random.sample(("8А", "9Б", "10В"), random.randint(1, 2)):
        names = students(random, 4)
        for subject in random.sample(SUBJECTS, random.randint(1, 3)):
            row = _subject(paper, row, class_name, subject, names, columns, random)
    facts = facts_of([paper])
    if ending != "csv":
        return as_xlsx([paper]), facts
    encoding = random.choice(("utf-8", "utf-8-sig", "cp1251", "utf-16", "utf-16-le"))
    return as_csv(paper, encoding, random.choice((";", "\t"))), facts


def _subject(
    paper: Paper,
    row: int,
    class_name: str,
    subject: str,
    names: list[str],
    columns: dict[str, int],
    random: Random,
) -> int:
    days = lesson_days(random, 2024, 5)
    for name in names:
        whose = (class_name, subject, name)
        for number, day in enumerate(days):
            nth = 1 + days[:number].count(day)
            _names(paper, row, whose, columns)
            paper.put(row, columns["Дата"], random.choice((f"{day:%d.%m.%Y}", day)))
            paper.put(row, columns["Урок"], nth + 1)
            _mark(paper, row, whose, (day, nth, ""), columns, random)
            row += 1
        cell = random.choice(FINALS)
        when = (None, 1, "1 четверть")
        _names(paper, row, whose, columns)
        paper.put(row, columns["Период"], "1 четверть")
        place = (row, columns["Оценка"])
        paper.put(*place, cell.written)
        paper.fact(place, whose, when, "final", cell.text, cell.means)
        average = written_number(random, _some_average(random))
        place = (row, columns["Средний балл"])
        paper.put(*place, average.text)
        paper.fact(place, whose, when, "average", average.text, average.means)
        row += 1
    return row


def _names(paper, row, whose, columns) -> None:
    for heading, text in zip(("Класс", "Предмет", "Ученик"), whose, strict=True):
        paper.put(row, columns[heading], text)


def _some_average(random: Random):
    from decimal import Decimal

    return Decimal(random.randint(200, 500)) / 100


def _mark(paper, row, whose, when, columns, random: Random) -> None:
    cell = random.choice((*_MARKS, None))
    absence = random.choice(list(_ABSENCES))
    code = _ABSENCES[absence]
    paper.put(row, columns["Пропуск"], absence)
    place = (row, columns["Пропуск"])
    text, means = code, (code, None, None, code)
    if cell is not None:
        place = (row, columns["Оценка"])
        paper.put(*place, cell.written)
        value, one, two, _ = cell.means
        text, means = cell.text, (f"{value}{code}", one, two, code or None)
        if code:
            text = f"{cell.text} {'УП' if absence == 'УП' else code}"
    elif absence == "УП":
        text = "УП"
    if cell is not None or code:
        paper.fact(place, whose, when, "mark", text, means)
