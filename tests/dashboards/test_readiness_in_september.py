"""Readiness on 20 August, 4 and 6 September (§2.2): the real set-up, day by day."""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from datetime import UTC, date, datetime

import pytest

from dashboards import current
from dashboards.forms.page_tables import page_tables
from dashboards.site import open_site
from ingest.handing_out import hand_out
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.edits import Edit, added, plan_edits, whole_setup
from ingest.setup.school import occasion_now
from tests.dashboards.conftest import opener
from warehouse.access.at_the_machine import first_codes
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

pytestmark = pytest.mark.by_turns

DIRECTOR = "С-01"
FIRST = date(2026, 9, 1)
DAYS = {20: 8, 4: 9, 6: 9}


@pytest.fixture
def school_on(example_folder, tmp_path):
    """Open the example school on a day of the summer or of September 2026."""
    opened, of_the_last = [], ExitStack()

    def on(day):
        clock = SetClock(datetime(2026, DAYS[day], day, 8, 0, tzinfo=UTC))
        folder = tmp_path / "school"
        if not folder.exists():
            shutil.copytree(example_folder, folder)
        context = open_school(folder, clock)
        school = context.__enter__()
        site = open_site(school)
        current.install(site)
        of_the_last.enter_context(current.serving(site))
        opened.append((context, site))
        return school, opener(site)("readiness", DIRECTOR)

    with of_the_last:
        yield on
    for context, site in opened:
        site.archive.stop()
        assert site.archive.wait(60)
        site.versions.close()
        context.__exit__(None, None, None)
        current.remove(site)


def told(app):
    return [one.value for one in [*app.error, *app.warning, *app.success]]


def rows(app):
    table = page_tables([one.proto.body for one in app.get("html")])[0]
    return {str(row[0]): [str(one) for one in row[2:]] for row in table.rows}


def change(school, *edits):
    with school.database.writing() as cursor:
        changes = plan_edits(cursor, edits, FIRST).changes
        cause = Cause("page", DIRECTOR, "проверка")
        apply_changes(cursor, changes, occasion_now(school), cause, from_date=FIRST)


def test_in_august_it_says_what_lacks_and_how_many_days_are_left(school_on):
    _, app = school_on(20)

    assert not app.exception
    assert len(told(app)) == 1
    assert told(app)[0].endswith("осталось 16 дней.")
    found = rows(app)
    assert found["Календарь года"][1] == "готово"
    logged_in = found["Учителя вошли в систему"]
    assert logged_in[1].startswith("не хватает")
    assert logged_in[3] == "осталось 16 дней"


def test_on_the_fourth_the_term_is_tomorrow(school_on):
    _, app = school_on(4)

    assert told(app)[0].endswith("срок завтра.")
    assert {row[3] for row in rows(app).values()} == {"", "срок завтра"}


def test_on_the_sixth_what_lacks_is_overdue(school_on):
    _, app = school_on(6)

    assert [one.value for one in app.error] == told(app)
    assert told(app)[0].endswith("просрочено на 1 день.")


def test_what_is_formed_in_time_is_ready_and_what_is_taken_out_lacks(school_on):
    school, _ = school_on(20)
    with school.database.reading() as cursor:
        lines = whole_setup(cursor, FIRST)["timetable"]
        homeroom = next(
            row for row in whole_setup(cursor, FIRST)["classes"] if row["grade"] == 5
        )
    gone = [
        Edit("timetable", added("timetable", row).key, None)
        for row in lines
        if row["unit_id"] == "5А"
    ]
    change(school, *gone, added("classes", homeroom | {"homeroom_person_id": ""}))

    page = opener(current.site())("readiness", "С-02")

    found = rows(page)
    assert found["Классные руководители"][1] == "не хватает: 1"
    assert found["Нагрузка сходится с расписанием"][1].startswith("не хватает")


def test_what_is_formed_on_the_fourth_is_ready_on_the_sixth(school_on):
    school, _ = school_on(4)
    with school.database.reading() as cursor:
        subjects = {row["subject_id"] for row in whole_setup(cursor, FIRST)["load"]}
    topics = [
        added(
            "lesson_plans",
            {
                "plan_id": f"{subject_id}-все",
                "subject_id": subject_id,
                "units": "",
                "position": position,
                "topic": f"Тема {position}",
                "homework": "",
            },
        )
        for subject_id in sorted(subjects)
        for position in range(1, 176)
    ]
    change(school, *topics)
    first_codes(school)
    with school.database.writing() as cursor:
        cursor.execute("update access.accounts set last_login_at = '2026-09-03'")
        teachers = cursor.execute(
            "select distinct person_id from journal.page_teachers"
        ).fetchall()
    for (person_id,) in teachers:
        hand_out(school, person_id)
    school.clock.set(datetime(2026, 9, 6, 8, 0, tzinfo=UTC))

    page = opener(current.site())("readiness", "С-02")

    assert told(page) == ["Всё сформировано."]
    assert {row[1] for row in rows(page).values()} == {"готово"}
