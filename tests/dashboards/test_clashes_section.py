"""Who or what is in two places at once, on the set-up's page."""

from __future__ import annotations

from datetime import date

import pytest

from dashboards.forms.page_tables import page_tables
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.edits import added, plan_edits, whole_setup
from ingest.setup.lesson_clashes import clashes_between
from ingest.setup.school import occasion_now
from warehouse.viewer import Viewer

DIRECTOR = Viewer("С-01", frozenset({"director"}))
TEACHER = Viewer("С-06", frozenset({"teacher"}))
MONDAY, SUNDAY = date(2026, 11, 23), date(2026, 11, 29)


@pytest.fixture
def filled_school(example_school):
    return example_school


def clash(school, table, changed, **known):
    """Apply a changed row whatever the checks say: clashes also come in otherwise."""
    with school.database.writing() as cursor:
        row = next(
            row
            for row in whole_setup(cursor, MONDAY)[table]
            if all(row[key] == value for key, value in known.items())
        )
        changes = plan_edits(cursor, [added(table, row | changed)], MONDAY).changes
        cause = Cause("page", "С-01", "проверка")
        apply_changes(cursor, changes, occasion_now(school), cause, from_date=MONDAY)


def test_a_week_without_clashes_says_what_was_looked_at(open_filled, example_school):
    looked = clashes_between(example_school, DIRECTOR, MONDAY, SUNDAY)
    assert looked.clashes == []
    assert looked.count_lessons > 20

    app = open_filled("set_up", "С-01", part="Накладки расписания")

    (told,) = app.success
    assert f"уроков {looked.count_lessons}," in told.value


def test_days_without_lessons_say_so(open_filled):
    app = open_filled("set_up", "С-01", part="Накладки расписания")
    app.date_input[0].set_value(date(2026, 8, 3)).run()

    assert ["уроков нет" in one.value for one in app.info] == [True]


def test_a_room_twice_at_once_is_told_with_its_remedy_and_downloaded(
    open_filled, example_school
):
    clash(
        example_school,
        "timetable",
        {"room": "207"},
        unit_id="5А-англ2",
        subject_id="АНГ",
        weekday=1,
    )

    app = open_filled("set_up", "С-01", part="Накладки расписания")

    (table,) = page_tables([one.proto.body for one in app.get("html")])
    assert [row[1:3] for row in table.rows] == [("кабинет", "207")]
    assert "23.11" in str(table.rows[0][0])
    assert "другой кабинет" in str(table.rows[0][-1])
    assert {"Для печати (PDF)", "Таблица (XLSX)"} <= {
        one.label for one in app.get("download_button")
    }


def test_a_teacher_of_two_groups_at_once_is_named(example_school):
    with example_school.database.writing() as cursor:
        one, other = (
            next(
                row
                for row in whole_setup(cursor, MONDAY)["load"]
                if row["unit_id"] == unit and row["subject_id"] == "АНГ"
            )
            for unit in ("5А-англ1", "5А-англ2")
        )
        both = added("load", other | {"person_id": one["person_id"]})
        changes = plan_edits(cursor, [both], MONDAY).changes
        cause = Cause("page", "С-01", "проверка")
        apply_changes(
            cursor, changes, occasion_now(example_school), cause, from_date=MONDAY
        )

    found = clashes_between(example_school, DIRECTOR, MONDAY, MONDAY).clashes

    assert [one.kind for one in found] == ["teacher"]
    assert "англ" in found[0].title
    assert "англ" in found[0].other_title


def test_nobody_else_sees_clashes(example_school):
    looked = clashes_between(example_school, TEACHER, MONDAY, SUNDAY)

    assert (looked.count_lessons, looked.clashes) == (0, [])
