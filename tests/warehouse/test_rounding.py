"""Figures are rounded exactly, by the rule that the school names."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warehouse.rounding import (
    HALF_EVEN,
    HALF_UP,
    RULES,
    rounded,
    rounded_ratio,
    rule_of,
    whole_mark,
)

#   sum / count   places   half up   half even
TIES = """
    5 / 2        0        3         2
    7 / 2        0        4         4
    9 / 2        0        5         4
    107 / 40     2        2.68      2.68
    1 / 8        2        0.13      0.12
    3 / 8        2        0.38      0.38
    933 / 200    2        4.67      4.66
    201 / 200    2        1.01      1.00
    25 / 4       1        6.3       6.2
    1 / 40       2        0.03      0.02
    200 / 3      1        66.7      66.7
    -1 / 2       0        -1        0
    -3 / 2       0        -2        -2
    0 / 7        2        0.00      0.00
"""


@pytest.mark.parametrize("line", [one for one in TIES.splitlines() if one.strip()])
def test_a_tie_goes_by_the_rule(line):
    top, _, bottom, places, half_up, half_even = line.split()

    for rule, expected in ((HALF_UP, half_up), (HALF_EVEN, half_even)):
        found = rounded_ratio(int(top), int(bottom), int(places), rule)
        assert str(found) == expected, rule


def test_nothing_divided_by_nothing_is_nothing_and_not_0():
    assert rounded_ratio(0, 0, 2) is None
    assert rounded_ratio(12.5, 0.0, 2) is None


def test_a_float_is_the_decimal_it_is_written_as():
    assert str(rounded(2.675, 2)) == "2.68"
    assert str(rounded(1.005, 2)) == "1.01"


def test_an_unknown_rule_is_an_error_and_not_a_guess():
    with pytest.raises(ValueError, match="bankers"):
        rounded(1, 0, "bankers")


#   sum   count   threshold   mark
MARKS = """
    9     2       0.5         5
    23    5       0.6         5
    22    5       0.6         4
    459   100     0.6         4
    14    3       0.67        4
    7     2       0.5         4
    10    3       0.5         3
    5     1       0.5         5
    7     2       0.6         3
    18    5       0.6         4
    13    3       0.33        5
"""


@pytest.mark.parametrize("line", [one for one in MARKS.splitlines() if one.strip()])
def test_an_average_comes_to_the_mark_of_the_subjects_threshold(line):
    total, count, threshold, mark = line.split()

    assert whole_mark(int(total), int(count), float(threshold)) == int(mark)


def test_no_marks_come_to_no_mark():
    assert whole_mark(0, 0, 0.5) is None


_PLACES = st.integers(0, 4)


@given(st.fractions(), _PLACES, st.sampled_from(RULES))
def test_what_is_rounded_is_never_further_away_than_half_a_step(amount, places, rule):
    step = Fraction(1, 10**places)

    found = Fraction(rounded(amount, places, rule))

    assert abs(found - amount) <= step / 2
    assert (found / step).denominator == 1


# Within the 28 digits that Python's own decimals reckon with.
@given(st.decimals(-(10**12), 10**12, places=3), _PLACES)
def test_both_rules_agree_with_pythons_own_decimal(amount, places):
    step = Decimal(1).scaleb(-places)

    for rule, python in ((HALF_UP, ROUND_HALF_UP), (HALF_EVEN, ROUND_HALF_EVEN)):
        assert rounded(amount, places, rule) == amount.quantize(step, python)


@given(st.fractions(), _PLACES)
def test_the_rules_differ_at_ties_and_nowhere_else(amount, places):
    is_tie = (amount * 10**places * 2).denominator == 1 and (
        amount * 10**places
    ).denominator == 2

    if rounded(amount, places, HALF_UP) != rounded(amount, places, HALF_EVEN):
        assert is_tie


def test_a_school_that_names_no_rule_rounds_half_up(filled_school):
    assert rule_of(filled_school.database) == HALF_UP


def test_the_rule_is_the_schools_setting(filled_school):
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "insert into setup.about values "
            "('rounding', 'half_even', '2026-08-20', null)"
        )

    assert rule_of(filled_school.database) == HALF_EVEN
