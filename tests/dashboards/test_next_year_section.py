"""The next school year made on the set-up's page."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dashboards.forms.page_tables import page_tables
from ingest.setup.edits import whole_setup
from warehouse.school_folder import open_school

PART = "Следующий учебный год"


@pytest.fixture
def filled_school(example_school):
    return example_school


def labelled(elements, label):
    return next(one for one in elements if one.label == label)


def click(app, label):
    labelled(app.button, label).click().run(timeout=60)
    assert not app.exception


def test_a_director_looks_the_next_year_through_and_makes_it(
    open_filled, example_school
):
    app = open_filled("set_up", "С-01", part=PART)
    (table,) = page_tables([one.proto.body for one in app.get("html")])
    assert ("5А", "6А", "6") in [tuple(map(str, row)) for row in table.rows]
    assert "Без классного руководителя: 1А." in " ".join(
        one.value for one in app.markdown
    )
    assert not any(one.label == "Создать следующий год" for one in app.button)

    click(app, "Проверить следующий год")
    assert labelled(app.date_input, "Последний день выпускников").value == date(
        2027, 5, 26
    )
    click(app, "Создать следующий год")

    assert ["example-2027" in one.value for one in app.success] == [True]
    folder = example_school.folder.with_name("example-2027")
    with (
        open_school(folder, example_school.clock) as school,
        school.database.reading() as cursor,
    ):
        classes = whole_setup(cursor, date(2027, 9, 1))["classes"]
    assert {row["class_id"] for row in classes} == {"1А", "2А", "6А", "11А"}


def test_in_august_changes_hold_from_the_first_of_september(
    open_filled, example_school, clock
):
    clock.set(datetime(2026, 8, 20, 8, 0, tzinfo=UTC))

    app = open_filled("set_up", "С-01")

    assert labelled(app.date_input, "Действует с").value == date(2026, 9, 1)


def test_a_place_that_cannot_be_written_is_told(
    open_filled, example_school, monkeypatch
):
    monkeypatch.setattr("os.access", lambda *_: False)
    app = open_filled("set_up", "С-01", part=PART)
    click(app, "Проверить следующий год")
    click(app, "Создать следующий год")

    assert any("vedomost roll-over" in one.value for one in app.error)
    assert not example_school.folder.with_name("example-2027").exists()
