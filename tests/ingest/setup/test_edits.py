"""Single rows of the set-up changed from a day on, looked at beforehand, taken back."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.setup.applying import Cause, apply_changes
from ingest.setup.edits import Edit, added, plan_edits, whole_setup
from ingest.setup.school import occasion_now
from ingest.setup.touching import touched_by
from ingest.setup.undoing import plan_undoing
from warehouse.errors import VedomostError
from warehouse.timetable import DERIVED

pytestmark = pytest.mark.by_turns

DAY = date(2026, 11, 30)
GEOGRAPHY = "2026:5А:ГЕО"


def journal(school):
    with school.database.reading() as cursor:
        return {
            table: cursor.execute(f"from journal.{table} order by all").fetchall()
            for table in DERIVED
        }


def row_of(school, table, **known):
    with school.database.reading() as cursor:
        return next(
            dict(row)
            for row in whole_setup(cursor, DAY)[table]
            if all(row[key] == value for key, value in known.items())
        )


def plan(school, *edits, on=DAY):
    with school.database.reading() as cursor:
        return plan_edits(cursor, edits, on)


def apply(school, changes, on=DAY, cause=Cause("page", "С-01")):  # noqa: B008
    with school.database.writing() as cursor:
        return apply_changes(cursor, changes, occasion_now(school), cause, from_date=on)


def take_back(school, set_id):
    with school.database.writing() as cursor:
        planned, day = plan_undoing(cursor, set_id)
        cause = Cause("undo", "С-01", undoes_set_id=set_id)
        return apply_changes(
            cursor, planned.changes, occasion_now(school), cause, from_date=day
        )


def moved_lesson(school):
    """Return the edits that move 5А's geography to the fifth lesson."""
    row = row_of(school, "timetable", unit_id="5А", subject_id="ГЕО")
    there = added("timetable", row | {"slot": 5})
    return [Edit("timetable", added("timetable", row).key, None), there]


def test_one_row_changes_and_the_others_stay(school):
    student = row_of(school, "students", student_id="К-0203")

    planned = plan(school, added("students", student | {"left_on": date(2026, 12, 4)}))

    assert [change[:3] for change in planned.changes] == [
        ("students", "changed", ("К-0203",))
    ]
    assert planned.problems == []


def test_an_edit_that_changes_nothing_is_no_change(school):
    student = row_of(school, "students", student_id="К-0203")

    assert plan(school, added("students", student)).changes == []


def test_edits_are_checked_like_a_whole_workbook(school):
    student = row_of(school, "students", student_id="К-0203")

    planned = plan(school, added("students", student | {"class_id": "9Я"}))

    assert planned.is_faulty
    assert {problem.rule for problem in planned.problems} == {"setup_reference_known"}


def test_what_a_moved_lesson_touches_is_seen_before_it_is_moved(school):
    before = journal(school)

    touched = touched_by(school, plan(school, *moved_lesson(school)).changes, DAY)

    kinds = touched.lessons.group_by("kind").len().sort("kind")
    assert set(touched.lessons["page_id"]) == {GEOGRAPHY}
    assert set(kinds["kind"]) == {"added", "removed"}
    assert min(touched.lessons["lesson_on"]) == date(2026, 12, 1)
    assert touched.teachers.is_empty()
    assert journal(school) == before


def test_whose_pages_pass_on_is_seen_with_the_days(school):
    load = row_of(school, "load", unit_id="5А", subject_id="ГЕО")
    edits = [
        Edit("load", added("load", load).key, None),
        added("load", load | {"person_id": "С-07"}),
    ]

    touched = touched_by(school, plan(school, *edits).changes, DAY)

    gained = touched.teachers.filter(kind="gains", person_id="С-07")
    assert gained["starts_on"].to_list() == [DAY]


def test_a_set_that_is_taken_back_leaves_the_journal_as_it_was(school):
    before = journal(school)
    set_id = apply(school, plan(school, *moved_lesson(school)).changes)
    assert journal(school) != before

    take_back(school, set_id)

    assert journal(school) == before
    with pytest.raises(VedomostError, match="taken back already"):
        take_back(school, set_id)


def test_what_was_changed_again_is_taken_back_in_turn(school):
    student = row_of(school, "students", student_id="К-0203")
    first = apply(
        school, plan(school, added("students", student | {"surname": "Иной"})).changes
    )
    second = apply(
        school, plan(school, added("students", student | {"surname": "Иная"})).changes
    )

    with pytest.raises(VedomostError, match="К-0203 was changed again since"):
        take_back(school, first)
    take_back(school, second)
    take_back(school, first)

    assert row_of(school, "students", student_id="К-0203") == student


def test_a_row_that_changes_later_is_not_changed_under_it(school):
    student = row_of(school, "students", student_id="К-0203")
    changed = added("students", student | {"surname": "Иной"})
    apply(school, plan(school, changed).changes)

    with pytest.raises(VedomostError, match=r"К-0203 changes on 30\.11\.2026 already"):
        plan(school, changed, on=date(2026, 11, 2))


def test_a_set_says_why_it_was_made_and_under_which_order(school):
    student = row_of(school, "students", student_id="К-0203")
    cause = Cause("movement", "С-01", "moves away", "12-у", date(2026, 11, 27))
    set_id = apply(
        school,
        plan(school, added("students", student | {"left_on": DAY})).changes,
        cause=cause,
    )

    with school.database.reading() as cursor:
        told = cursor.execute(
            "select set_id, last_change_id, kind, reason, document_number, "
            "document_on, from_date, applied_by from journal.setup_change_sets "
            "where kind = 'movement'"
        ).fetchall()

    assert told == [
        (
            *(set_id, set_id, "movement", "moves away", "12-у"),
            *(date(2026, 11, 27), DAY, "С-01"),
        )
    ]


def test_what_was_taken_back_does_not_stand_in_the_way_of_an_earlier_day(school):
    student = row_of(school, "students", student_id="К-0203")
    changed = added("students", student | {"surname": "Иной"})
    take_back(school, apply(school, plan(school, changed).changes))

    planned = plan(school, changed, on=date(2026, 11, 2))

    assert len(planned.changes) == 1
    set_id = apply(school, planned.changes, on=date(2026, 11, 2))
    assert row_of(school, "students", student_id="К-0203")["surname"] == "Иной"
    take_back(school, set_id)
    assert row_of(school, "students", student_id="К-0203") == student


def test_a_warning_that_stood_before_is_not_told_of_another_row(school):
    nobodys = row_of(school, "classes", class_id="10А") | {"homeroom_person_id": ""}
    apply(school, plan(school, added("classes", nobodys)).changes)
    first = row_of(school, "classes", class_id="1А") | {"homeroom_person_id": "С-07"}

    planned = plan(school, added("classes", first))

    assert (len(planned.changes), planned.problems) == (1, [])
