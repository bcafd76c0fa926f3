"""Days as foreign files write them, and the year that is theirs.

Months from the layout's first one on belong to the school year's first half, the
others to its second: in 2024/2025, September is of 2024 and January of 2025.
"""

from __future__ import annotations

import functools
import re
from datetime import date, datetime
from typing import TYPE_CHECKING, NamedTuple

from babel.dates import get_month_names

from ingest.foreign.words import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.reading.sheets import CellValue

_FIRST_DATE = date(1901, 1, 1)
_YEARS = re.compile(r"(?<!\d)(20\d\d)\s*[/\\\-–—]\s*(20)?(\d\d)(?!\d)")
_WEEKDAY = re.compile(r"[,(]?\s*\b(?:пн|вт|ср|чт|пт|сб|вс)\b\.?\)?[,]?")
_DOTTED = re.compile(r"(\d{1,2})[./](\d{1,2})(?:[./](\d{4}|\d{2}))?\.?(?:\s*г\.?)?")
_NAMED = re.compile(r"(\d{1,2})\s+([а-яa-z]+)\.?(?:\s+(\d{4}))?(?:\s*г(?:ода|\.)?)?")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[t ]00:00(?::00(?:\.0+)?)?)?")
_DAY = re.compile(r"(\d{1,2})\.?")
_MONTH_HEADING = re.compile(r"([а-яa-z]+)\.?(?:\s*,?\s*(20\d\d)(?:\s*г(?:ода|\.)?)?)?")


class DayParts(NamedTuple):
    """A day as written; 0 stands for what is not written."""

    day: int
    month: int = 0
    year: int = 0


class Month(NamedTuple):
    """A month's heading; year 0 where it names none."""

    month: int
    year: int = 0


class SchoolYear(NamedTuple):
    """The calendar year in which a school year begins, 0 unknown; its first month."""

    begins: int
    first_month: int

    def year_of(self, month: int) -> int:
        """Return the calendar year of one of its months, 0 if nobody knows."""
        if not self.begins:
            return 0
        return self.begins + (month < self.first_month)


def school_year_in(text: str) -> int:
    """Return the year in which the school year named in a text begins, else 0."""
    for found in _YEARS.finditer(text):
        if (int(found[1]) + 1) % 100 == int(found[3]):
            return int(found[1])
    return 0


def school_year_of(day: date, first_month: int) -> int:
    """Return the year in which the school year of a day begins."""
    return day.year - (day.month < first_month)


@functools.lru_cache(maxsize=4096)
def month_in(heading: str) -> Month | None:
    """Return the month that a heading names: «Сентябрь», «сент.», «Январь 2025»."""
    found = _MONTH_HEADING.fullmatch(folded(heading))
    month = _month_number(found[1]) if found else 0
    return Month(month, int(found[2] or 0)) if found and month else None


def day_in(value: CellValue) -> DayParts | None:
    """Return the day that a cell names: 2, «02», «02.09», a date, «2 сентября»."""
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        # A bare 16 typed into a cell of dates shows 16 and is 16 January 1900.
        if value < _FIRST_DATE:
            return DayParts(value.day)
        return DayParts(value.day, value.month, value.year)
    if isinstance(value, float):
        value = int(value) if value.is_integer() else None
    if isinstance(value, int):
        return DayParts(value) if 1 <= value <= 31 else None
    return _day_in_text(value) if isinstance(value, str) else None


def date_of(parts: DayParts, above: Month | None, year: SchoolYear) -> date | None:
    """Return the date; None where the parts make none, or no year is known."""
    month = parts.month or (above.month if above else 0)
    written = parts.year or (above.year if above else 0)
    try:
        return date(written or year.year_of(month), month, parts.day)
    except ValueError:
        return None


@functools.lru_cache(maxsize=16384)
def _day_in_text(written: str) -> DayParts | None:
    text = " ".join(_WEEKDAY.sub(" ", folded(written)).split())
    if found := _DAY.fullmatch(text):
        return _checked(DayParts(int(found[1])))
    if found := _DOTTED.fullmatch(text):
        return _checked(DayParts(int(found[1]), int(found[2]), _year(found[3])))
    if found := _ISO.fullmatch(text):
        return _checked(DayParts(int(found[3]), int(found[2]), int(found[1])))
    if found := _NAMED.fullmatch(text):
        month = _month_number(found[2])
        parts = DayParts(int(found[1]), month, _year(found[3]))
        return _checked(parts) if month else None
    return None


def _checked(parts: DayParts) -> DayParts | None:
    fits = 1 <= parts.day <= 31 and 0 <= parts.month <= 12
    return parts if fits else None


def _year(written: str | None) -> int:
    year = int(written or 0)
    return year + 2000 if 0 < year < 100 else year


def _month_number(word: str) -> int:
    """Return the number of a month's name, whole or its first letters, else 0."""
    names = _month_names()
    if word in names:
        return names[word]
    if len(word) < 3:
        return 0
    found = {month for name, month in names.items() if name.startswith(word)}
    return found.pop() if len(found) == 1 else 0


@functools.cache
def _month_names() -> Mapping[str, int]:
    return {
        folded(name): month
        for language in ("ru", "en")
        for context in ("stand-alone", "format")
        for month, name in get_month_names(
            "wide", context=context, locale=language
        ).items()
    }
