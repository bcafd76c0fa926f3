"""Tables of lessons, «Дата | Тема | ДЗ», beside a journal or on a sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.foreign.paper import Paper
from tests.foreign.spellings import CLASS, GENITIVES

if TYPE_CHECKING:
    from datetime import date
    from random import Random

_HOMEWORK = ("§ 5, № 12", "Повторить правило", "нет", "Учебник,\nстр. 40")


def write_lessons(
    paper: Paper,
    place: tuple[int, int],
    subject: str,
    days: list[date],
    year: int,
    random: Random,
) -> int:
    """Write the table of lessons at a place; return the row behind it."""
    row, left = place
    headings = ("Дата", "Тема", random.choice(("ДЗ", "Домашнее задание", "Д/з")))
    for offset, heading in enumerate(headings):
        paper.put(row, left + offset, heading)
    how = random.choice(("date", "short", "long", "named"))
    whose = (CLASS, subject, "")
    for number, day in enumerate(days):
        row += 1
        paper.put(row, left, _written_day(day, how))
        when = (day, 1 + days[:number].count(day), "")
        topic = f"Тема № {number + 1}"
        if random.randint(0, 9):
            paper.put(row, left + 1, f" {topic}\u00a0")
            place = (row, left + 1)
            means = (topic, None, None, None)
            paper.fact(place, whose, when, "topic", topic, means)
        if random.randint(0, 1):
            homework = random.choice(_HOMEWORK)
            paper.put(row, left + 2, homework)
            means = (" ".join(homework.split()), None, None, None)
            paper.fact((row, left + 2), whose, when, "homework", homework, means)
    return row + 1


def _written_day(day: date, how: str) -> object:
    written = {
        "date": day,
        "short": f"{day:%d.%m}",
        "long": f"{day:%d.%m.%Y}",
        "named": f"{day.day} {GENITIVES[day.month - 1]}",
    }
    return written[how]


def topics_sheet(
    on_topics: list[tuple[str, list[date]]], year: int, random: Random
) -> Paper:
    """Write the sheet «ТЕМЫ»: a table for each subject, its name above it or beside."""
    paper = Paper(random.choice(("ТЕМЫ", "Темы")))
    is_one_table = bool(random.randint(0, 1))
    row = -1 if is_one_table else 0
    for number, (subject, days) in enumerate(on_topics):
        if is_one_table:
            row += _one_more(paper, row, number, subject, days, random)
            continue
        paper.put(row, 0, subject)
        row = write_lessons(paper, (row + 1, 0), subject, days, year, random) + 1
    return paper


def _one_more(
    paper: Paper, row: int, number: int, subject: str, days: list[date], random: Random
) -> int:
    """Write a subject's lessons into the one table of all; return how many rows."""
    if number == 0:
        for column, heading in enumerate(("Предмет", "Дата", "Тема")):
            paper.put(0, column, heading)
        row = 0
    says_once = bool(random.randint(0, 1))
    for place, day in enumerate(days):
        row += 1
        paper.put(row, 0, "" if says_once and place else subject)
        paper.put(row, 1, day)
        topic = f"{subject}, урок {place + 1}"
        paper.put(row, 2, topic)
        when = (day, 1 + days[:place].count(day), "")
        means = (topic, None, None, None)
        whose = (CLASS, subject, "")
        paper.fact((row, 2), whose, when, "topic", topic, means)
    return len(days) + (number == 0)
