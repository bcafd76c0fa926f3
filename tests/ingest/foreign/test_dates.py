"""Days as files write them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from ingest.foreign.dates import (
    Month,
    SchoolYear,
    date_of,
    day_in,
    month_in,
    school_year_in,
)

YEAR = SchoolYear(2024, 9)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        (2, date(2024, 9, 2)),
        (2.0, date(2024, 9, 2)),
        ("02", date(2024, 9, 2)),
        ("\u00a02 ", date(2024, 9, 2)),
        ("2 пн", date(2024, 9, 2)),
        ("02.10", date(2024, 10, 2)),
        ("2.1.25", date(2025, 1, 2)),
        ("02.02.2025 г.", date(2025, 2, 2)),
        ("2 марта", date(2025, 3, 2)),
        ("2 сент. 2023", date(2023, 9, 2)),
        ("2025-03-01 00:00:00", date(2025, 3, 1)),
        (datetime(2024, 12, 31), date(2024, 12, 31)),  # noqa: DTZ001 - a cell's
        (date(1900, 1, 16), date(2024, 9, 16)),
    ],
)
def test_a_day_is_read_however_it_is_written(written, day):
    assert date_of(day_in(written), Month(9), YEAR) == day


@pytest.mark.parametrize(
    "written", [0, 32, 2.5, True, "", "5/4/3", "32", "2 мартобря", "2 м", "1.13", None]
)
def test_what_is_no_day_is_none(written):
    assert day_in(written) is None


@pytest.mark.parametrize(
    ("month", "year"), [(9, 2024), (12, 2024), (1, 2025), (8, 2025)]
)
def test_months_belong_to_their_half_of_the_school_year(month, year):
    assert date_of(day_in(1), Month(month), YEAR) == date(year, month, 1)


def test_the_29th_of_february_is_only_in_its_years():
    assert date_of(day_in(29), Month(2), SchoolYear(2023, 9)) == date(2024, 2, 29)
    assert date_of(day_in(29), Month(2), YEAR) is None


def test_months_are_read_by_their_names_and_first_letters():
    assert month_in("Сент.") == Month(9)
    assert month_in("ЯНВАРЬ 2025") == Month(1, 2025)
    assert month_in("ма") is None
    assert month_in("1 четв") is None


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024/2025", 2024),
        ("на 2024–25 уч. год", 2024),
        ("2024-2026", 0),
        ("2024-09-02", 0),
        ("номер 12024/2025", 0),
    ],
)
def test_a_school_year_is_two_years_that_follow(text, year):
    assert school_year_in(text) == year
