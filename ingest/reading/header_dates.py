"""Read the dates above the lessons of a grid: dates, or days under a month's name."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from babel.dates import get_month_names

from expectations.language import LANGUAGES
from ingest.reading.identify import shown_text
from ingest.reading.lesson_words import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.reading.sheets import CellValue, RawSheet

HEADER_ROWS = 30
_FIRST_DATE = date(1901, 1, 1)


def dated_columns(
    sheet: RawSheet, first: int, years: Mapping[int, int]
) -> dict[int, tuple[date, int]]:
    """Return column → (date, lesson number or 0) from the rows above the students."""
    above = sheet.rows[:first][-HEADER_ROWS:]
    days = max(above, key=lambda cells: sum(map(_is_day, cells)), default=[])
    if sum(map(_is_day, days)) == 0:
        return {}
    below = above[above.index(days) + 1 :]
    months = _months(above[: above.index(days)], len(days))
    found: dict[int, tuple[date, int]] = {}
    for column, value in enumerate(days):
        day = _date_of(value, months[column], years)
        if day is not None:
            slots = [text for row in below if (text := shown_text(row[column]))]
            slot = int(slots[0]) if slots and slots[0].isdecimal() else 0
            found[column] = (day, slot)
    return found


def _is_day(value: CellValue) -> bool:
    if isinstance(value, date):
        return True
    text = shown_text(value)
    return text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 31


def _months(above: list[list[CellValue]], width: int) -> list[int]:
    """Return the month over each column; a band stands over all columns it spans."""
    names = {
        folded(name): month
        for language in LANGUAGES
        for context in ("stand-alone", "format")
        for month, name in get_month_names(
            "wide", context=context, locale=language
        ).items()
    }
    short = {name[:3]: month for name, month in names.items()}
    best = [0] * width
    for cells in above:
        months, month = [], 0
        for value in [*cells, *[None] * width][:width]:
            word = folded(shown_text(value))
            month = names.get(word) or short.get(word) or (0 if word else month)
            months.append(month)
        if sum(map(bool, months)) > sum(map(bool, best)):
            best = months
    return best


def _date_of(value: CellValue, month: int, years: Mapping[int, int]) -> date | None:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date) and value >= _FIRST_DATE:
        return value
    # A bare 16 typed into a cell of dates shows 16 and is 16 January 1900.
    text = str(value.day) if isinstance(value, date) else shown_text(value)
    try:
        if found := re.fullmatch(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?", text):
            year = int(found[3] or years.get(int(found[2]), 0))
            return date(year, int(found[2]), int(found[1])) if year else None
        if text.isdecimal() and month in years:
            return date(years[month], month, int(text))
        return date.fromisoformat(text)
    except ValueError:  # not a date: a name, a word, the 31st of April
        return None
