"""Averages computed from the marks read, beside those that a file prints.

They agree only under the rounding rule of the program that printed them, which the
layout names: 4.125 is 4.12 where halves go to the even digit, and 4.13 elsewhere.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.foreign.facts import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ingest.foreign.layout import Averages

OTHER_AVERAGE = N_(
    "The file prints the average {value}, the marks read give {computed} "
    "({count} marks, sum {sum}). Look whether a mark was changed or not read."
)
NO_MARKS = N_(
    "The file prints the average {value}, but no mark that it could be of was read."
)


class Printed(NamedTuple):
    """An average as a file prints it, and the marks that it should be of."""

    sheet: str
    cell: str
    number: Decimal
    marks: tuple[int, ...]


def average_of(marks: Iterable[int], rule: Averages) -> Decimal | None:
    """Return the average as the layout's program would print it; None of no marks."""
    counted = tuple(marks)
    if not counted:
        return None
    return _rounded(Fraction(sum(counted), len(counted)), rule)


def disagreements(printed: Iterable[Printed], rule: Averages) -> list[Problem]:
    """Return a problem for each printed average that the marks do not give."""
    problems = []
    for one in printed:
        computed = average_of(one.marks, rule)
        # A formula's result has more digits in the file than the page shows.
        if computed == _rounded(Fraction(one.number), rule):
            continue
        facts: dict[str, object] = {"value": f"{one.number:f}"}
        if computed is not None:
            count, total = len(one.marks), sum(one.marks)
            facts |= {"computed": f"{computed:f}", "count": count, "sum": total}
        sentence = NO_MARKS if computed is None else OTHER_AVERAGE
        problems.append(
            Problem(
                "foreign_average",
                one.sheet,
                one.cell,
                f"{one.number:f}",
                sentence,
                facts,
            )
        )
    return problems


def _rounded(number: Fraction, rule: Averages) -> Decimal:
    exact = number * 10**rule.digits
    whole = round(exact) if rule.rounding == "half_even" else _half_up(exact)
    return Decimal(whole).scaleb(-rule.digits)


def _half_up(exact: Fraction) -> int:
    return (exact + Fraction(1, 2)).__floor__()
