from __future__ import annotations

from datetime import date

import pytest

from expectations.marks import DEFAULT_SCALE_ROWS
from ingest.setup.cells import folded
from ingest.setup.seeds import default_rows, production_calendar
from ingest.setup.sheets_lessons import PARAMETER_NAMES
from warehouse.calendar import CalendarRow, WorkingDays


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
    assert all(row["clause"].startswith("§") for row in rows.values())
    assert rows["written_mark_working_days"]["value"] == 3
    assert rows["homework_minutes"]["value"] == 90


def test_written_works_have_the_longer_term_and_answers_have_not():
    written = {row["name"] for row in default_rows("work_types") if row["is_written"]}

    assert {"Контрольная работа", "Диктант", "Сочинение", "Изложение"} <= written
    assert "Ответ на уроке" not in written


@pytest.mark.parametrize(
    ("day", "is_working"),
    [
        (date(2026, 11, 3), True),
        (date(2026, 11, 4), False),
        (date(2026, 12, 30), True),
        (date(2026, 12, 31), False),
        (date(2027, 1, 8), False),
        (date(2027, 1, 11), True),
        (date(2027, 2, 23), False),
        (date(2027, 5, 3), False),
        (date(2027, 5, 10), False),
    ],
)
def test_public_holidays_are_no_working_days(day, is_working):
    rows = [
        CalendarRow(row["starts_on"], row["ends_on"], row["kind"], "", None)
        for row in production_calendar("2026")
    ]

    assert WorkingDays(rows, week_days=5).is_working(day) is is_working
