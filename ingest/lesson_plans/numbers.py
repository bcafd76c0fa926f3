"""Numbers of lessons and hours as teachers write them: «5–7», «5, 6», «2 ч», «1.2»."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from ingest.reading.sheets import UncachedFormula
from ingest.setup.cells import as_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reading.sheets import CellValue

_RANGE = re.compile(r"№?\s*(\d{1,3})\s*[-–—−]\s*(\d{1,3})\.?")
_LIST = re.compile(r"№?\s*(\d{1,3}(?:\s*[,;+и]\s*\d{1,3})+)\.?")
_ONE = re.compile(r"№?\s*(\d{1,3})\s*[.)]?(?:\s*/\s*\d{1,3})?\.?")
_WITH_SECTION = re.compile(r"\d{1,2}(\.\d{1,3})+\.?")
_HOURS = re.compile(r"(\d{1,3}(?:\s*\+\s*\d{1,2})*)\s*(?:ч|час\w*|h|hours?)?\.?")
MOST_HOURS = 40


class Numbers(NamedTuple):
    """The first and the last lesson's number of a row."""

    first: int
    last: int

    @property
    def hours(self) -> int:
        """How many lessons the numbers name."""
        return self.last - self.first + 1


def numbers_of(value: CellValue, expected: int) -> Numbers | None:
    """Return the numbers of a cell; None if it holds no number of lessons.

    Excel makes a day of a typed «5-7»: it is read back if it begins with the expected
    number. A typed «5,6» may have become the number 5.6. A formula whose result is not
    in the file counts on.
    """
    if isinstance(value, UncachedFormula):
        return Numbers(expected, expected)
    if isinstance(value, date):
        return _of_day(value, expected)
    text = as_text(value)
    if found := _RANGE.fullmatch(text):
        first, last = int(found[1]), int(found[2])
        return Numbers(first, last) if first < last else None
    if found := _LIST.fullmatch(text):
        parts = [int(part) for part in re.findall(r"\d+", found[1])]
        return _consecutive(parts)
    if found := _ONE.fullmatch(text):
        return Numbers(int(found[1]), int(found[1]))
    if isinstance(value, float) and _WITH_SECTION.fullmatch(text):
        return _consecutive([int(part) for part in text.split(".")])
    return None


def is_with_section(value: CellValue) -> bool:
    """Tell «1.2», the second topic of the first section, from a lesson's number."""
    return _WITH_SECTION.fullmatch(as_text(value)) is not None


def hours_of(value: CellValue) -> int | None:
    """Return the lessons of a cell of hours; None if it holds no whole number."""
    found = _HOURS.fullmatch(as_text(value).lower())
    if found is None:
        return None
    count = sum(int(part) for part in re.findall(r"\d+", found[1]))
    return count if 1 <= count <= MOST_HOURS * 10 else None


def _of_day(value: date, expected: int) -> Numbers | None:
    for first, last in ((value.day, value.month), (value.month, value.day)):
        if first == expected and last > first:
            return Numbers(first, last)
    return None


def _consecutive(parts: Sequence[int]) -> Numbers | None:
    first = parts[0]
    if list(parts) != list(range(first, first + len(parts))) or len(parts) == 1:
        return None
    return Numbers(first, parts[-1])
