"""Rows changed on a page: gathered, looked at, applied as one set, taken back."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.setup.contract import SHEET_OF
from ingest.setup.edits import Edit, whole_setup
from ingest.setup.forming import take_back
from ingest.setup.forming_rows import FORMED, Grounds, apply_rows, preview_rows
from ingest.setup.gathering import edits_of, gathered
from ingest.setup.typed_rows import typed_row
from warehouse.errors import VedomostError
from warehouse.timetable import DERIVED
from warehouse.viewer import Viewer

DAY = date(2026, 11, 30)
DIRECTOR = Viewer("С-01", frozenset({"director"}))
TEACHER = Viewer("С-06", frozenset({"teacher"}))
WHY = Grounds("по просьбе учителя", "12-р", date(2026, 11, 20))


@pytest.fixture
def school(example_school):
    """The example school with its models, which say who forms it."""
    return example_school


def held(school, table):
    with school.database.reading() as cursor:
        return whole_setup(cursor, DAY)[table]


def row_of(school, table, **known):
    return next(
        row
        for row in held(school, table)
        if all(row[key] == value for key, value in known.items())
    )


def gather(school, table, was, wanted, before=()):
    return gathered(before, table, was, wanted, held(school, table))


def journal(school):
    with school.database.reading() as cursor:
        return {
            table: cursor.execute(f"from journal.{table} order by all").fetchall()
            for table in DERIVED
        }


def moved_geography(school):
    was = row_of(school, "timetable", unit_id="5А", subject_id="ГЕО")
    return gather(school, "timetable", was, was | {"slot": 5})


def test_what_is_seen_is_applied_with_its_grounds_and_taken_back(school):
    before = journal(school)
    rows = moved_geography(school)

    seen = preview_rows(school, DIRECTOR, rows, DAY)
    assert set(seen.touched.lessons["kind"]) == {"added", "removed"}
    assert journal(school) == before
    apply_rows(school, DIRECTOR, rows, DAY, WHY, seen=seen.last_change_id)

    assert journal(school) != before
    with school.database.reading() as cursor:
        *told, set_id = cursor.execute(
            "select kind, reason, document_number, document_on, from_date, applied_by, "
            "set_id from journal.setup_change_sets order by set_id desc limit 1"
        ).fetchone()
        noted = cursor.execute(
            "select count(*) from access.log where action = 'set_up_changed'"
        ).fetchone()
    assert told == ["page", *WHY, DAY, "С-01"]
    assert noted == (1,)
    take_back(school, DIRECTOR, set_id, "ошибка")
    assert journal(school) == before


def test_several_rows_are_one_set(school):
    rows = moved_geography(school)
    room = row_of(school, "timetable", unit_id="1А", subject_id="РУС", weekday=1)
    rows = gather(school, "timetable", room, room | {"room": "7"}, rows)
    rows = gather(
        school,
        "work_types",
        None,
        {"work_type_id": "essay", "name": "Эссе", "weight": 1.0, "is_written": True},
        rows,
    )

    seen = preview_rows(school, DIRECTOR, rows, DAY)
    count = apply_rows(school, DIRECTOR, rows, DAY, WHY, seen=seen.last_change_id)

    assert count == 4  # a lesson that moves ends and begins
    with school.database.reading() as cursor:
        (sets,) = cursor.execute(
            "select count(*) from journal.setup_change_sets where kind = 'page'"
        ).fetchone()
    assert sets == 1


def test_two_lessons_change_places_in_one_set(school):
    maths = {"unit_id": "5А", "subject_id": "МАТ"}
    one = row_of(school, "timetable", **maths, weekday=2)
    other = row_of(school, "timetable", **maths, weekday=3)
    place = ("weekday", "slot")
    rows = gather(
        school, "timetable", one, one | {"weekday": 6, "slot": 1, "room": "а"}
    )
    rows = gather(
        school, "timetable", other, other | {key: one[key] for key in place}, rows
    )
    key = tuple(one[part] for part in SHEET_OF["timetable"].key)

    edits = {edit.key: edit.row for edit in edits_of(rows)}

    assert len(edits) == 3
    assert edits[key] == other | {key: one[key] for key in place}


def test_a_row_gathered_twice_counts_as_said_last(school):
    was = row_of(school, "timetable", unit_id="5А", subject_id="ГЕО")
    rows = gather(school, "timetable", was, was | {"room": "1"})
    rows = gather(school, "timetable", was, was | {"room": "2"}, rows)

    assert [change.after["room"] for change in rows] == ["2"]
    assert gather(school, "timetable", was, was, rows) == ()
    with pytest.raises(VedomostError, match="Nothing in the row"):
        gather(school, "timetable", was, was)


def test_a_second_row_with_one_key_is_refused(school):
    was = row_of(school, "timetable", unit_id="5А", subject_id="ГЕО")

    with pytest.raises(VedomostError, match="There is such a row already: 5А, ГЕО"):
        gather(school, "timetable", None, was | {"room": "7"})
    ended = gather(school, "timetable", was, None)
    assert len(gather(school, "timetable", None, was | {"room": "7"}, ended)) == 2


def test_the_checks_are_those_of_the_workbook(school):
    was = row_of(school, "load", unit_id="5А", subject_id="ГЕО")
    rows = gather(school, "load", was, was | {"person_id": "С-99"})

    seen = preview_rows(school, DIRECTOR, rows, DAY)

    assert {one.rule for one in seen.planned.problems} == {"setup_reference_known"}
    assert seen.touched is None
    with pytest.raises(VedomostError, match="mistakes that must be mended first: 1"):
        apply_rows(school, DIRECTOR, rows, DAY, WHY, seen=seen.last_change_id)
    assert row_of(school, "load", unit_id="5А", subject_id="ГЕО") == was


def test_a_class_code_with_a_latin_letter_is_the_cyrillic_class(school):
    new = row_of(school, "classes", class_id="5А") | {
        "class_id": "6A",  # a Latin A
        "grade": 6,
        "homeroom_person_id": "",
    }
    rows = gather(school, "classes", None, new)

    (change,) = preview_rows(school, DIRECTOR, rows, DAY).planned.changes

    assert change.after["class_id"] == "6А"


def test_what_was_changed_meanwhile_is_looked_at_again(school):
    rows = moved_geography(school)
    seen = preview_rows(school, DIRECTOR, rows, DAY).last_change_id
    other = row_of(school, "subjects", subject_id="РУС")
    theirs = gather(school, "subjects", other, other | {"short_name": "Рус."})
    apply_rows(school, DIRECTOR, theirs, DAY, WHY, seen=seen)

    with pytest.raises(VedomostError, match="changed meanwhile"):
        apply_rows(school, DIRECTOR, rows, DAY, WHY, seen=seen)


def test_rows_need_a_reason_and_one_who_forms_the_school(school):
    rows = moved_geography(school)
    seen = preview_rows(school, DIRECTOR, rows, DAY).last_change_id

    with pytest.raises(VedomostError, match="Say why"):
        apply_rows(school, DIRECTOR, rows, DAY, Grounds("  "), seen=seen)
    with pytest.raises(VedomostError, match="formed by the director"):
        preview_rows(school, TEACHER, rows, DAY)
    with pytest.raises(VedomostError, match="formed by the director"):
        apply_rows(school, TEACHER, rows, DAY, WHY, seen=seen)


def test_students_and_replacements_have_pages_of_their_own(school):
    student = row_of(school, "students", student_id="К-0203")
    rows = gather(school, "students", student, student | {"class_id": "1А"})

    with pytest.raises(VedomostError, match="page of their own"):
        preview_rows(school, DIRECTOR, rows, DAY)
    assert not {"students", "parents", "replacements", "about"} & set(FORMED)


def test_a_typed_row_is_read_like_a_row_of_the_workbook():
    typed = {
        "unit_id": "5А",
        "subject_id": "ГЕО",
        "person_id": "С-07",
        "hours_per_week": "0,5",
        "starts_on": date(2026, 12, 1),
    }
    read = typed_row("load", typed, "ru")

    assert read.problems == []
    assert read.row["hours_per_week"] == 0.5
    assert read.row["ends_on"] is None


def test_what_is_not_understood_or_lacks_is_named_with_its_column():
    typed = {"unit_id": "5А", "subject_id": "ГЕО", "hours_per_week": "много"}

    read = typed_row("load", typed, "ru")

    assert [one.rule for one in read.problems] == [
        "setup_value_required",
        "setup_value_understood",
    ]
    assert read.problems[0].facts["column"] == "Учитель (код)"
    assert read.problems[1].value == "много"


def test_an_edit_of_a_lesson_that_ends_is_its_end(school):
    was = row_of(school, "timetable", unit_id="5А", subject_id="ГЕО")
    key = tuple(was[part] for part in SHEET_OF["timetable"].key)

    edits = edits_of(gather(school, "timetable", was, None))

    assert edits == [Edit("timetable", key, None)]
