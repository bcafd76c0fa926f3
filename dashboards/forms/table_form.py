"""What stands on a printed page of figures; `table_form_pdf` and `_xlsx` draw it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from dashboards.journal.figures import NONE, number
from dashboards.timeliness.words import share
from expectations.language import N_, say

if TYPE_CHECKING:
    from dashboards.forms.seal import Seal


class Share(NamedTuple):
    """A share that keeps what it is made of; of nothing it is a dash."""

    of: int
    out_of: int


# Text is text, whatever it looks like; None is a dash and never 0. A Decimal keeps its
# places: 4.25 and 4.50; a float has one.
Cell: TypeAlias = str | int | float | Decimal | Share | None


class FormTable(NamedTuple):
    """One table; `tab` names its sheet in a workbook, `note` stands below it."""

    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    tab: str = ""
    note: str = ""


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
    seal: Seal | None = None


def labels(language: str) -> dict[str, str]:
    """Return the words around the data, translated."""
    return {
        "moment": say(N_("As of"), language),
        "made_by": say(N_("Made by"), language),
        "school": say(N_("School"), language),
        "rules": say(N_("Rules"), language),
        "empty": say(N_("There is nothing here."), language),
        "code": say(N_("Verification code"), language),
        "block": say(N_("ledger block {block}"), language, block="%1"),
        "page": say(N_("page {here} of {all}"), language, here="%1", all="%2"),
    }


def shown(value: Cell, language: str) -> str:
    """Return a cell as it is printed."""
    if isinstance(value, Share):
        return share(value.of, value.out_of, language)
    if isinstance(value, float | Decimal):
        return number(value, language, places_of(value))
    return NONE if value is None else str(value)


def places_of(value: float | Decimal) -> int:
    """Return how many places behind the point a figure is shown with."""
    if isinstance(value, Decimal):
        return -int(value.as_tuple().exponent)
    return 1


def are_numbers(table: FormTable) -> list[bool]:
    """Tell of each column whether it holds figures alone, which stand on the right."""
    return [
        bool(table.rows)
        and all(not isinstance(row[place], str) for row in table.rows)
        and any(row[place] is not None for row in table.rows)
        for place in range(len(table.heads))
    ]
