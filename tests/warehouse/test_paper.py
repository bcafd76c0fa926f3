"""Families who want the week on paper: who may say so, and on whose list they stand."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.warehouse.test_breaches import MONDAY, register
from warehouse import paper
from warehouse.access.opening import open_missing
from warehouse.errors import VedomostError
from warehouse.queries.paper import families, wish_of_child
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

CHILD, OTHER = "К-0001", "К-0004"
WEEK = date(2026, 11, 16)


def viewer(person_id):
    return Viewer(person_id, frozenset())


PARENT, HOMEROOM, DEPUTY = viewer("r-one"), viewer("p-mat"), viewer("p-ooo")


@pytest.fixture
def database(filled_school):
    return filled_school.database


@pytest.fixture
def say(database):
    """Say something at a moment: `say("ask", PARENT, minutes=5)`."""

    def said(kind, who, student_id=CHILD, minutes=0):
        at = MONDAY + timedelta(minutes=minutes)
        return paper.wish(database, who, student_id, kind, at, place="/diary/paper")

    return said


def listed(database, who=HOMEROOM, class_id="5А"):
    """Return the students of a class whose families want paper."""
    told = families(database, who, class_id)
    return told.filter("wants_paper")["student_id"].to_list()


def execute(database, statement, *values):
    with database.writing() as cursor:
        cursor.execute(statement, list(values))


def test_what_a_parent_asks_for_stands_on_the_homeroom_teachers_list(database, say):
    assert say("ask", PARENT)

    one = families(database, HOMEROOM, "5А").filter(student_id=CHILD).row(0, named=True)
    assert one["wants_paper"]
    assert one["asked_at"] == MONDAY.replace(tzinfo=None)
    assert one["asked_by_name"] == "Абрамова Тамара Львовна"
    assert one["printed_at"] is None
    assert listed(database) == [CHILD]
    own = wish_of_child(database, PARENT, CHILD)
    assert own["asked_by_name"].to_list() == ["Абрамова Тамара Львовна"]


def test_it_is_given_up_and_asked_for_anew_and_all_of_it_stays_written(database, say):
    told = [
        say("ask", PARENT),
        say("ask", HOMEROOM, minutes=1),
        say("end", HOMEROOM, minutes=2),
        say("end", PARENT, minutes=3),
        say("ask", PARENT, minutes=4),
    ]

    assert told == [True, False, True, False, True]
    assert listed(database) == [CHILD]
    with database.reading() as cursor:
        stretches = cursor.execute(
            "select asked_by, ended_by from staging.stg_paper_wishes order by starts_at"
        ).fetchall()
        logged = cursor.execute(
            "select action, person_id, about_person_id from access.log "
            "where action like 'paper%' order by logged_at"
        ).fetchall()
    assert stretches == [("r-one", "p-mat"), ("r-one", None)]
    assert logged == [
        ("paper_wanted", "r-one", f"student:{CHILD}"),
        ("paper_unwanted", "p-mat", f"student:{CHILD}"),
        ("paper_wanted", "r-one", f"student:{CHILD}"),
    ]


@pytest.mark.parametrize(
    "who", ["r-two", "r-left", f"student:{CHILD}", CHILD, "p-rus", "p-soo", "p-sec"]
)
@pytest.mark.parametrize("kind", ["ask", "end"])
def test_nobody_else_asks_for_a_family_or_gives_up_for_it(database, say, who, kind):
    """Neither another parent, the child, a subject teacher nor another level."""
    say("ask", PARENT)

    with pytest.raises(VedomostError):
        say(kind, viewer(who), minutes=1)

    assert listed(database) == [CHILD]


def test_the_deputy_of_the_level_keeps_the_list_too(database, say):
    assert say("ask", DEPUTY)
    assert listed(database, DEPUTY) == [CHILD]
    assert listed(database, viewer("p-rus")) == []


def test_who_moves_to_another_class_is_on_the_new_teachers_list(database, say):
    say("ask", PARENT)

    execute(
        database,
        "update setup.students set class_id = '5Б' where student_id = ?",
        CHILD,
    )

    assert families(database, HOMEROOM, "5А").filter(student_id=CHILD).is_empty()
    assert listed(database, viewer("p-rus"), "5Б") == [CHILD]
    with pytest.raises(VedomostError):
        say("end", HOMEROOM, minutes=1)
    assert say("end", viewer("p-rus"), minutes=2)


def test_who_has_left_stands_on_no_list_and_no_parent_asks(database, say, clock):
    execute(
        database,
        "update setup.students set left_on = date '2026-11-20' where student_id = ?",
        CHILD,
    )

    assert families(database, HOMEROOM, "5А").filter(student_id=CHILD).is_empty()
    with pytest.raises(VedomostError):
        say("ask", HOMEROOM)


def test_what_was_said_under_a_breached_account_does_not_count(
    filled_school, database, say
):
    open_missing(database, at=MONDAY - timedelta(days=2), by="")
    say("ask", PARENT, minutes=-120)
    say("end", PARENT, minutes=-30)
    assert listed(database) == []

    register(
        filled_school,
        "r-one",
        reported_to_head_at=MONDAY - timedelta(hours=1),
        registered_by="p-dir",
    )

    assert listed(database) == [CHILD]
    with pytest.raises(VedomostError):
        say("end", PARENT, minutes=5)


def test_the_last_print_is_noted_and_only_of_ones_own_students(database):
    paper.note_prints(database, HOMEROOM, [CHILD, OTHER], WEEK, MONDAY)
    later = MONDAY + timedelta(minutes=5)
    before = WEEK - timedelta(days=7)
    paper.note_prints(database, HOMEROOM, [CHILD], before, later)

    told = families(database, HOMEROOM, "5А")
    one = told.filter(student_id=CHILD).row(0, named=True)
    assert one["printed_at"] == later.replace(tzinfo=None)
    assert one["printed_monday"] == before
    assert told["printed_at"].count() == 2
    with pytest.raises(VedomostError):
        paper.note_prints(database, viewer("p-rus"), [CHILD], WEEK, later)
    with database.reading() as cursor:
        assert cursor.execute(
            "select count(*) from journal.paper_prints"
        ).fetchone() == (3,)
