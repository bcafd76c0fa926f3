"""What stands on a printed table of figures; `timeliness_pdf` and `_xlsx` draw it."""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from dashboards.journal.due_figure import percent
from dashboards.journal.figures import NONE, number


class Share(NamedTuple):
    """A share that keeps what it is made of; of nothing it is a dash."""

    of: int
    out_of: int


# Text is text, whatever it looks like; None is a dash and never 0.
Cell: TypeAlias = str | int | float | Share | None


class FormTable(NamedTuple):
    """One table with what explains it; `tab` names its sheet in a workbook."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    tab: str = ""
    note: str = ""
    is_narrow: tuple[bool, ...] = ()  # columns of short codes; by default numbers are


class Form(NamedTuple):
    """Tables as a page shows them, in words of its reader, with where they are from."""

    title: str
    school_name: str
    filters: tuple[tuple[str, str], ...]  # what was chosen: ("Class", "5А")
    tables: tuple[FormTable, ...]
    rules: tuple[str, ...]  # rules and clauses, at the foot
    moment: str  # as of when, in the school's time
    made_by: str
    language: str


def shown(value: Cell, language: str) -> str:
    """Return a cell as it is printed."""
    if isinstance(value, Share):
        return percent(value.of, value.out_of, language)
    if isinstance(value, float):
        return number(value, language, 1)
    return NONE if value is None else str(value)


def is_number(value: Cell) -> bool:
    """Tell whether a cell stands on the right."""
    return value is None or not isinstance(value, str)
