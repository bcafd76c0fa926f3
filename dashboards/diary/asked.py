"""Whose diary, which week and day: in the address by number and date, never by name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlencode

from warehouse.clock import school_day
from warehouse.queries import diary
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from dashboards.callers import Caller
    from dashboards.site import Site

WEEK = timedelta(days=7)
_DIGITS = 4  # nobody has a thousand children


class Child(NamedTuple):
    """One student whose diary is open to the person; `number` counts from 1."""

    number: int
    student_id: str
    name: str
    class_id: str

    @property
    def first_name(self) -> str:
        """What a family calls the child: the name without the surname."""
        return self.name.split(" ", 1)[-1]


class Asked(NamedTuple):
    """What the address asks for, within what is open to the person."""

    viewer: Viewer
    language: str
    today: date
    children: tuple[Child, ...]
    child: Child
    is_refused: bool  # the address named a child that is not theirs
    periods: pl.DataFrame  # as `diary.periods`; empty before there are lessons
    monday: date
    day: date | None  # one day of the week instead of all

    def link(self, path: str = "/diary", **changes: object) -> str:
        """Return an address of this child and week with something else in it."""
        kept: dict[str, object] = {"child": self.child.number, "week": self.monday}
        asked = {name: str(value) for name, value in (kept | changes).items() if value}
        return f"{path}?{urlencode(asked)}"

    @property
    def this_monday(self) -> date:
        """The Monday of the week that runs."""
        return monday_of(self.today)

    def has_week(self, monday: date) -> bool:
        """Tell whether a week lies between the first and the last lesson."""
        first, last = _span(self.periods, self.today)
        return first <= monday <= last


def asked_for(site: Site, who: Caller, query: Mapping[str, str]) -> Asked | None:
    """Return what is asked for; None if the person has no child in the school today.

    A strange week becomes the nearest one with lessons, a strange child the first.
    """
    database = site.school.database
    viewer = Viewer(who.person_id, who.roles)
    today = school_day(site.school.clock.now(), site.school.timezone)
    children = children_of(site, viewer, today)
    if not children:
        return None
    number = query.get("child", "1")
    place = int(number) - 1 if number.isdecimal() and len(number) < _DIGITS else -1
    is_known = 0 <= place < len(children)
    child = children[place if is_known else 0]
    periods = database.standing.of(
        ("periods", viewer.person_id, child.student_id),
        lambda: diary.periods(database, viewer, child.student_id),
    )
    first, last = _span(periods, today)
    day = _date(query.get("day", ""))
    week = day or _date(query.get("week", "")) or today
    monday = min(max(monday_of(week), first), last)
    return Asked(
        viewer=viewer,
        language=who.language,
        today=today,
        children=children,
        child=child,
        is_refused=not is_known,
        periods=periods,
        monday=monday,
        day=day if day and monday_of(day) == monday else None,
    )


def children_of(site: Site, viewer: Viewer, today: date) -> tuple[Child, ...]:
    """Return whose diaries a person reads, in the order of their numbers."""
    database = site.school.database
    found = database.standing.of(
        ("children", viewer.person_id, today),
        lambda: diary.children(database, viewer, today),
    )
    return tuple(Child(number, *row) for number, row in enumerate(found.iter_rows(), 1))


def monday_of(on: date) -> date:
    """Return the first day of a day's week."""
    return on - timedelta(days=on.weekday())


def _span(periods: pl.DataFrame, today: date) -> tuple[date, date]:
    """Return the Mondays of the first and of the last week with lessons."""
    if periods.is_empty():
        return monday_of(today), monday_of(today)
    begins, ends = min(periods["starts_on"]), max(periods["ends_on"])
    return monday_of(begins), max(monday_of(ends), monday_of(begins))


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
