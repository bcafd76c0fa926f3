"""Rounding for people to read: exact, by the school's named rule.

A figure is a numerator and a denominator; both are exact numbers, and so is what they
are rounded to. Binary floats would decide ties by chance: 2.675 lies below itself.
Which mark an average comes to is another rule, the subject's threshold: `whole_mark`.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from warehouse.database import Database

Amount: TypeAlias = int | float | Decimal | Fraction

HALF_UP = "half_up"  # 2.5 → 3, as schools are taught to
HALF_EVEN = "half_even"  # 2.5 → 2 and 3.5 → 4, as statisticians do
RULES = (HALF_UP, HALF_EVEN)
DEFAULT_RULE = HALF_UP


def exact(amount: Amount) -> Fraction:
    """Return the number that was meant: of a float, the decimal it is written as.

    0.1 is one tenth here, though the nearest float is a little more.
    """
    return Fraction(repr(amount) if isinstance(amount, float) else amount)


def rounded(amount: Amount, places: int, rule: str = DEFAULT_RULE) -> Decimal:
    """Round to decimal places; a tie goes by the rule, away from zero if half up."""
    if rule not in RULES:
        raise ValueError(rule)
    scaled = exact(amount) * 10**places
    whole, rest = divmod(abs(scaled.numerator), scaled.denominator)
    twice = 2 * rest
    is_tie = twice == scaled.denominator
    if twice > scaled.denominator or (is_tie and (rule == HALF_UP or whole % 2)):
        whole += 1
    is_negative = int(scaled < 0 < whole)
    return Decimal((is_negative, tuple(map(int, str(whole))), -places))


def rounded_ratio(
    numerator: Amount, denominator: Amount, places: int, rule: str = DEFAULT_RULE
) -> Decimal | None:
    """Round numerator / denominator; nothing divided by nothing is nothing, not 0."""
    below = exact(denominator)
    return rounded(exact(numerator) / below, places, rule) if below else None


def whole_mark(numerator: Amount, denominator: Amount, threshold: Amount) -> int | None:
    """Return the mark that an average comes to: upwards from the threshold on.

    The threshold is the subject's, 0.5 if it has none of its own; 0.6 makes a 4 of
    4.59. The school's rule of rounding figures has no say here.
    """
    below = exact(denominator)
    if not below:
        return None
    average = exact(numerator) / below
    whole = average.numerator // average.denominator
    return whole + int(average - whole >= exact(threshold))


def rule_of(database: Database) -> str:
    """Return the rule that the school chose in its set-up, else the usual one."""
    with database.reading() as cursor:
        found = cursor.execute(
            "select value from setup.about "
            "where setting = 'rounding' and valid_to is null and value <> ''"
        ).fetchone()
    return str(found[0]) if found else DEFAULT_RULE
