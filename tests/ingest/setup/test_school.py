from __future__ import annotations

import copy
from datetime import date

import pytest

from ingest.reading.child import read_workbook
from ingest.setup.change_lines import change_line
from ingest.setup.changes import plan_changes
from ingest.setup.reader import read_setup
from ingest.setup.school import create_school, update_school
from ingest.setup.seeds import example_tables
from ingest.setup.writer import write_setup_workbook
from warehouse.access.opening import open_missing
from warehouse.errors import VedomostError
from warehouse.school_folder import open_school

DAY = date(2026, 11, 30)


def lessons(school, where="true"):
    with school.database.reading() as cursor:
        return cursor.execute(
            f"select * from journal.lessons where {where} order by lesson_id"
        ).fetchall()


def update(school, tables, from_date=DAY):
    content = write_setup_workbook(tables, "ru")
    read = read_setup(read_workbook(content)).tables
    return update_school(school, read, content, from_date=from_date, applied_by="С-01")


def test_init_again_with_the_same_workbook_changes_nothing(school, tables):
    before = lessons(school)
    version = school.database.version

    assert update(school, tables) == []

    assert school.database.version == version
    assert lessons(school) == before


def test_the_first_init_notes_every_row_and_keeps_the_file(school):
    with school.database.reading() as cursor:
        count, days, by, digest = cursor.execute(
            "select count(*), count(distinct valid_from), any_value(applied_by), "
            "any_value(file_sha256) from setup.setup_changes"
        ).fetchone()

    assert count == sum(len(rows) for rows in example_tables().values())
    assert (days, by) == (1, "С-01")
    assert school.kept_path(digest).read_bytes() == b"the first file"


def test_a_replaced_teacher_has_the_page_from_that_day_on(school, tables):
    row = next(
        row
        for row in tables["load"]
        if (row["unit_id"], row["subject_id"]) == ("5А", "РУС")
    )
    row["person_id"] = "С-07"
    tables["timetable"] = [
        lesson for lesson in tables["timetable"] if lesson["unit_id"] != "10А"
    ]
    tables["load"] = [load for load in tables["load"] if load["unit_id"] != "10А"]

    changes = update(school, tables)

    kinds = [
        (change.kind, change.natural_key)
        for change in changes
        if change.table == "load" and "5А" in change.natural_key
    ]
    assert kinds == [
        ("added", ("5А", "РУС", "С-07", None)),
        ("removed", ("5А", "РУС", "С-06", None)),
    ]
    with school.database.reading() as cursor:
        teachers = cursor.execute(
            "select person_id, starts_on, ends_on from journal.page_teachers "
            "where page_id = '2026:5А:РУС' order by starts_on"
        ).fetchall()
    assert teachers == [
        ("С-06", date(2026, 9, 1), date(2026, 11, 29)),
        ("С-07", DAY, None),
    ]


def test_a_student_who_left_is_on_no_roster_after_the_last_day(school, tables):
    tables["students"][6]["left_on"] = date(2026, 12, 4)

    (change,) = update(school, tables)

    assert (change.table, change.kind, change.natural_key) == (
        "students",
        "changed",
        ("К-0203",),
    )
    assert change_line(change, "ru") == (
        "Учащиеся: изменено — К-0203 Воронин Артём: Выбыл «пусто» → «04.12.2026»"
    )
    assert change_line(change, "en") == (
        "Students: changed К-0203 Воронин Артём: Left on “empty” → “04.12.2026”"
    )
    with school.database.reading() as cursor:
        stays = cursor.execute(
            "select distinct starts_on, ends_on from journal.roster "
            "where student_id = 'К-0203'"
        ).fetchall()
    assert stays == [(date(2026, 9, 1), date(2026, 12, 4))]


def test_a_timetable_changed_from_a_day_leaves_the_lessons_before_it(school, tables):
    before = lessons(school, f"lesson_on < '{DAY}'")
    moved = next(
        row
        for row in tables["timetable"]
        if (row["unit_id"], row["subject_id"]) == ("5А", "ГЕО")
    )
    moved["slot"] = 5  # Tuesday's third lesson becomes the fifth

    changes = update(school, tables)

    assert [(change.table, change.kind) for change in changes] == [
        ("timetable", "added"),
        ("timetable", "removed"),
    ]
    assert lessons(school, f"lesson_on < '{DAY}'") == before
    with school.database.reading() as cursor:
        slots = cursor.execute(
            "select slot, min(lesson_on), max(plan_position) from journal.lessons "
            "where page_id = '2026:5А:ГЕО' group by slot order by slot"
        ).fetchall()
    assert slots == [(3, date(2026, 9, 1), 12), (5, date(2026, 12, 1), 35)]


def test_a_slip_of_the_first_day_can_be_corrected_from_the_first_day(school, tables):
    tables["students"][0]["surname"] = "Алёхина"

    update(school, tables, date(2026, 9, 1))

    with school.database.reading() as cursor:
        rows = cursor.execute(
            "select surname, valid_from, valid_to from setup.students "
            "where student_id = 'К-0301' order by valid_to nulls last"
        ).fetchall()
    assert rows == [
        ("Алёшина", date(2026, 9, 1), date(2026, 9, 1)),
        ("Алёхина", date(2026, 9, 1), None),
    ]


def test_a_change_dated_back_overrides_a_later_one_and_says_so(school, tables):
    later = copy.deepcopy(tables)
    later["staff"][3]["surname"] = "Иванова"
    update(school, later)

    changes = plan_changes(school.database, tables, date(2026, 10, 1))
    update(school, later, date(2026, 10, 1))

    assert [(change.table, change.kind) for change in changes] == [("staff", "changed")]
    with school.database.reading() as cursor:
        rows = cursor.execute(
            "select surname, valid_from from setup.staff where person_id = 'С-04' "
            "and (valid_to is null or valid_from < valid_to) order by valid_from"
        ).fetchall()
    assert rows == [("Журавлёва", date(2026, 9, 1)), ("Иванова", date(2026, 10, 1))]


@pytest.mark.parametrize("table", ["staff", "students", "parents"])
def test_a_code_that_somebody_had_is_never_given_to_another_person(
    school, tables, table
):
    open_missing(school.database, at=school.clock.now(), by="")
    row = tables[table][-1]
    if table == "parents":  # the code of a teacher who left
        row |= {"person_id": "С-99"}
        with school.database.writing() as cursor:
            cursor.execute(
                "insert into setup.staff values ('С-99', 'Кольцова', 'Анна', '', "
                "'teacher', '', 'k', '2026-09-01', '2026-10-01')"
            )
            cursor.execute(
                "update access.accounts set person_id = 'С-99' "
                "where account_id = (select min(account_id) from access.accounts)"
            )
    row |= {"surname": "Яншина", "given_name": "Ульяна"}

    with pytest.raises(VedomostError, match="nobody had yet"):
        plan_changes(school.database, tables, DAY)


def test_a_person_keeps_the_code_under_a_new_name(school, tables):
    open_missing(school.database, at=school.clock.now(), by="")
    tables["staff"][1]["surname"] = "Яншина"
    assert [change.kind for change in update(school, tables)] == ["changed"]

    tables["staff"][1]["given_name"] = "Ульяна"
    assert [change.kind for change in update(school, tables)] == ["changed"]


def test_a_new_name_of_the_school_reaches_its_settings(school, tables, clock):
    tables["about"][1]["value"] = 'Лицей "Исток" № 17'

    update(school, tables)
    school.database.close()

    with open_school(school.folder, clock) as again:
        assert again.name == 'Лицей "Исток" № 17'


def test_changes_before_the_school_year_are_refused(school, tables):
    with pytest.raises(VedomostError, match=r"begins on 01\.09\.2026"):
        update(school, tables, date(2026, 8, 31))


def test_a_workbook_of_another_school_is_refused(school, tables):
    tables["about"][0]["value"] = "other-school"

    with pytest.raises(VedomostError, match="other-school"):
        update(school, tables)


def test_nothing_is_created_while_a_critical_problem_stands(tmp_path, tables):
    tables["students"][0]["class_id"] = "9Я"

    with pytest.raises(VedomostError, match="mended first: 1"):
        create_school(tmp_path / "school", tables, b"", applied_by="С-01")

    assert list(tmp_path.iterdir()) == []


def test_a_failure_half_way_leaves_no_folder_behind(tmp_path, tables, monkeypatch):
    def fail(*_: object) -> None:
        raise OSError

    monkeypatch.setattr("ingest.setup.applying.derive", fail)

    with pytest.raises(OSError):
        create_school(tmp_path / "school", tables, b"", applied_by="С-01")

    assert list(tmp_path.iterdir()) == []


def test_a_failed_update_leaves_the_school_as_it_was(school, tables, monkeypatch):
    def fail(*_: object) -> None:
        raise OSError

    before = lessons(school)
    tables["students"][0]["surname"] = "Алёхина"
    monkeypatch.setattr("ingest.setup.applying.derive", fail)

    with pytest.raises(OSError):
        update(school, tables)

    assert lessons(school) == before
    assert len(plan_changes(school.database, tables, DAY)) == 1


def test_a_folder_with_a_school_is_refused_and_left_alone(school, tables):
    with pytest.raises(VedomostError, match="already holds a school"):
        create_school(school.folder, tables, b"", applied_by="С-01")

    assert school.folder.exists()
    assert lessons(school)


def test_a_school_is_made_beside_its_workbook_in_a_folder_that_exists(tmp_path, tables):
    (tmp_path / "school.xlsx").write_bytes(b"the workbook")

    create_school(tmp_path, tables, b"the workbook", applied_by="С-01")

    assert {path.name for path in tmp_path.iterdir()} == {
        "keys",
        "received",
        "school.duckdb",
        "school.xlsx",
        "vedomost.toml",
    }
