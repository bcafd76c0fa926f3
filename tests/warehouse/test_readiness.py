"""What is formed (§2.2) in a school of one class, counted by hand."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import polars as pl
import pytest

from warehouse.build import build_models
from warehouse.clock import SetClock
from warehouse.queries import readiness
from warehouse.school_folder import create_folder, open_school
from warehouse.timetable import derive
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

SMALL_SCHOOL = Path(__file__).parents[1] / "data" / "small_school.sql"
SEEDS = Path(readiness.__file__).parents[1] / "seeds"
ZONE = ZoneInfo("Europe/Moscow")
DIRECTOR, DEPUTY = Viewer("P-01", frozenset()), Viewer("P-02", frozenset())


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The school's folder, made once."""
    folder = tmp_path_factory.mktemp("made") / "school"
    settings = {
        "school_id": "small",
        "name": "Школа № 7",
        "timezone": ZONE.key,
        "language": "ru",
    }
    create_folder(folder, settings)
    with open_school(folder) as opened:
        set_up(opened, SMALL_SCHOOL.read_text(encoding="utf-8"))
        build_models(opened.database)
    return folder


@pytest.fixture
def school(made, tmp_path):
    shutil.copytree(made, tmp_path / "school")
    clock = SetClock(datetime(2026, 9, 7, 6, tzinfo=UTC))
    with open_school(tmp_path / "school", clock) as opened:
        yield opened


def set_up(school, statements):
    """Change the set-up and make pages, rosters and lessons anew."""
    with school.database.writing() as cursor:
        cursor.execute(statements)
        derive(cursor, ZONE)


def ready(school, viewer=DIRECTOR):
    """Return «ready / all» of each check."""
    known = pl.concat(
        [
            readiness.items(school.database, viewer),
            readiness.teachers(school.database, viewer),
        ],
        how="diagonal",
    )
    found = {}
    for (check_id,), items in known.group_by("check_id"):
        lacking = items.filter(pl.col("count_lacking") > 0)["item_id"].n_unique()
        count = items["item_id"].n_unique()
        found[check_id] = f"{count - lacking} / {count}"
    return found


def item(school, check_id, **of):
    """Return one item of a check."""
    known = readiness.items(school.database, DIRECTOR).filter(check_id=check_id, **of)
    return known.row(0, named=True)


def test_every_check_of_the_small_school(school):
    assert ready(school) == {
        "calendar": "0 / 2",  # neither vacations nor holidays
        "periods": "0 / 1",  # lessons after the second quarter lie in none
        "bells": "1 / 1",
        "unit_bells": "1 / 1",
        "homeroom": "1 / 1",
        "class_roster": "1 / 1",
        "teacher": "2 / 2",
        "hours": "2 / 2",
        "clashes": "2 / 2",
        "lesson_plan": "0 / 2",
        "work_types": "2 / 2",
        "mark_scale": "1 / 1",
        "deadlines": "9 / 9",
        "parameters": "0 / 30",
        "accounts": "0 / 2",
        "student_accounts": "0 / 1",
        "logged_in": "0 / 2",
        "workbooks": "0 / 2",
    }


def test_the_checks_know_every_deadline_and_parameter_that_is_shipped(school):
    known = readiness.items(school.database, DIRECTOR)
    for check_id, file, column in (
        ("deadlines", "deadlines.csv", "kind"),
        ("parameters", "parameters.csv", "parameter_id"),
    ):
        shipped = pl.read_csv(SEEDS / file)[column]
        assert set(known.filter(check_id=check_id)["item"]) == set(shipped)


def test_lessons_outside_the_periods_are_counted_with_the_first_day(school):
    periods = item(school, "periods")

    with school.database.reading() as cursor:
        count = cursor.execute(
            "select count(*) from journal.lessons where lesson_on > '2026-12-29' "
            "or lesson_on between '2026-10-26' and '2026-11-04'"
        ).fetchone()[0]
    assert periods["item"] == "5"
    assert periods["count_lacking"] == count
    assert periods["first_on"] == date(2026, 10, 26)


def test_a_gap_between_two_teachers_is_found(school):
    set_up(
        school,
        """
        update setup.load set ends_on = '2026-09-30' where subject_id = 'РУС';
        insert into setup.load values
        ('5А', 'РУС', 'P-05', 1, '2026-10-15', null, '2026-08-20', null);
        """,
    )

    teacher = item(school, "teacher", subject_name="Русский язык")

    assert teacher["count_lacking"] == 2  # the Tuesdays of 6 and 13 October
    assert teacher["first_on"] == date(2026, 10, 6)
    assert ready(school)["teacher"] == "1 / 2"


def test_hours_of_the_load_are_compared_with_the_timetable(school):
    set_up(school, "update setup.load set hours_per_week = 4 where subject_id = 'МАТ'")

    hours = item(school, "hours", subject_name="Математика")

    assert (hours["count_lacking"], hours["hours"], hours["count_of"]) == (1, 4.0, 2)


def test_half_an_hour_of_difference_is_none(school):
    set_up(school, "update setup.load set hours_per_week = 1.5 where subject_id='МАТ'")

    assert ready(school)["hours"] == "2 / 2"


def test_a_teacher_with_two_lessons_at_once_is_found(school):
    set_up(
        school,
        """
        insert into setup.classes values ('5Б', 5, 1, 5, 'P-05', '2026-08-20', null);
        insert into setup.load values
        ('5Б', 'МАТ', 'P-05', 1, '2026-09-01', null, '2026-08-20', null);
        insert into setup.timetable values
        ('5Б', 'МАТ', 1, 1, '30', '2026-09-01', '2026-09-30', '2026-08-20', null, false)
        """,
    )

    clash = item(school, "clashes", unit_name="5А", subject_name="Математика")

    assert clash["count_lacking"] == 4  # the Mondays of September
    assert clash["first_on"] == date(2026, 9, 7)
    assert ready(school)["clashes"] == "1 / 3"


def test_students_with_two_lessons_at_once_are_found(school):
    set_up(
        school,
        """
        insert into setup.timetable values
        ('5А', 'РУС', 1, 1, '22', '2026-09-01', null, '2026-08-20', null, false);
        update setup.load set hours_per_week = 2 where subject_id = 'РУС'
        """,
    )

    assert ready(school)["clashes"] == "0 / 2"


def test_missing_topics_of_the_year_are_counted(school):
    set_up(
        school,
        """
        insert into setup.lesson_plans values
        ('Р5', 'РУС', '5А', 1, 'Звуки', '', '2026-08-20', null)
        """,
    )

    plan = item(school, "lesson_plan", subject_name="Русский язык")

    assert plan["count_lacking"] == plan["count_of"] - 1
    assert plan["first_on"] == date(2026, 9, 8)


def test_in_a_divided_subject_everybody_is_in_one_group(school):
    set_up(
        school,
        """
        insert into setup.subjects values
        ('АНГ', 'Английский язык', 'Англ.', 'marks', '', 0.5, '2026-08-20', null);
        insert into setup.groups values
        ('5А-1', '5А англ. 1', 'group', 5, 1, '2026-08-20', null),
        ('5А-2', '5А англ. 2', 'group', 5, 1, '2026-08-20', null);
        insert into setup.group_members values
        ('5А-1', 'К-001', null, null, '2026-08-20', null),
        ('5А-1', 'К-002', null, null, '2026-08-20', null);
        insert into setup.load values
        ('5А-1', 'АНГ', 'P-04', 1, '2026-09-01', null, '2026-08-20', null),
        ('5А-2', 'АНГ', 'P-05', 1, '2026-09-01', null, '2026-08-20', null)
        """,
    )
    assert ready(school)["group_members"] == "1 / 2"
    divided = item(school, "divided")
    assert (divided["count_lacking"], divided["count_of"]) == (1, 3)  # К-003 in none

    set_up(
        school,
        """
        insert into setup.group_members values
        ('5А-2', 'К-003', null, null, '2026-08-20', null)
        """,
    )
    assert ready(school)["divided"] == ready(school)["homeroom"] == "1 / 1"

    set_up(
        school,
        """
        insert into setup.group_members values
        ('5А-2', 'К-001', null, null, '2026-08-20', null)
        """,
    )
    assert item(school, "divided")["count_lacking"] == 1  # К-001 in two


def test_a_homeroom_teacher_who_left_is_missing(school):
    set_up(
        school, "update setup.staff set valid_to = '2026-09-05' where login='homeroom'"
    )

    assert ready(school)["homeroom"] == "0 / 1"


def test_a_shift_without_bells_is_found(school):
    set_up(
        school,
        "insert into setup.classes values ('5В', 5, 2, 5, 'P-05', '2026-08-20', null)",
    )

    assert ready(school)["bells"] == "1 / 2"
    assert ready(school)["class_roster"] == "1 / 2"


def test_a_teacher_is_ready_once_logged_in_and_with_a_workbook(school):
    with school.database.writing() as cursor:
        cursor.execute(
            """
            insert into access.accounts (account_id, person_id, login, state,
                language, security_version, last_login_at)
            values ('a', 'P-05', 'teacher', 'active', '', 1, '2026-09-03'),
                ('b', 'P-04', 'homeroom', 'frozen', '', 1, '2026-09-03');
            insert into journal.workbooks (workbook_id, person_id, starts_on, ends_on)
            values ('w', 'P-05', '2026-09-01', '2026-10-25'),
                ('of last year', 'P-04', '2026-03-01', '2026-05-25')
            """
        )

    found = ready(school)

    assert found["accounts"] == found["logged_in"] == found["workbooks"] == "1 / 2"


def test_the_term_is_the_fifth_of_september_of_the_school_year(school):
    term = readiness.term(school.database, DIRECTOR)

    assert term == readiness.SetUpTerm(date(2026, 9, 5), "§2.2")


def test_a_deputy_sees_the_own_levels_and_what_the_school_shares(school):
    set_up(
        school,
        """
        insert into setup.classes values ('10А', 10, 1, 5, 'P-05', '2026-08-20', null);
        update setup.staff set levels = 'soo' where person_id = 'P-02'
        """,
    )

    levels = readiness.items(school.database, DEPUTY)["school_level"].unique()

    assert set(levels) == {"", "soo"}
    assert set(readiness.items(school.database, DIRECTOR)["school_level"]) == {
        "",
        "ooo",
        "soo",
    }


@pytest.mark.parametrize("person_id", ["P-04", "P-05", "P-06", "R-01", "student:К-001"])
def test_who_does_not_form_the_sections_sees_nothing(school, person_id):
    viewer = Viewer(person_id, frozenset())

    assert readiness.items(school.database, viewer).is_empty()
    assert readiness.teachers(school.database, viewer).is_empty()
    assert readiness.who_answers(school.database, viewer).is_empty()
    assert readiness.term(school.database, viewer) is None
