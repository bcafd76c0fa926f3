"""Void periods in the ledger (§4.4): entries stay, are sealed, and do not count."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.warehouse.test_ledger import LESSON, PAGE, current, marks
from warehouse import ledger

pytestmark = pytest.mark.by_turns

NOON = datetime(2026, 11, 23, 9, tzinfo=UTC)


def at(minute: int) -> datetime:
    return NOON + timedelta(minutes=minute)


def enter(school, minute, person="t-1", **by_student):
    author = ledger.Author(school.school_id, "2026", person, at(minute), f"u{minute}")
    with school.database.writing() as cursor:
        return ledger.append(cursor, marks(**by_student), author)


def decide(school, kind, minute, person="t-1", breach="b-1"):
    decision = ledger.Decision(school.school_id, breach, person, "head", at(60))
    with school.database.writing() as cursor:
        declare = ledger.void_from if kind == "from" else ledger.void_until
        return declare(cursor, decision, at(minute))


def replayed(school):
    with school.database.reading() as cursor:
        return ledger.replay(cursor)


def test_entries_from_the_report_on_drop_out_and_stay_in_the_ledger(empty_school):
    enter(empty_school, 0, s1="3", s2="4")
    enter(empty_school, 10, s1="5", s3="5")
    enter(empty_school, 11, s2=None)

    block = decide(empty_school, "from", 10)

    assert current(empty_school) == {"s1": "3", "s2": "4"}
    assert (block.block_id, block.count_entries) == (4, 0)
    with empty_school.database.reading() as cursor:
        story = ledger.history(cursor, (PAGE, LESSON, "", "s1", "mark"))
        sums = cursor.execute("select sum(value::int) from journal.current").fetchone()
    assert story["value"].to_list() == ["3", "5"]
    assert story["is_void"].to_list() == [False, True]
    assert sums == (7,)
    assert replayed(empty_school) == []


def test_a_colleagues_entry_over_a_void_one_stays(empty_school):
    enter(empty_school, 0, s1="3")
    enter(empty_school, 10, s1="5")
    enter(empty_school, 11, "t-2", s1="4")
    enter(empty_school, 12, s1="2")

    decide(empty_school, "from", 10)

    assert current(empty_school) == {"s1": "4"}


def test_what_comes_in_during_a_void_period_never_becomes_current(empty_school):
    decide(empty_school, "from", 10)
    enter(empty_school, 20, s1="5")
    enter(empty_school, 21, "t-2", s2="4")

    assert current(empty_school) == {"s2": "4"}
    assert replayed(empty_school) == []


def test_new_credentials_end_the_void_period_and_entries_count_again(empty_school):
    decide(empty_school, "from", 10)
    enter(empty_school, 20, s1="5")
    decide(empty_school, "until", 30)
    enter(empty_school, 30, s2="4")

    assert current(empty_school) == {"s2": "4"}
    assert replayed(empty_school) == []


def test_an_earlier_report_that_turns_up_later_lengthens_the_period(empty_school):
    enter(empty_school, 5, s1="5")
    decide(empty_school, "from", 10)
    decide(empty_school, "until", 30)
    assert current(empty_school) == {"s1": "5"}

    decide(empty_school, "from", 4)

    assert current(empty_school) == {}
    enter(empty_school, 31, s1="4")
    assert current(empty_school) == {"s1": "4"}
    assert replayed(empty_school) == []


def test_a_period_ends_once_and_only_after_it_began(empty_school):
    with pytest.raises(ValueError, match="b-1"):
        decide(empty_school, "until", 30)
    decide(empty_school, "from", 10)
    decide(empty_school, "until", 30)
    with pytest.raises(ValueError, match="b-1"):
        decide(empty_school, "until", 40)


def test_the_journal_as_it_stood_leaves_void_entries_out_and_what_was_known_keeps_them(
    empty_school,
):
    enter(empty_school, 0, s1="3")
    seen = enter(empty_school, 10, s1="5")
    void = decide(empty_school, "from", 10)

    with empty_school.database.reading() as cursor:
        stood = ledger.as_of(cursor, [PAGE], at(20))
        shown = ledger.as_known_then(cursor, [PAGE], 2, seen.block_id)
        now = ledger.as_known_then(cursor, [PAGE], 2, void.block_id)

    assert stood["value"].to_list() == ["3"]
    assert shown["value"].to_list() == ["5"]
    assert now["value"].to_list() == ["3"]


@pytest.mark.parametrize(
    ("alteration", "place"),
    [
        ("update journal.void_events set moment = moment + interval 1 day", "block 2"),
        ("update journal.void_events set person_id = 't-2'", "block 2"),
        ("update journal.void_events set kind = 'until'", "block 2"),
        ("delete from journal.void_events", "block 2"),
        ("update journal.void_events set block_id = 3", "block 2"),
        (
            "insert into journal.void_events select * replace (2 as event_id, "
            "1 as block_id) from journal.void_events",
            "block 1",
        ),
        (
            "insert into journal.void_events select * replace (2 as event_id, "
            "null as block_id, 'b-2' as breach_id) from journal.void_events",
            "journal.void_events",
        ),
    ],
)
def test_a_void_decision_altered_behind_the_programs_back_is_named(
    empty_school, alteration, place
):
    enter(empty_school, 0, s1="3")
    decide(empty_school, "from", 10)
    with empty_school.database.writing() as cursor:
        cursor.execute(alteration)

    differences = replayed(empty_school)

    assert differences
    assert differences[0].startswith(place)


def test_a_decision_that_fails_leaves_nothing(empty_school):
    enter(empty_school, 10, s1="3")
    decision = ledger.Decision("school-17", "b-1", "t-1", "head", at(60))
    with (
        pytest.raises(RuntimeError, match="pulled"),
        empty_school.database.writing() as cursor,
    ):
        ledger.void_from(cursor, decision, at(0))
        raise RuntimeError("the plug is pulled")

    assert current(empty_school) == {"s1": "3"}
    with empty_school.database.reading() as cursor:
        assert cursor.execute("select count(*) from journal.blocks").fetchone() == (1,)


STEPS = st.lists(
    st.one_of(
        st.tuples(
            st.sampled_from(["t-1", "t-2"]),
            st.dictionaries(
                st.sampled_from(["s1", "s2"]),
                st.sampled_from(["2", "5", None]),
                min_size=1,
            ),
        ),
        st.just("declare"),
    ),
    min_size=2,
    max_size=8,
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=STEPS, begins=st.integers(0, 8), lasts=st.integers(0, 8))
def test_whenever_it_is_declared_exactly_the_valid_entries_count(
    empty_school, steps, begins, lasts
):
    with empty_school.database.writing() as cursor:
        for table in ("entries", "blocks", "void_events", "current", "summary"):
            cursor.execute(f"delete from journal.{table}")
    declared = False
    for minute, step in enumerate(steps):
        if step == "declare":
            if not declared:
                decide(empty_school, "from", begins)
            declared = True
        else:
            enter(empty_school, minute, step[0], **step[1])
    if not declared:
        decide(empty_school, "from", begins)
    decide(empty_school, "until", begins + lasts)
    expected: dict[str, str | None] = {}
    for minute, step in enumerate(steps):
        is_void = begins <= minute < begins + lasts and step[0] == "t-1"
        if step != "declare" and not is_void:
            expected |= step[1]

    assert current(empty_school) == {
        student: mark for student, mark in sorted(expected.items()) if mark is not None
    }
    assert replayed(empty_school) == []
