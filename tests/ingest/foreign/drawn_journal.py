"""A teacher's journal of a kind that no shipped layout knows, drawn by chance."""

from __future__ import annotations

import io
from datetime import date, timedelta
from typing import NamedTuple

import openpyxl
from hypothesis import strategies as some
from openpyxl.utils import get_column_letter

from ingest.foreign.pointing import Pointed

_MONTHS = {9: "сентябрь", 10: "октябрь", 11: "ноябрь", 12: "декабрь"}
_NAMES = ("Абрамов Лев", "Бобров Тимур", "Власова Ева", "Громов Яков")
# student, day, value as written
Written = set[tuple[str, date, str]]


class Journal(NamedTuple):
    """A file, what stands in it, and where somebody would point."""

    content: bytes
    marks: Written
    topics: set[tuple[date, str, str]]  # day, topic or homework, text
    pointed: Pointed


@some.composite
def journals(draw: some.DrawFn) -> Journal:
    """Draw a journal with its own headings, at its own place."""
    top = draw(some.integers(0, 4))
    left = draw(some.integers(0, 2))
    has_months = draw(some.booleans())
    is_below = draw(some.booleans())
    first = date(2026, 9, 1) + timedelta(days=draw(some.integers(0, 60)))
    steps = draw(some.lists(some.integers(1, 5), min_size=2, max_size=6))
    days = [first]
    for step in steps:
        days.append(days[-1] + timedelta(days=step))
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Математика"
    for row in range(top):
        sheet.cell(row + 1, 1, f"5А, строка {row + 1}, 2026/2027")
    row = top + 1
    if has_months:
        for column, day in enumerate(days, start=left + 2):
            if column == left + 2 or day.month != days[column - left - 3].month:
                sheet.cell(row, column, _MONTHS[day.month])
        row += 1
    sheet.cell(row, left + 1, "Мои ребята")
    for column, day in enumerate(days, start=left + 2):
        sheet.cell(row, column, day.day if has_months else f"{day:%d.%m.%Y}")
    day_row, row = row, row + 1
    names = _NAMES[: draw(some.integers(1, 4))]
    marks: Written = set()
    for name in names:
        sheet.cell(row, left + 1, name)
        for column, day in enumerate(days, start=left + 2):
            text = draw(some.sampled_from(["", "5", "4/5", "прог", "+", "н"]))
            if text:
                sheet.cell(row, column, text)
            if text and text != "+":
                marks.add((name, day, text))
        row += 1
    last = row - 1
    place = (row + 1, left + 1) if is_below else (day_row, left + len(days) + 3)
    topics = _lessons(draw, sheet, place, days)
    made = io.BytesIO()
    book.save(made)
    pointed = Pointed(
        "grid",
        head_row=day_row - 1,
        day_row=day_row - 1,
        month_row=day_row - 2 if has_months else None,
        student_column=left,
        first_row=day_row,
        last_row=last - 1,
        lessons=("Когда было", "О чём говорили", "Учим дома"),
        aliases=(("прог", "н"), ("+", "")),
    )
    return Journal(made.getvalue(), marks, topics, pointed)


def _lessons(draw, sheet, place, days):
    row, column = place
    for offset, text in enumerate(("Когда было", "О чём говорили", "Учим дома")):
        sheet.cell(row, column + offset, text)
    found = set()
    for below, day in enumerate(days, start=row + 1):
        sheet.cell(below, column, f"{day:%d.%m.%Y}")
        topic = f"Тема {get_column_letter(below)}"
        sheet.cell(below, column + 1, topic)
        found.add((day, "topic", topic))
        if draw(some.booleans()):
            sheet.cell(below, column + 2, f"с. {below}")
            found.add((day, "homework", f"с. {below}"))
    return found
