"""What stands on an official form; `paper_pdf` and `paper_xlsx` draw it.

A form is tables with their totals, what was asked, and, where it is certified, the
block «Верно» with its verification code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from dashboards.forms.table_form import Share, shown
from dashboards.journal.figures import number
from expectations.language import N_, say
from warehouse.rounding import DEFAULT_RULE, rounded

if TYPE_CHECKING:
    from dashboards.forms.seal import Seal


class Formula(NamedTuple):
    """A total: a formula of Excel and the figure that it gives.

    In the formula `{col}` and `{row}` are the own cell's, `{first}` and `{last}` the
    table's rows of data, `{left}` and `{right}` its columns of data, and the name of a
    row its number: `SUM({left}{row}:{right}{row})`, `{col}{fives}/{col}{all}`.
    """

    formula: str
    value: float | str | None
    places: int = 0


class Tagged(NamedTuple):
    """A count with letters behind it, «6б»: a number in a workbook, so that it adds."""

    number: int
    tag: str


Cell: TypeAlias = str | int | float | Share | Formula | Tagged | None


class Column(NamedTuple):
    """A column; `width` in mm is the least it needs, `is_data` feeds the totals."""

    head: str
    width: float
    align: str = "center"
    is_upright: bool = False
    is_data: bool = False
    may_wrap: bool = False  # takes a share of what is left of the line


class Row(NamedTuple):
    """A row; `name` is how formulas call it.

    `kind` is `data`, `total`, `quiet` or `signature`, which leaves room for a hand.
    """

    cells: tuple[Cell, ...]
    kind: str = "data"
    name: str = ""


class Table(NamedTuple):
    """A table; `groups` stand above its heads as (words, columns that it spans)."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    tab: str = ""
    note: str = ""
    groups: tuple[tuple[str, int], ...] = ()
    is_new_page: bool = False
    is_one_page: bool = False  # made smaller rather than run on to a second page


class Certifier(NamedTuple):
    """Who certifies; '' leaves a line to be filled in by hand."""

    position: str = ""
    name: str = ""


class Paper(NamedTuple):
    """A form in words of its reader; without a seal it is not yet registered."""

    title: str
    school_name: str
    asked: tuple[tuple[str, str], ...]  # what was chosen: ("Class", "5А")
    tables: tuple[Table, ...]
    moment: str
    made_by: str
    language: str
    rules: tuple[str, ...] = ()
    rounding: str = DEFAULT_RULE
    certifier: Certifier | None = None
    seal: Seal | None = None
    has_title_page: bool = False
    # The workbook's tables, where they are not those of the paper.
    book_tables: tuple[Table, ...] = ()


def words(language: str) -> dict[str, str]:
    """Return the words around the data, translated."""
    return {
        "moment": say(N_("As of"), language),
        "made_by": say(N_("Made by"), language),
        "empty": say(N_("There is nothing here."), language),
        "page": say(N_("page {here} of {all}"), language, here="%1", all="%2"),
        "block": say(N_("ledger block {block}"), language, block="%1"),
        "code": say(N_("Verification code"), language),
        "true_copy": say(N_("Certified true"), language),
        "position": say(N_("position"), language),
        "signature": say(N_("signature"), language),
        "name": say(N_("surname, initials"), language),
        "date": say(N_("“____” ______________ 20____"), language),
        "stamp": say(N_("Place for the seal"), language),
    }


def printed(value: Cell, language: str, rule: str = DEFAULT_RULE) -> str:
    """Return a cell as it stands on paper, rounded by the school's rule.

    A total of nothing is empty.
    """
    if isinstance(value, Formula):
        if value.value is None:
            return ""
        if isinstance(value.value, str):
            return value.value
        if not value.places:
            return str(rounded(value.value, 0, rule))
        return number(value.value, language, value.places, rule)
    if isinstance(value, Tagged):
        return f"{value.number}{value.tag}"
    if isinstance(value, float):
        return number(value, language, 2, rule)
    return "" if value is None else shown(value, language)
