from __future__ import annotations

from datetime import date

import holidays
import pytest

from expectations.marks import DEFAULT_SCALE_ROWS
from ingest.setup.cells import folded
from ingest.setup.seeds import default_rows, production_calendar
from ingest.setup.sheets_deadlines import DEADLINE_KINDS, WAYS
from ingest.setup.sheets_lessons import PARAMETER_NAMES
from warehouse.calendar import CalendarRow, WorkingDays, days_between


def working_days(year, week):
    rows = [
        CalendarRow(row["starts_on"], row["ends_on"], row["kind"], "", None)
        for row in production_calendar(str(year), week)
    ]
    return WorkingDays(rows, {date.min: week})


def spellings(rows):
    return {
        (row["kind"], row["code"]): {folded(part) for part in row["aliases"].split(",")}
        for row in rows
    }


def test_the_shipped_scale_reads_all_that_the_default_scale_reads():
    shipped = spellings(default_rows("mark_scale"))

    for key, aliases in spellings(DEFAULT_SCALE_ROWS).items():
        assert aliases <= shipped[key]


def test_every_parameter_of_the_regulation_is_shipped_with_its_clause():
    rows = {row["parameter_id"]: row for row in default_rows("parameters")}

    assert set(rows) == set(PARAMETER_NAMES)
    assert all(row["clause"].startswith(("§", "СанПиН")) for row in rows.values())
    assert rows["sou_weight_4"]["value"] == 64


def test_every_deadline_of_the_regulation_is_shipped_with_its_clause():
    rows = {
        row["kind"]: (row["counted_from"], row["amount"], row["unit"], row["clause"])
        for row in default_rows("deadlines")
    }

    assert rows == {
        "attendance": ("lesson_day", 0, "working_days", "§2.5"),
        "lesson_mark": ("lesson_day", 0, "working_days", "§2.5"),
        "written_mark": ("lesson_day", 3, "working_days", "§2.5"),
        "topic": ("lesson_day", 0, "working_days", "§2.6"),
        "homework": ("class_day_end", 90, "minutes", "§2.7"),
        "final": ("period_end", 7, "days", "§2.8"),
        "set_up": ("september", 5, "day_of_month", "§2.2"),
        "export": ("month", 15, "day_of_month", "§2.12"),
        "breach": ("learned", 1, "working_days", "§4.3"),
    }
    assert set(rows) == set(DEADLINE_KINDS) == set(WAYS)


def test_written_works_have_the_longer_term_and_answers_have_not():
    written = {row["name"] for row in default_rows("work_types") if row["is_written"]}

    assert {"Контрольная работа", "Диктант", "Сочинение", "Изложение"} <= written
    assert "Ответ на уроке" not in written


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_shipped_production_calendar_is_the_official_one_day_by_day(year):
    official = holidays.country_holidays("RU")
    shipped = working_days(year, week=5)
    days = list(days_between(date(year, 9, 1), date(year + 1, 8, 31)))

    assert [on for on in days if shipped.is_working(on)] == [
        on for on in days if official.is_working_day(on)
    ]


@pytest.mark.parametrize(
    ("day", "five", "six"),
    [
        (date(2025, 11, 1), True, True),  # a Saturday
        (date(2025, 11, 3), False, True),
        (date(2025, 12, 31), False, False),  # moved from a Sunday
        (date(2026, 1, 9), False, True),
        (date(2026, 1, 10), False, True),
        (date(2026, 3, 9), False, False),  # moved from a Sunday
        (date(2026, 5, 11), False, True),
        (date(2027, 2, 22), False, True),
        (date(2027, 2, 23), False, False),
        (date(2027, 5, 1), False, False),
        (date(2027, 5, 3), False, True),
        (date(2027, 5, 10), False, False),  # moved from a Sunday
    ],
)
def test_what_is_moved_from_a_saturday_is_moved_for_five_day_weeks_only(day, five, six):
    year = day.year if day.month >= 9 else day.year - 1

    assert working_days(year, week=5).is_working(day) is five
    assert working_days(year, week=6).is_working(day) is six
