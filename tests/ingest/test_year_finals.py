"""Finals of the year, of exams and overall: in the workbook of their term and back."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from expectations.marks import DEFAULT_SCALE
from ingest.handing_out import hand_out
from ingest.plan import plan_workbook
from ingest.reading.child import read_workbook
from ingest.reading.reader import read_journal
from ingest.setup.school import create_school
from ingest.setup.seeds import example_tables
from ingest.workbook import GRID_FIRST_ROW, GRID_KEY_COLUMN, GRID_KEY_ROW, META_SHEET
from ingest.writing.writer import write_workbook
from tests.ingest.desk import Desk
from tests.ingest.typing_teacher import Teacher
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

RUSSIAN, PHYSICAL, MATHS = "2026:10А:РУС", "2026:10А:ФИЗРА", "2026:5А:МАТ"
MAY = date(2027, 5, 24)
YEAR, EXAM, OVERALL = "2026-year", "2026-exam", "2026-overall"
_OF_GRADE_10 = [
    ("exam", "Экзамен", date(2027, 5, 20), date(2027, 6, 20)),
    ("overall", "Итоговая", date(2027, 5, 24), date(2027, 6, 25)),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The example school with an exam in Russian and overall marks in grade 10."""
    tables = example_tables()
    for kind, name, starts_on, ends_on in _OF_GRADE_10:
        tables["attestations"].append(
            {
                "kind": kind,
                "grades": "10",
                "subjects": "РУС",
                "name": name,
                "starts_on": starts_on,
                "ends_on": ends_on,
            }
        )
    folder = tmp_path_factory.mktemp("year") / "school"
    summer = SetClock(datetime(2026, 8, 25, tzinfo=UTC))
    create_school(folder, tables, b"set-up", applied_by="С-01", clock=summer)
    return folder


@pytest.fixture
def desk(folder, tmp_path):
    """Who teaches Russian in 10А, on 24 May."""
    shutil.copytree(folder, tmp_path / "school")
    clock = SetClock(datetime(2027, 5, 24, 9, tzinfo=UTC))
    with open_school(tmp_path / "school", clock) as school:
        with school.database.reading() as cursor:
            students = [
                student
                for (student,) in cursor.execute(
                    "select student_id from journal.roster where page_id = ? "
                    "order by student_id",
                    [RUSSIAN],
                ).fetchall()
            ]
        yield Desk(school, RUSSIAN, "С-06", "С-08", "", MAY, tuple(students))


def finals(desk):
    with desk.school.database.reading() as cursor:
        return cursor.execute(
            "select period_id, student_id, value from journal.current "
            "where field = 'final' order by all"
        ).fetchall()


def shown(desk, person, on):
    plan = plan_workbook(desk.school, person, on)
    return {page.page_id: page.finals for page in plan.pages}


def test_a_page_shows_the_finals_whose_days_end_in_the_term(desk):
    assert shown(desk, "С-06", MAY)[RUSSIAN] == ("2026-H2", YEAR, EXAM, OVERALL)
    assert shown(desk, "С-06", date(2027, 2, 1))[RUSSIAN] == ()
    assert shown(desk, "С-06", date(2026, 12, 1))[RUSSIAN] == ("2026-H1",)
    # An exam stands only where there is one, none where no marks are given.
    assert shown(desk, "С-08", MAY)[PHYSICAL] == ("2026-H2", YEAR)
    assert shown(desk, "С-08", MAY)["2026:1А:ФИЗРА"] == ()


def test_each_final_is_recorded_under_its_own_period(desk):
    first, second = desk.students[:2]
    work = desk.open_workbook()
    for period, mark in (("2026-H2", "4"), (YEAR, "5"), (EXAM, "3"), (OVERALL, "4")):
        work.final(RUSSIAN, first, period).value = mark
    work.final(RUSSIAN, second, YEAR).value = "н/а"

    receipt = desk.hand_in(work)

    assert receipt.count_quarantined == 0
    assert finals(desk) == [
        ("2026-H2", first, "4"),
        (EXAM, first, "3"),
        (OVERALL, first, "4"),
        (YEAR, first, "5"),
        (YEAR, second, "not_attested"),
    ]
    found = {(one.rule, one.period_id) for one in receipt.findings}
    assert ("year_is_the_rounded_mean", YEAR) in found  # one final of 4, the year is 5
    assert ("year_rests_on_its_periods", YEAR) in found  # the first half-year lacks
    assert ("overall_follows_year_and_exam", OVERALL) not in found  # (5 + 3) / 2


def test_what_is_recorded_stands_in_the_next_workbook_and_asks_nothing(desk):
    work = desk.open_workbook()
    work.final(RUSSIAN, desk.students[0], EXAM).value = "5"
    desk.hand_in(work)

    again = desk.open_workbook()
    receipt = desk.hand_in(again)

    assert again.final(RUSSIAN, desk.students[0], EXAM).value == "5"
    assert (receipt.count_recorded, receipt.proposals) == (0, ())


def test_an_emptied_final_of_the_year_is_proposed_for_removal(desk):
    work = desk.open_workbook()
    work.final(RUSSIAN, desk.students[0], YEAR).value = "5"
    desk.hand_in(work)
    work.final(RUSSIAN, desk.students[0], YEAR).value = None

    receipt = desk.hand_in(work)

    assert [(one.kind, one.period_id) for one in receipt.proposals] == [
        ("removal", YEAR)
    ]


def test_without_keys_the_columns_are_known_by_their_headings(desk):
    student = desk.students[0]
    work = desk.open_workbook()
    marks = {"2026-H2": "4", YEAR: "5", EXAM: "3", OVERALL: "4"}
    for period, mark in marks.items():
        work.final(RUSSIAN, student, period).value = mark
    sheet = work.page_sheet(RUSSIAN)
    sheet.delete_rows(GRID_KEY_ROW + 1)
    for row in range(1, sheet.max_row + 1):
        sheet.cell(row, GRID_KEY_COLUMN + 1).value = None
    del work.book[META_SHEET]

    reading = read_journal(
        read_workbook(work.save()),
        lambda: [plan_workbook(desk.school, "С-06", MAY)],
        DEFAULT_SCALE,
    )

    read = reading.cells.filter(field="final", page_id=RUSSIAN)
    assert dict(read.select("period_id", "value").iter_rows()) == marks
    assert reading.scopes[RUSSIAN].finals == set(marks)


def test_a_workbook_of_before_has_no_such_columns_and_reads_as_ever(desk):
    plan = plan_workbook(desk.school, "С-06", MAY)
    pages = tuple(replace(page, attestations=()) for page in plan.pages)
    before = Teacher(write_workbook(replace(plan, pages=pages)))
    before.final(RUSSIAN, desk.students[0], "2026-H2").value = "4"

    reading = read_journal(read_workbook(before.save()), lambda: [plan], DEFAULT_SCALE)

    assert reading.scopes[RUSSIAN].finals == {"2026-H2"}
    assert reading.cells.filter(field="final")["period_id"].to_list() == ["2026-H2"]


def test_a_final_of_the_year_in_grade_1_is_a_problem(desk):
    page = "2026:1А:ФИЗРА"
    with desk.school.database.reading() as cursor:
        student = cursor.execute(
            "select student_id from journal.roster where page_id = ?", [page]
        ).fetchall()[0][0]
    work = Teacher(hand_out(desk.school, "С-08", MAY).content)
    sheet = work.page_sheet(page)
    column = sheet.max_column + 1
    sheet.cell(GRID_KEY_ROW + 1, column).value = f"final {YEAR}"
    for row in range(GRID_FIRST_ROW + 1, sheet.max_row + 1):
        if str(sheet.cell(row, 1).value).split("#")[0] == student:
            sheet.cell(row, column).value = "5"

    receipt = Desk(desk.school, page, "С-08", "", "", MAY, ()).hand_in(work)

    assert "final_is_of_a_period" in {one.rule for one in receipt.findings}
    assert finals(desk) == []
