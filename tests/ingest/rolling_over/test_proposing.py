"""The next year as this one proposes it."""

from __future__ import annotations

from datetime import date

import pytest

from ingest.rolling_over.classes import next_code
from ingest.rolling_over.proposing import propose
from ingest.setup.check import check_setup
from ingest.setup.contract import completed, settings
from ingest.setup.reader import SetupReading
from ingest.setup.seeds import example_tables


@pytest.fixture
def tables():
    return completed(example_tables())


def with_class(tables, class_id, grade, homeroom="С-08"):
    """Add a class with two students, one of them with a parent."""
    tables["classes"].append(
        {
            "class_id": class_id,
            "grade": grade,
            "shift": 2,
            "week_days": 6,
            "homeroom_person_id": homeroom,
        }
    )
    for number in (1, 2):
        tables["students"].append(
            tables["students"][0]
            | {"student_id": f"{class_id}-{number}", "class_id": class_id}
        )
    tables["parents"].append(
        tables["parents"][0]
        | {"person_id": f"Р-{class_id}", "students": f"{class_id}-1"}
    )
    return tables


def by(rows, *keys):
    return {tuple(row[key] for key in keys) for row in rows}


def test_everybody_goes_a_grade_up_with_their_homeroom_teacher(tables):
    found = propose(tables).tables

    assert by(found["classes"], "class_id", "grade", "homeroom_person_id") == {
        ("1А", 1, ""),
        ("2А", 2, "С-04"),
        ("6А", 6, "С-05"),
        ("11А", 11, "С-06"),
    }
    assert ("К-0301", "2А") in by(found["students"], "student_id", "class_id")
    assert len(found["students"]) == len(tables["students"])


def test_the_eleventh_grade_leaves_with_parents_who_have_no_other_child(tables):
    with_class(tables, "11А", 11)

    proposal = propose(tables)

    assert by(proposal.graduates, "student_id") == {("11А-1",), ("11А-2",)}
    assert "Р-11А" not in {row["person_id"] for row in proposal.tables["parents"]}
    assert ("11А", 11) in by(proposal.tables["classes"], "class_id", "grade")
    assert ("11А", "", 2) in proposal.classes


def test_ticked_ninth_graders_leave_and_the_others_go_on(tables):
    with_class(tables, "9А", 9)

    proposal = propose(tables, ["9А-1"])

    assert by(proposal.graduates, "student_id") == {("9А-1",)}
    students = by(proposal.tables["students"], "student_id", "class_id")
    assert ("9А-2", "10А") in students


def test_a_ninth_grade_that_leaves_whole_makes_no_tenth(tables):
    with_class(tables, "9Б", 9)

    proposal = propose(tables, ["9Б-1", "9Б-2"])

    assert "10Б" not in {row["class_id"] for row in proposal.tables["classes"]}
    assert ("9Б", "", 2) in proposal.classes


def test_a_school_without_upper_grades_lets_its_ninth_grade_go(tables):
    tables["classes"] = [row for row in tables["classes"] if row["grade"] != 10]
    tables["students"] = [row for row in tables["students"] if row["class_id"] != "10А"]
    with_class(tables, "9А", 9)

    assert len(propose(tables).graduates) == 2


def test_primary_teachers_stay_behind_and_take_the_first_grade(tables):
    with_class(tables, "4А", 4, homeroom="С-08")

    classes = by(propose(tables).tables["classes"], "class_id", "homeroom_person_id")

    assert {("1А", "С-08"), ("5А", "")} <= classes


def test_shift_and_week_are_those_of_the_new_grade(tables):
    with_class(tables, "6Б", 6)  # the second shift, six days

    classes = by(propose(tables).tables["classes"], "class_id", "shift", "week_days")

    assert ("6А", 2, 6) in classes


def test_study_groups_keep_their_members_and_plans_are_not_carried(tables):
    proposal = propose(tables)

    assert by(proposal.tables["groups"], "group_id", "name", "grade") == {
        ("6А-англ1", "6А английский 1", 6),
        ("6А-англ2", "6А английский 2", 6),
    }
    members = by(proposal.tables["group_members"], "group_id", "student_id")
    assert ("6А-англ1", "К-0201") in members
    assert len(members) == 6
    told = " ".join(str(one.facts) for one in proposal.remarks)
    assert "Зайцева" in told


def test_load_is_that_of_the_grade_with_the_teachers_of_the_class(tables):
    with_class(tables, "6Б", 6)
    tables["load"] += [
        {**tables["load"][0], "unit_id": "6Б", "subject_id": "МАТ", "person_id": "С-08"}
        | {"hours_per_week": 6.0},
        {**tables["load"][0], "unit_id": "6Б", "subject_id": "ОКР", "person_id": "С-08"}
        | {"hours_per_week": 1.0},
    ]

    load = propose(tables).tables["load"]

    of_class = [row for row in load if row["unit_id"] == "6А"]
    assert by(of_class, "subject_id", "person_id", "hours_per_week") == {
        ("МАТ", "С-05", 6.0),  # who taught 5А mathematics goes on
        ("ОКР", "С-08", 1.0),  # nobody taught them this subject
    }
    assert propose(tables).tables["timetable"] == []


def test_the_year_moves_by_weeks_and_keeps_its_own_codes(tables):
    proposal = propose(tables)

    about = settings(proposal.tables)
    assert (about["year_id"], about["year_name"]) == ("2027", "2027/28")
    assert about["year_starts_on"] == "2027-09-01"
    first = proposal.tables["periods"][0]
    assert (first["period_id"], first["year_id"]) == ("2027-Q1", "2027")
    assert (first["starts_on"], first["ends_on"]) == (
        date(2027, 9, 1),
        date(2027, 10, 22),
    )
    was = {row["note"]: row["starts_on"] for row in tables["calendar"]}
    now = {row["note"]: row["starts_on"] for row in proposal.tables["calendar"]}
    autumn = "Осенние каникулы"
    assert now[autumn].isoweekday() == was[autumn].isoweekday()
    assert now["День Победы (ст. 112 ТК РФ)"] == date(2028, 5, 9)
    assert not any("Перенос" in note for note in now)


def test_the_first_day_is_a_day_with_lessons(tables):
    for row in tables["about"]:
        if row["setting"] == "year_starts_on":
            row["value"] = "2028-09-01"
        if row["setting"] == "year_ends_on":
            row["value"] = "2029-05-25"

    assert propose(tables).starts_on == date(2029, 9, 3)  # 1 September is a Saturday


def test_what_is_proposed_passes_the_checks_of_a_set_up(tables):
    with_class(with_class(tables, "9А", 9), "11А", 11)

    found = check_setup(SetupReading(propose(tables).tables))

    assert [one for one in found if one.severity == "critical"] == []


@pytest.mark.parametrize(
    ("code", "grade", "expected"),
    [
        ("5А", 5, "6А"),
        ("9А-англ1", 9, "10А-англ1"),
        ("Б-7", 7, "Б-7"),
        ("11А", 1, "11А"),
    ],
)
def test_codes_go_on_in_the_schools_manner(code, grade, expected):
    assert next_code(code, grade) == expected
