"""Marks and names as cells of a form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.forms.paper import Column
from expectations.language import N_
from expectations.marks import shown

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dashboards.forms.paper import Cell
    from dashboards.printing.desk import Desk

_LETTER = 1.75  # mm of a name on paper
_SHORTEST, _LONGEST = 34, 60


def mark(value: str | None) -> Cell:
    """Return a mark: a digit is a number, so that a workbook counts it."""
    if not value:
        return None
    return int(value) if value.isdecimal() else shown(value)


def name_columns(desk: Desk, names: Iterable[str]) -> tuple[Column, Column]:
    """Return the columns of the number and the name, as wide as the names need."""
    longest = _LETTER * max((len(name) for name in names), default=0) + 3
    width = min(_LONGEST, max(_SHORTEST, longest))
    return (
        Column(desk.say(N_("No.")), 7),
        Column(desk.say(N_("Student")), width, "left"),
    )
