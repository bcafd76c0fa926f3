"""The sheet of parents: who they are, whose parents, and what must not slip through."""

from __future__ import annotations

import copy
from datetime import UTC, date, datetime

import pytest

from ingest.reading.child import read_workbook
from ingest.reading.sheets import RawWorkbook
from ingest.setup.check import check_setup
from ingest.setup.reader import read_setup
from ingest.setup.rules import problem_line
from ingest.setup.school import create_school, update_school
from ingest.setup.writer import write_setup_workbook
from warehouse.access.roles import person_name, viewer_for
from warehouse.build import build_models
from warehouse.school_folder import open_school

pytestmark = pytest.mark.by_turns

DAY = date(2026, 11, 30)
THAT_MORNING = datetime(2026, 11, 29, 21, tzinfo=UTC)  # midnight in Moscow
PARENTS = "Родители"


def problems_of(workbook):
    return check_setup(read_setup(workbook))


def without_parents(workbook):
    """Return the workbook as it was made before the sheet existed."""
    kept = [sheet for sheet in workbook.sheets if sheet.name != PARENTS]
    assert len(kept) < len(workbook.sheets)
    return RawWorkbook(kept)


def update(school, raw, on=DAY):
    tables = read_setup(raw).tables
    return update_school(school, tables, b"again", from_date=on, applied_by="С-01")


def roles(school, person_id, on=DAY):
    return viewer_for(school.database, person_id, on).roles


def diaries(school):
    build_models(school.database)
    with school.database.reading() as cursor:
        return set(
            cursor.execute(
                "select person_id, student_id from intermediate.int_diary_access "
                "where person_id not like 'student:%'"
            ).fetchall()
        )


@pytest.mark.parametrize(
    ("cell", "typed", "rule"),
    [
        ("E4", "К-0999", "setup_reference_known"),
        ("E4", "К-0301, К-0999", "setup_reference_known"),
        ("E4", "7", "setup_reference_known"),  # a number is no grade here
        ("E4", None, "setup_value_required"),
        ("A4", "student:К-0302", "setup_code_plain"),
        ("A5", "Р-01", "setup_key_once"),
        ("A4", "С-04", "setup_parent_same_person"),
    ],
)
def test_a_slip_on_the_sheet_of_parents_is_critical_and_names_its_cell(
    workbook_with, cell, typed, rule
):
    (problem,) = problems_of(workbook_with((PARENTS, cell, typed)))

    assert (problem.rule, problem.severity) == (rule, "critical")
    assert (problem.sheet, problem.cell) == (PARENTS, cell)


def test_an_unknown_child_is_named_with_how_to_mend_it(workbook_with):
    (problem,) = problems_of(workbook_with((PARENTS, "E4", "К-0301, К-0999")))

    assert problem_line(problem, "ru") == (
        "лист «Родители», ячейка E4: «К-0999» нет на листе «Учащиеся». "
        "Исправьте код или добавьте его на лист «Учащиеся». (п. 2.2)"
    )


def test_a_code_of_the_staff_given_to_another_person_is_named_with_both(workbook_with):
    (problem,) = problems_of(workbook_with((PARENTS, "A4", "С-04")))

    assert problem_line(problem, "ru") == (
        "лист «Родители», ячейка A4: «С-04» — код сотрудника: Журавлёва Ольга; здесь "
        "он указан у другого человека: Алёшин Денис. Напишите имя, как на листе "
        "«Сотрудники», или дайте родителю отдельный код. (п. 4.1)"
    )


def test_a_staff_code_typed_with_latin_letters_is_the_same_person(workbook_with):
    reading = read_setup(workbook_with((PARENTS, "A10", "C-07")))  # a Latin C

    assert check_setup(reading) == []
    assert reading.tables["parents"][-1]["person_id"] == "С-07"


def test_codes_of_children_are_read_as_the_students_sheet_spells_them(workbook_with):
    reading = read_setup(workbook_with((PARENTS, "E4", " к-0301;K-0302 ")))

    assert check_setup(reading) == []
    assert reading.tables["parents"][0]["students"] == "К-0301,К-0302"


def test_parents_read_their_childrens_diaries_and_staff_keep_their_roles(school):
    assert roles(school, "Р-05") == {"parent"}
    assert roles(school, "С-07") >= {"teacher", "parent"}
    assert roles(school, "student:К-0204") == {"student"}
    assert person_name(school.database, "Р-05") == "Громова Ольга Семёновна"
    assert diaries(school) == {
        ("Р-01", "К-0301"),
        ("Р-02", "К-0302"),
        ("Р-03", "К-0304"),
        ("Р-04", "К-0201"),
        ("Р-05", "К-0204"),
        ("Р-05", "К-0102"),
        ("Р-06", "К-0205"),
        ("С-07", "К-0103"),
    }


def test_a_student_and_the_parents_have_their_roles_to_the_last_day(
    school, workbook_with
):
    last = date(2026, 12, 4)
    update(school, workbook_with(("Учащиеся", "G4", last)))

    for person_id, role in (("student:К-0301", "student"), ("Р-01", "parent")):
        assert roles(school, person_id, last) == {role}
        assert roles(school, person_id, date(2026, 12, 5)) == set()
    assert roles(school, "student:К-0205", date(2026, 9, 14)) == set()
    assert roles(school, "student:К-0205", date(2026, 9, 15)) == {"student"}


def test_a_parent_of_two_stays_a_parent_when_one_child_leaves(school, workbook_with):
    update(school, workbook_with(("Учащиеся", "G10", date(2026, 12, 4))))

    assert roles(school, "Р-05", date(2027, 1, 20)) == {"parent"}


def test_a_child_taken_off_the_list_is_nobody_elses_from_that_day(
    school, workbook_with
):
    (change,) = update(school, workbook_with((PARENTS, "E8", "К-0204")))

    assert (change.table, change.kind) == ("parents", "changed")
    assert ("Р-05", "К-0102") in diaries(school)
    school.clock.set(THAT_MORNING)
    assert ("Р-05", "К-0102") not in diaries(school)
    assert ("Р-05", "К-0204") in diaries(school)


def test_a_school_without_a_sheet_of_parents_has_no_parents(
    tmp_path, clock, example_workbook
):
    reading = read_setup(without_parents(example_workbook))
    assert check_setup(reading) == []
    create_school(tmp_path / "new", reading.tables, b"", applied_by="С-01")

    with open_school(tmp_path / "new", clock) as school:
        assert diaries(school) == set()
        assert roles(school, "С-07") == {"teacher"}


def test_a_workbook_older_than_the_sheet_leaves_the_parents_alone(
    school, example_workbook
):
    before = diaries(school)

    assert update(school, without_parents(example_workbook)) == []
    assert diaries(school) == before


def test_an_emptied_sheet_of_parents_takes_them_all_away(school, tables):
    emptied = copy.deepcopy(tables)
    emptied["parents"] = []
    raw = read_workbook(write_setup_workbook(emptied, "ru"))

    changes = update(school, raw)

    assert {(one.table, one.kind) for one in changes} == {("parents", "removed")}
    school.clock.set(THAT_MORNING)
    assert diaries(school) == set()
    assert roles(school, "Р-05") == set()
    assert "parent" not in roles(school, "С-07")


def test_an_administrator_of_the_system_is_a_role_of_the_staff(school, workbook_with):
    update(school, workbook_with(("Сотрудники", "E6", "администратор системы")))

    assert roles(school, "С-03") == {"administrator"}
