"""The movement book, lists as they were on any date, and the head-count (§2.13)."""

from __future__ import annotations

from datetime import date
from itertools import combinations_with_replacement

import pytest

from ingest.movement.departing import Departure
from ingest.movement.regrouping import Regrouping
from ingest.movement.request import Elsewhere
from ingest.movement.returning import Return
from tests.ingest.movement.conftest import ORDER, SECRETARY, TENTH
from tests.ingest.movement.test_deeds import newcomer, plan, transfer
from warehouse.queries import movement
from warehouse.queries.movement import Wanted

pytestmark = pytest.mark.by_turns

FIRST, NINTH = date(2026, 9, 1), date(2026, 11, 9)
TWELFTH, TWENTIETH = date(2026, 11, 12), date(2026, 11, 20)
COUNTS = ("begin", "came", "moved_in", "went", "moved_out", "end")


@pytest.fixture
def moved(entered, taken_back, school):
    """К-0203 goes to 5Б; К-0299 comes; К-0201 leaves and returns; one is a mistake."""
    entered(transfer())
    entered(newcomer(elsewhere=Elsewhere("Школа № 5", "г. Казань")))
    entered(Departure(student_id="К-0201", on=TWELFTH, order=ORDER))
    entered(Return(student_id="К-0201", on=TWENTIETH, class_id="5Б", order=ORDER))
    taken_back(entered(transfer("К-0202", TWELFTH)))
    return school.database


def codes(found):
    return set(found["student_id"])


def test_lists_are_as_they_were_on_the_day(moved, entered):
    entered(
        Regrouping(
            student_id="К-0202", on=TENTH, leaves=("5А-англ1",), joins=("5А-англ2",)
        )
    )
    was = {"К-0201", "К-0202", "К-0203", "К-0204", "К-0205", "К-0206"}

    of_class = {
        on: codes(movement.class_list(moved, SECRETARY, "5А", on))
        for on in (NINTH, TENTH, TWENTIETH)
    }
    of_group = {
        on: codes(movement.group_list(moved, SECRETARY, "5А-англ1", on))
        for on in (NINTH, TENTH, TWENTIETH)
    }

    assert of_class[NINTH] == was
    assert of_class[TENTH] == was - {"К-0203"} | {"К-0299"}
    assert of_class[TWENTIETH] == was - {"К-0203", "К-0201"} | {"К-0299"}
    assert of_group == {
        NINTH: {"К-0201", "К-0202", "К-0203"},
        TENTH: {"К-0201"},
        TWENTIETH: set(),
    }
    there = movement.class_list(moved, SECRETARY, "5Б", TWENTIETH)
    since = dict(there["student_id", "in_class_since"].iter_rows())
    assert since == {"К-0203": TENTH, "К-0201": TWENTIETH, "К-0221": FIRST}


def counted(found, class_id):
    row = found.filter(found["class_id"].eq_missing(class_id) & found["grade"].eq(5))
    return tuple(row[f"count_{name}"].item() for name in COUNTS)


def test_the_head_count_tells_what_came_and_went(moved):
    found = movement.head_count(moved, SECRETARY, FIRST, TWENTIETH)

    # К-0205 came on 15 September, К-0299 on 10 November.
    assert counted(found, "5А") == (5, 2, 0, 1, 1, 5)
    assert counted(found, "5Б") == (1, 1, 1, 0, 0, 3)
    assert counted(found, None) == (6, 3, 1, 1, 1, 8)
    total = found.row(-1, named=True)
    assert total["grade"] is None
    assert [total[f"count_{name}"] for name in COUNTS] == [14, 3, 1, 1, 1, 16]


def test_the_head_count_balances_between_any_days(moved):
    days = (FIRST, NINTH, TENTH, TWELFTH, TWENTIETH)
    for first_on, last_on in combinations_with_replacement(days, 2):
        found = movement.head_count(moved, SECRETARY, first_on, last_on)

        for row in found.iter_rows(named=True):
            begin, came, moved_in, went, moved_out, end = (
                row[f"count_{name}"] for name in COUNTS
            )
            assert begin + came + moved_in - went - moved_out == end
        for class_id, count in found.drop_nulls()["class_id", "count_end"].iter_rows():
            on_the_day = movement.class_list(moved, SECRETARY, class_id, last_on)
            assert len(on_the_day) == count


def test_the_book_is_asked_by_days_class_and_kind(moved, entered):
    entered(plan(student_id="К-0204"))

    def numbers(**asked):
        return list(movement.book(moved, SECRETARY, Wanted(**asked))["number"])

    assert numbers() == [1, 2, 3, 4, 5, 6]
    assert numbers(first_on=TWELFTH) == [3, 4, 5]
    assert numbers(last_on=TENTH) == [1, 2, 6]
    assert numbers(class_id="5Б") == [1, 4, 5]
    assert numbers(kind="leave") == [3]
    book = movement.book(moved, SECRETARY)
    assert book["why_taken_back"].drop_nulls().to_list() == ["Ошибка в фамилии"]
    came = book.filter(kind="enrol").row(0, named=True)
    assert (came["full_name"], came["school_name"], came["place"]) == (
        *("Яшин Олег", "Школа № 5"),
        "г. Казань",
    )


def test_what_may_be_chosen_is_of_the_day(moved):
    here = movement.students(moved, SECRETARY, TWELFTH)
    away = movement.students(moved, SECRETARY, date(2026, 11, 15))

    assert here.filter(student_id="К-0201")["is_in_school"].item()
    assert not away.filter(student_id="К-0201")["is_in_school"].item()
    assert here.filter(student_id="К-0203")["class_id"].item() == "5Б"
    groups = dict(here["student_id", "groups"].iter_rows())
    assert (groups["К-0203"], groups["К-0206"]) == ("", "5А-англ2,5А-инд-Зайцева")
    of_groups = movement.groups(moved, SECRETARY, NINTH).filter(kind="group")
    assert dict(of_groups["group_id", "count_students"].iter_rows()) == {
        "5А-англ1": 3,
        "5А-англ2": 3,
    }
    classes = movement.classes(moved, SECRETARY, TWELFTH)
    assert dict(classes["class_id", "count_students"].iter_rows())["5Б"] == 2
