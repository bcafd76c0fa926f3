"""Lines such as «Ученик: …» that say whose the table below is."""

from __future__ import annotations

import functools
import re
from typing import TYPE_CHECKING

from ingest.foreign.dates import (
    SchoolYear,
    date_of,
    day_in,
    school_year_in,
    school_year_of,
)
from ingest.foreign.words import folded
from ingest.reading.cell_kinds import visible

if TYPE_CHECKING:
    from datetime import date

    from ingest.foreign.layout import Layout
    from ingest.foreign.sheet_texts import SheetTexts

_CLASS = re.compile(
    r"(?<![\d.,/№-])(1[01]|[1-9])(?:\s?[-–]?\s?[«\"']?\s?([А-ЯЁA-Z])|[-–]?([а-яёa-z]))"
    r"\s?[»\"']?(?=\s*(?:класс|кл\.|$)|[\s,;_]+(?:[«А-ЯЁ]|\d{4}))"
)
_DATE = re.compile(r"\d{1,2}\.\d{1,2}\.\d{2,4}")


class Labels:
    """What the lines read so far have said; a later line overrides."""

    def __init__(self, layout: Layout, begins: int = 0) -> None:
        self._layout = layout
        self._begins = begins  # of the school year, as known from elsewhere
        self.said: dict[str, str] = {}

    def take(self, sheet: SheetTexts, row: int) -> bool:
        """Read the labels of a row; tell whether it has one."""
        found = labels_in(sheet, row, self._layout)
        self.said |= found
        return bool(found)

    def end_table(self) -> None:
        """Forget the student: the next table names its own, or is nobody's."""
        self.said.pop("student", None)

    def __getitem__(self, name: str) -> str:
        return self.said.get(name, "")

    @property
    def year(self) -> SchoolYear:
        """The school year by its own line, else by the period, else as known."""
        first = self._layout.first_month
        begins = school_year_in(self["school_year"])
        if not begins and (days := self.period):
            begins = school_year_of(days[0], first)
        return SchoolYear(begins or self._begins, first)

    @property
    def period(self) -> tuple[date, date] | None:
        """First and last day of «с … по …»."""
        days = [_full_date(text) for text in _DATE.findall(self["period"])]
        if len(days) != 2 or None in days:
            return None
        first, last = (day for day in days if day)
        return first, last


def labels_in(sheet: SheetTexts, row: int, layout: Layout) -> dict[str, str]:
    """Return the labels of a row and their texts; a text may be in the next cell."""
    pattern, names = _pattern(layout)
    found: dict[str, str] = {}
    if pattern is None:
        return found
    waiting = ""
    for _, text in sheet.filled(row):
        plain = text.lower().replace("ё", "е")
        places = list(pattern.finditer(plain))
        if not places:
            if waiting:
                found[waiting] = text
            waiting = ""
            continue
        ends = [place.start() for place in places[1:]] + [len(text)]
        for place, end in zip(places, ends, strict=True):
            name = names[place[1]]
            said = text[place.end() : end].strip(" \t,;")
            if said:
                found[name] = said
            waiting = "" if said else name
    return found


def class_in(text: str) -> str:
    """Return the class that a title names, as written there: «8 «А» класс» → «8А»."""
    found = _CLASS.search(visible(text))
    return f"{found[1]}{found[2] or found[3]}" if found else ""


@functools.lru_cache(maxsize=64)
def _pattern_of(
    labels: tuple[tuple[str, str], ...],
) -> re.Pattern[str] | None:
    if not labels:
        return None
    words = "|".join(
        re.escape(word) for word, _ in sorted(labels, key=lambda one: -len(one[0]))
    )
    return re.compile(rf"(?<![а-яa-z])({words})\s*:\s*")


def _pattern(layout: Layout) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    names = {
        folded(word): name for name, words in layout.labels.items() for word in words
    }
    return _pattern_of(tuple(sorted(names.items()))), names


def _full_date(text: str) -> date | None:
    parts = day_in(text)
    return date_of(parts, None, SchoolYear(0, 9)) if parts else None
