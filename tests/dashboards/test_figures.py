"""Figures on the screen are rounded by our own exact rule, never by chance."""

from __future__ import annotations

import pytest

from dashboards.journal.figures import NONE, number, ratio
from warehouse.rounding import HALF_EVEN


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [(2.5, 0, "3"), (4.125, 2, "4,13"), (933 / 200, 2, "4,67"), (1234.5, 0, "1 235")],
)
def test_a_tie_is_shown_half_up_unless_the_school_says_otherwise(value, places, shown):
    assert number(value, "ru", places).replace("\xa0", " ") == shown


def test_a_school_that_rounds_half_even_sees_half_even():
    assert number(2.5, "ru", 0, HALF_EVEN) == "2"
    assert ratio(9, 8, "ru", 2, HALF_EVEN) == "1,12"
    assert ratio(9, 8, "en", 2) == "1.13"


def test_a_figure_over_nothing_is_a_dash_and_never_0():
    assert number(None, "ru") == NONE
    assert ratio(0, 0, "ru") == NONE
