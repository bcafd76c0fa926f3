from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from warehouse.calendar import (
    CalendarRow,
    WorkingDays,
    grades_of,
    names_unit,
    school_days,
    to_local,
    to_utc,
)

ZONE = ZoneInfo("Asia/Yekaterinburg")


def days(*calendar, class_id="5А", grade=5, week_days=5, of=(23, 29)):
    """Return the school days of one week of November 2026, Monday the 23rd."""
    return [
        (day.on.day, day.weekday, day.is_shortened)
        for day in school_days(
            calendar,
            class_id=class_id,
            grade=grade,
            week_days=week_days,
            starts_on=date(2026, 11, of[0]),
            ends_on=date(2026, 11, of[1]),
        )
    ]


def row(kind, first, last=None, classes="", as_weekday=None):
    return CalendarRow(
        date(2026, 11, first), date(2026, 11, last or first), kind, classes, as_weekday
    )


def test_a_week_has_five_or_six_school_days():
    assert [day for day, _, _ in days()] == [23, 24, 25, 26, 27]
    assert [day for day, _, _ in days(week_days=6)] == [23, 24, 25, 26, 27, 28]


@pytest.mark.parametrize("kind", ["vacation", "holiday", "day_off"])
def test_there_are_no_lessons_on_free_days(kind):
    assert [day for day, _, _ in days(row(kind, 24, 26))] == [23, 27]


def test_free_days_of_a_class_or_a_grade_are_theirs_alone():
    of_class, of_grade = (
        row("day_off", 24, classes="5Б"),
        row("vacation", 25, classes="1"),
    )

    assert len(days(of_class, of_grade)) == 5
    assert [day for day, _, _ in days(of_class, class_id="5Б")] == [23, 25, 26, 27]
    assert [day for day, _, _ in days(of_grade, grade=1)] == [23, 24, 26, 27]


def test_a_transferred_saturday_follows_the_timetable_of_another_weekday():
    saturday = row("working_day", 28, as_weekday=1)

    assert days(saturday)[-1] == (28, 1, False)
    assert days(saturday, row("vacation", 28))[-1] == (27, 5, False)


def test_a_shortened_day_is_known():
    assert days(row("shortened", 24))[1] == (24, 2, True)


def test_the_third_working_day_skips_weekends_and_holidays_but_not_vacations():
    calendar = [row("holiday", 25), row("vacation", 26, 27), row("working_day", 28)]
    working = WorkingDays(calendar, {date(2026, 9, 1): 5})

    assert working.after(date(2026, 11, 24), 3) == date(2026, 11, 28)
    assert not working.is_working(date(2026, 11, 25))
    assert not working.is_working(date(2026, 11, 29))


def test_a_school_that_goes_over_to_six_days_keeps_its_earlier_weeks():
    working = WorkingDays([], {date(2026, 9, 1): 5, date(2026, 11, 23): 6})

    assert not working.is_working(date(2026, 11, 21))
    assert working.is_working(date(2026, 11, 28))
    assert not working.is_working(date(2026, 8, 29))


def test_lists_of_grades_and_classes():
    assert grades_of("1-4, 6") == {1, 2, 3, 4, 6}
    assert names_unit("5А,5Б", "5Б", 5)
    assert not names_unit("5А,5Б", "5В", 5)
    assert names_unit("5-7", "6А", 6)
    assert not names_unit("5-7", "8А", 8)
    assert names_unit("", "8А", 8)


def test_local_time_becomes_utc_and_back():
    moment = to_utc(date(2026, 9, 1), time(8, 30), ZONE)

    assert moment == datetime(2026, 9, 1, 3, 30)  # noqa: DTZ001 - as the warehouse has it
    assert to_local(moment, ZONE).time() == time(8, 30)


def test_summer_time_is_respected():
    berlin = ZoneInfo("Europe/Berlin")

    assert to_utc(date(2026, 10, 24), time(8), berlin).hour == 6
    assert to_utc(date(2026, 10, 26), time(8), berlin).hour == 7
