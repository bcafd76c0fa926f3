"""A teacher's own hand-ins and the story of a cell, as pages ask for them."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from warehouse.queries import hand_ins
from warehouse.viewer import Viewer

MATHS, LESSON = "2026:5А:МАТ", "2026:5А:МАТ:20261113:1"
TEACHER = Viewer("p-mat", frozenset())


def run(school, statement, *values):
    with school.database.writing() as cursor:
        cursor.execute(statement, list(values))


def give_workbook(school, upload_id, workbook_id, starts_on):
    """Say that a hand-in was of a workbook of the term that starts on a day."""
    run(
        school,
        "insert into journal.workbooks (workbook_id, person_id, starts_on) "
        "values (?, 'p-mat', ?)",
        workbook_id,
        starts_on,
    )
    run(
        school,
        "update journal.uploads set workbook_id = ? where upload_id = ?",
        workbook_id,
        upload_id,
    )


def story(school, student_id, field="mark", lesson_id=LESSON):
    found = hand_ins.cell_history(
        school.database, TEACHER, MATHS, lesson_id, "", student_id, field
    )
    return found.to_dicts()


def test_the_latest_hand_in_of_each_term_is_told(filled_school):
    give_workbook(filled_school, "u-01", "w-1", "2026-09-01")
    give_workbook(filled_school, "u-03", "w-2", "2026-11-05")
    give_workbook(filled_school, "u-10", "w-3", "2026-11-05")

    found = hand_ins.last_of_each_term(filled_school.database, TEACHER)

    assert dict(found.select("starts_on", "upload_id").rows()) == {
        datetime(2026, 9, 1, tzinfo=UTC).date(): "u-01",
        datetime(2026, 11, 5, tzinfo=UTC).date(): "u-10",
    }


def test_a_later_decision_does_not_hide_the_file_that_left_things_open(filled_school):
    give_workbook(filled_school, "u-03", "w-2", "2026-11-05")
    give_workbook(filled_school, "u-10", "w-3", "2026-11-05")
    run(
        filled_school,
        "update journal.uploads set via = 'decision' where upload_id = 'u-10'",
    )

    found = hand_ins.last_of_each_term(filled_school.database, TEACHER)

    assert found["upload_id"].to_list() == ["u-03"]


def test_hand_ins_come_latest_first_and_what_was_taken_back_says_so(filled_school):
    run(
        filled_school,
        "update journal.uploads set undoes_upload_id = 'u-09', via = 'undo' "
        "where upload_id = 'u-10'",
    )

    found = hand_ins.latest(filled_school.database, TEACHER, 3)

    assert found["upload_id"].to_list() == ["u-10", "u-09", "u-04"]
    assert found["is_undone"].to_list() == [False, True, False]


@pytest.fixture
def student(filled_school):
    """A student with a mark in the lesson, and that mark."""
    with filled_school.database.reading() as cursor:
        return cursor.execute(
            "select student_id, value_text from journal.current "
            "where lesson_id = ? and field = 'mark' order by 1 limit 1",
            [LESSON],
        ).fetchall()[0]


def test_a_void_entry_stays_in_the_story_and_did_not_come_before_anything(
    filled_school, student
):
    student_id, first_mark = student
    for number, (mark, at) in enumerate(
        (("2", "2026-11-23 10:00"), ("3", "2026-11-23 10:25")), start=1
    ):
        run(
            filled_school,
            "insert into journal.entries (school_id, entry_id, page_id, lesson_id, "
            "period_id, student_id, field, value_text, value, recorded_at, "
            "recorded_by, upload_id, sheet, cell, reason) values ('s', ?, ?, ?, '', ?, "
            "'mark', ?, ?, ?, 'p-mat', 'u-10', '5А', 'D7', '')",
            1_000_000 + number, MATHS, LESSON, student_id, mark, mark, at,
        )  # fmt: skip
    run(
        filled_school,
        "insert into journal.void_events (breach_id, person_id, kind, moment) "
        "values ('b', 'p-mat', 'from', timestamp '2026-11-23 09:55'), "
        "('b', 'p-mat', 'until', timestamp '2026-11-23 10:05')",
    )

    last, void, *earlier = story(filled_school, student_id)

    assert (last["value"], last["previous_text"]) == ("3", first_mark)
    assert (void["value"], void["is_void"]) == ("2", True)
    assert last["file_name"] == "5А <b>математика</b>.xlsx"
    assert not any(one["is_void"] for one in (last, *earlier))


def test_a_topic_has_a_story_too(filled_school):
    with filled_school.database.reading() as cursor:
        (lesson_id,) = cursor.execute(
            "select lesson_id from journal.current where field = 'topic' "
            "and page_id = ? limit 1",
            [MATHS],
        ).fetchall()[0]

    (first,) = story(filled_school, "", "topic", lesson_id)

    assert first["previous_text"] is None
    assert first["person_name"].startswith("М")


def test_who_handed_the_page_over_still_has_the_names_and_no_more(filled_school):
    run(
        filled_school,
        "update journal.page_teachers set ends_on = '2026-11-20' "
        "where page_id = ? and person_id = 'p-mat'",
        MATHS,
    )
    run(filled_school, "update setup.classes set homeroom_person_id = 'p-rus'")
    database = filled_school.database

    assert not hand_ins.students(database, TEACHER, (MATHS,)).is_empty()
    assert not hand_ins.lessons(database, TEACHER, (MATHS,)).is_empty()
    assert hand_ins.marks(database, TEACHER, (LESSON,)).is_empty()
    assert story(filled_school, "К-0001") == []
