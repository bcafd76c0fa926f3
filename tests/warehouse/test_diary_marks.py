"""What a family marks: messages as read, weeks as seen; who sees these marks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import polars as pl
import pytest

from ingest import messages as writing
from ingest.messages import Whom
from warehouse import diary_marks, ledger
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.queries import diary, messages, weeks_seen
from warehouse.viewer import Viewer

pytestmark = pytest.mark.by_turns

MONDAY, THIS_MONDAY = date(2026, 11, 9), date(2026, 11, 23)
MATHS = Whom("2026:5А:МАТ")


def viewer(person_id):
    return Viewer(person_id, frozenset())


MAT, RUS, OOO, SOO, DIR = (
    viewer(f"p-{name}") for name in ("mat", "rus", "ooo", "soo", "dir")
)
PARENT, PARENT_OF_TWO = viewer("r-one"), viewer("r-two")
STUDENT = viewer("student:К-0001")


def today_of(school):
    return school.clock.now().date()


def send(school, text="Завтра контрольная", whom=MATHS):
    writing.write(school, MAT, whom, text)
    return messages.sent(school.database, MAT, date(2026, 9, 1))["entry_id"][0]


def week(school, reader=PARENT, student="К-0001", monday=THIS_MONDAY):
    found = messages.of_student(school.database, reader, student, today_of(school))
    return messages.in_week(found, monday)


def count_new(school, reader=PARENT, student="К-0001"):
    found = messages.new_by_week(
        messages.of_student(school.database, reader, student, today_of(school))
    )
    return {one["week_on"]: one["count_new"] for one in found.iter_rows(named=True)}


def readers(school, entry_id, writer=MAT):
    found = messages.readers(school.database, writer, entry_id)
    return {
        (one["student_id"], one["person_id"]): one["read_at"]
        for one in found.iter_rows(named=True)
    }


def seen(school, class_id="5А", reader=MAT, monday=MONDAY):
    found = weeks_seen.of_class(school.database, reader, class_id, monday)
    return {
        (one["student_id"], one["person_id"]): (one["seen_at"], one["count_since"])
        for one in found.iter_rows(named=True)
    }


def enter_mark(school, value, at):
    """Enter a mark of К-0001 at the lesson of Friday the 13th, as p-mat would."""
    with school.database.writing() as cursor:
        row = {
            **dict.fromkeys(ledger.NEW_ENTRIES, ""),
            "page_id": "2026:5А:МАТ",
            "lesson_id": "2026:5А:МАТ:20261113:1",
            "student_id": "К-0001",
            "field": "mark",
            "value_text": value,
            "value": value,
            "mark_1": int(value),
            "mark_2": None,
            "attendance": None,
        }
        author = ledger.Author(school.school_id, "2026", "p-mat", at, "")
        ledger.append(cursor, pl.DataFrame([row], schema=ledger.NEW_ENTRIES), author)


def declare_void(school, person_id, since):
    decision = ledger.Decision(
        school.school_id, "b-1", person_id, "p-dir", school.clock.now()
    )
    with school.database.writing() as cursor:
        ledger.void_from(cursor, decision, since)


def test_a_message_is_new_until_its_reader_says_read(filled_school):
    entry_id = send(filled_school)

    assert week(filled_school)["is_new"].to_list() == [True]
    assert count_new(filled_school) == {THIS_MONDAY: 1}
    assert diary_marks.mark_read(filled_school, PARENT, "К-0001", [entry_id]) == 1
    assert diary_marks.mark_read(filled_school, PARENT, "К-0001", [entry_id]) == 0

    assert week(filled_school)["is_new"].to_list() == [False]
    assert count_new(filled_school) == {}
    assert count_new(filled_school, STUDENT) == {THIS_MONDAY: 1}
    read = readers(filled_school, entry_id)
    assert read["К-0001", "r-one"] == utc_naive(filled_school.clock.now())
    assert read["К-0001", "student:К-0001"] is None
    told = messages.sent(filled_school.database, MAT, date(2026, 9, 1))
    assert told["count_students"].to_list() == [10]
    assert told["count_students_read"].to_list() == [1]


def test_a_student_who_read_it_is_no_parent_who_knows(filled_school):
    entry_id = send(filled_school)
    diary_marks.mark_read(filled_school, STUDENT, "К-0001", [entry_id])

    assert readers(filled_school, entry_id)["К-0001", "student:К-0001"] is not None
    told = messages.sent(filled_school.database, MAT, date(2026, 9, 1))
    assert told["count_students_read"].to_list() == [0]


def test_a_corrected_message_is_unread_again(filled_school):
    entry_id = send(filled_school)
    diary_marks.mark_read(filled_school, PARENT, "К-0001", [entry_id])
    writing.correct(filled_school, MAT, entry_id, "Контрольная в пятницу")

    assert week(filled_school)["is_new"].to_list() == [True]
    assert week(filled_school)["is_corrected"].to_list() == [True]
    # Who clicks at the words of before has not read those of now.
    assert diary_marks.mark_read(filled_school, PARENT, "К-0001", [entry_id]) == 0
    assert count_new(filled_school) == {THIS_MONDAY: 1}


def test_a_message_taken_back_is_told_to_the_family_that_read_it_alone(filled_school):
    entry_id = send(filled_school)
    diary_marks.mark_read(filled_school, PARENT, "К-0001", [entry_id])
    writing.take_back(filled_school, MAT, entry_id)

    told = week(filled_school)
    assert told["is_taken_back"].to_list() == [True]
    assert told["value_text"].to_list() == [None]
    assert count_new(filled_school) == {}
    assert week(filled_school, STUDENT)["is_taken_back"].to_list() == [True]
    assert week(filled_school, PARENT_OF_TWO, "К-0004").is_empty()


def test_a_message_older_than_a_month_is_new_to_nobody(filled_school):
    send(filled_school)
    filled_school.clock.moment = datetime(2026, 12, 24, 10, 31, tzinfo=UTC)

    assert count_new(filled_school) == {}
    assert week(filled_school)["is_new"].to_list() == [False]
    assert week(filled_school)["read_at"].to_list() == [None]


@pytest.mark.parametrize("stranger", ["r-two", "student:К-0002", "p-mat", "К-0001"])
def test_nobody_marks_in_a_diary_that_is_not_theirs(filled_school, stranger):
    entry_id = send(filled_school)
    who = viewer(stranger)

    assert diary_marks.mark_read(filled_school, who, "К-0001", [entry_id]) == 0
    with pytest.raises(VedomostError, match="not open to you"):
        diary_marks.mark_seen(filled_school, who, "К-0001", MONDAY)
    assert set(readers(filled_school, entry_id).values()) == {None}
    assert seen(filled_school)["К-0001", "r-one"] == (None, 0)


@pytest.mark.parametrize("stranger", [RUS, DIR, OOO, PARENT])
def test_a_read_list_is_its_writers_alone(filled_school, stranger):
    entry_id = send(filled_school)
    assert readers(filled_school, entry_id)
    assert readers(filled_school, entry_id, stranger) == {}
    assert messages.sent(filled_school.database, stranger, date(2026, 9, 1)).is_empty()


def test_a_parent_marks_a_week_once_until_something_new_comes(filled_school):
    assert diary_marks.mark_seen(filled_school, PARENT, "К-0001", MONDAY)
    assert not diary_marks.mark_seen(filled_school, PARENT, "К-0001", MONDAY)
    first = filled_school.clock.now()
    assert seen(filled_school)["К-0001", "r-one"] == (first.replace(tzinfo=None), 0)

    filled_school.clock.moment = first + timedelta(hours=1)
    enter_mark(filled_school, "4", filled_school.clock.now())
    enter_mark(filled_school, "5", filled_school.clock.now())  # the same thing, once
    assert seen(filled_school)["К-0001", "r-one"] == (first.replace(tzinfo=None), 1)

    filled_school.clock.moment = first + timedelta(hours=2)
    assert diary_marks.mark_seen(filled_school, PARENT, "К-0001", MONDAY)
    assert seen(filled_school)["К-0001", "r-one"][1] == 0
    own = weeks_seen.of_student(filled_school.database, PARENT, "К-0001", MONDAY)
    assert own["is_own"].to_list() == [True]
    with filled_school.database.reading() as cursor:
        assert ledger.replay(cursor) == []


def test_any_day_of_the_week_names_it_and_a_week_to_come_cannot_be_seen(filled_school):
    diary_marks.mark_seen(filled_school, PARENT, "К-0001", MONDAY + timedelta(days=3))
    assert seen(filled_school)["К-0001", "r-one"][0] is not None
    diary_marks.mark_seen(filled_school, PARENT, "К-0001", THIS_MONDAY)
    with pytest.raises(VedomostError, match="not begun"):
        diary_marks.mark_seen(
            filled_school, PARENT, "К-0001", THIS_MONDAY + timedelta(days=7)
        )


def test_a_student_marks_no_week_as_seen(filled_school):
    with pytest.raises(VedomostError, match="Only a parent"):
        diary_marks.mark_seen(filled_school, STUDENT, "К-0001", MONDAY)
    may = weeks_seen.may_mark(filled_school.database, STUDENT, "К-0001")
    assert not may["may_mark"].item()


def test_marks_of_who_is_no_parent_any_more_stay_and_no_new_ones_come(filled_school):
    entry_id = send(filled_school)
    diary_marks.mark_seen(filled_school, PARENT, "К-0001", MONDAY)
    diary_marks.mark_read(filled_school, PARENT, "К-0001", [entry_id])
    with filled_school.database.writing() as cursor:
        cursor.execute(
            "update setup.parents set valid_to = '2026-11-23' where person_id = 'r-one'"
        )

    assert seen(filled_school)["К-0001", "r-one"][0] is not None
    assert readers(filled_school, entry_id)["К-0001", "r-one"] is not None
    with pytest.raises(VedomostError, match="not open to you"):
        diary_marks.mark_seen(filled_school, PARENT, "К-0001", THIS_MONDAY)
    assert week(filled_school).is_empty()


@pytest.mark.parametrize(
    ("reader", "sees"), [(MAT, True), (OOO, True), (DIR, True), (SOO, False),
                         (RUS, False), (PARENT, False)]
)  # fmt: skip
def test_who_leads_the_class_or_its_level_sees_who_has_seen(
    filled_school, reader, sees
):
    diary_marks.mark_seen(filled_school, PARENT, "К-0001", MONDAY)
    found = seen(filled_school, reader=reader)
    assert bool(found) is sees
    if sees:
        assert found["К-0001", "r-one"][0] is not None
        assert found["К-0004", "r-two"] == (None, 0)
        assert found["К-0002", None] == (None, 0)


def test_what_was_marked_under_a_breached_account_does_not_count(filled_school):
    entry_id = send(filled_school)
    diary_marks.mark_seen(filled_school, PARENT, "К-0001", MONDAY)
    diary_marks.mark_read(filled_school, PARENT, "К-0001", [entry_id])
    declare_void(filled_school, "r-one", filled_school.clock.now())

    assert seen(filled_school)["К-0001", "r-one"] == (None, 0)
    assert readers(filled_school, entry_id)["К-0001", "r-one"] is None
    for mark in (
        lambda: diary_marks.mark_seen(filled_school, PARENT, "К-0001", MONDAY),
        lambda: diary_marks.mark_read(filled_school, PARENT, "К-0001", [entry_id]),
    ):
        with pytest.raises(VedomostError, match="nothing done under this account"):
            mark()


def test_the_stamp_of_a_diary_grows_by_its_own_marks_and_by_nobody_elses(filled_school):
    entry_id = send(filled_school)

    def stamp():
        return diary.stamp(filled_school.database, PARENT, "К-0001")

    before = stamp()
    diary_marks.mark_seen(filled_school, PARENT_OF_TWO, "К-0004", THIS_MONDAY)
    diary_marks.mark_read(filled_school, PARENT_OF_TWO, "К-0004", [entry_id])
    assert stamp() == before
    diary_marks.mark_read(filled_school, STUDENT, "К-0001", [entry_id])
    read = stamp()
    filled_school.clock.moment += timedelta(minutes=1)
    diary_marks.mark_seen(filled_school, PARENT, "К-0001", THIS_MONDAY)
    assert len({before, read, stamp()}) == 3
