"""Which list of entries the address asks for: the figure behind which it stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from dashboards.address_codes import code_of
from dashboards.timeliness import shown
from dashboards.timeliness.links import LIST, OF
from dashboards.timeliness.words import (
    KIND_NAMES,
    LEVEL_NAMES,
    WHICH_NAMES,
    week,
    weekday,
)
from expectations.language import N_, say
from warehouse.queries.timeliness_entries import WHICH

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from warehouse.queries.timeliness import Asked

_COLUMNS = {
    "subject": ("subject_id", "subject_name"),
    "unit": ("unit_id", "unit_name"),
}


class Drill(NamedTuple):
    """A list of entries: which of them, the question, and what narrows it, in words."""

    which: str
    asked: Asked
    words: tuple[str, ...]

    def title(self, language: str) -> str:
        """Return «Внесено с опозданием · Химия»."""
        return " · ".join((say(WHICH_NAMES[self.which], language), *self.words))


def read(
    query: Mapping[str, str], asked: Asked, offered: pl.DataFrame, language: str
) -> Drill | None:
    """Return the list that an address asks for; None: it asks for the figures.

    `offered` is `timeliness_choices.filters`: what is not among it is not asked about.
    """
    which = query.get(LIST, "")
    if which not in WHICH:
        return None
    if which in {"due", "overdue"}:
        asked = shown.owed_of(asked)
    if which == "due":
        asked = asked._replace(due_until=shown.end_of_today())
    words = []
    for name in OF:
        if value := query.get(f"of_{name}", ""):
            asked, word = _narrowed(asked, name, value, offered, language)
            words.append(word)
    return Drill(which, asked, tuple(filter(None, words)))


def _narrowed(
    asked: Asked, name: str, value: str, offered: pl.DataFrame, language: str
) -> tuple[Asked, str]:
    """Return the question about one row's entries alone, and what the row is called."""
    if name == "teacher":
        people = offered.select("person_id", "person_name").unique().rows()
        known = {code_of(person_id): (person_id, told) for person_id, told in people}
        person_id, told = known.get(value, ("-", ""))
        return asked._replace(teacher_id=person_id), told
    if name in _COLUMNS:
        key, column = _COLUMNS[name]
        told = next(iter(offered.filter(offered[key] == value)[column]), "")
        if name == "subject":
            return asked._replace(subject_id=value), told
        return asked._replace(unit_id=value), told
    if name == "level":
        told = say(LEVEL_NAMES.get(value, ""), language)
        return asked._replace(school_level=value), told
    if name == "kind":
        return asked._replace(kind=value), say(KIND_NAMES.get(value, ""), language)
    if name == "page":
        return asked._replace(page_id=value), ""
    return _of_days(asked, name, value, language)


def _of_days(asked: Asked, name: str, value: str, language: str) -> tuple[Asked, str]:
    if name == "week":
        try:
            monday = date.fromisoformat(value)
        except ValueError:
            return asked, ""
        first = max(asked.starts_on, monday)
        last = min(asked.ends_on, monday + timedelta(days=6))
        told = say(N_("week {from_day}"), language, from_day=week(value, language))
        return asked._replace(starts_on=first, ends_on=last), told
    number = int(value) if value.isdecimal() else 0
    if name == "weekday":
        number = min(number, 7)
        told = weekday(number, language) if number else ""
        return asked._replace(weekday=number), told
    number = min(number, 99)
    told = say(N_("lesson {slot}"), language, slot=number)
    return asked._replace(slot=number), told
