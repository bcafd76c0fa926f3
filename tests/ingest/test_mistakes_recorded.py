"""Twenty typical mistakes in one workbook: each understood, or reported and mended."""

from __future__ import annotations

import shutil
from copy import copy
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, NamedTuple

import pytest
from openpyxl.utils import get_column_letter

from expectations.findings import finding_text
from ingest.handing_out import hand_out
from ingest.load import hand_in
from ingest.plan import plan_workbook
from ingest.workbook import GRID_DAY_ROW, GRID_FIRST_ROW, GRID_NAME_COLUMN
from tests.ingest.typing_teacher import Teacher
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.receipt import Receipt
    from warehouse.school_folder import School

PAGE, TEACHER = "2026:5А:МАТ", "С-05"
TODAY = date(2026, 11, 23)


class Typed(NamedTuple):
    """What was typed, and what must come of it: a value, or a rule."""

    written: object
    value: str | None
    rule: str | None


MISTAKES = {
    "6 instead of a mark": Typed("6", None, "mark_is_on_the_scale"),
    "4/5 that Excel made a date": Typed(
        datetime(2026, 5, 4),  # noqa: DTZ001 - Excel knows no zones
        None,
        "mark_is_not_a_date",
    ),
    "a Latin H for the Cyrillic Н": Typed("H", "н", None),
    "a blank behind the mark": Typed("5 ", "5", None),
    "a no-break space": Typed("\u00a04", "4", None),
    "a number cell": Typed(5, "5", None),
    "a number with decimals": Typed(4.0, "4", None),
    "a double with a blank": Typed("4 5", "4/5", None),
    "mark and absence together": Typed("5н", "5н", "mark_is_not_beside_an_absence"),
    "absence first": Typed("н4", "4н", "mark_is_not_beside_an_absence"),
    "a mark with a minus": Typed("5-", None, "mark_is_on_the_scale"),
    "a formula without a result": Typed("=2+3", None, "formula_has_a_value"),
    "a word": Typed("болел", None, "mark_is_on_the_scale"),
    "capital Н": Typed("Н", "н", None),
    "ОСВ in a lesson": Typed("ОСВ", None, "final_code_stands_in_the_final_column"),
}


@pytest.fixture(scope="module")
def example_school(
    example_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[School]:
    """The example school, for all tests of this file."""
    folder = tmp_path_factory.mktemp("mistakes") / "school"
    shutil.copytree(example_folder, folder)
    now = SetClock(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    with open_school(folder, now) as school:
        yield school


@pytest.fixture(scope="module")
def handed_in(example_school: School) -> tuple[Receipt, dict[str, object]]:
    """One workbook with all mistakes, handed in once."""
    plan = plan_workbook(example_school, TEACHER, TODAY)
    page = next(page for page in plan.pages if page.page_id == PAGE)
    past = [lesson for lesson in page.lessons if lesson.lesson_on <= TODAY]
    future = next(lesson for lesson in page.lessons if lesson.lesson_on > TODAY)
    *staying, deleted = page.students
    places = [
        (student.student_id, lesson.lesson_id)
        for lesson in past[1:]
        for student in staying
    ]
    teacher = Teacher(hand_out(example_school, TEACHER, TODAY).content)
    sheet = teacher.page_sheet(PAGE)
    told: dict[str, object] = {"places": {}, "deleted": deleted.student_id}
    _sort_backwards(sheet, len(page.students))
    sheet.delete_rows(teacher.mark(PAGE, deleted.student_id, past[0].lesson_id).row)

    for name, (student, lesson) in zip(MISTAKES, places, strict=False):
        cell = teacher.mark(PAGE, student, lesson)
        cell.value = MISTAKES[name].written
        if isinstance(cell.value, datetime):
            cell.number_format = "d.mmm"
        told["places"][name] = (student, lesson, cell.coordinate)
    left = places[len(MISTAKES) :]
    sound = teacher.mark(PAGE, *left[0])
    sound.value = "5"
    told["sound"] = left[0]
    error = teacher.mark(PAGE, *left[1])
    error.value, error.data_type = "#REF!", "e"
    told["error"] = error.coordinate
    early = teacher.mark(PAGE, page.students[0].student_id, future.lesson_id)
    early.value = "5"
    told["future"] = early.coordinate
    merged = teacher.mark(PAGE, *places[1 - len(staying)])
    merged.value = "3"
    below = sheet.cell(merged.row + 1, merged.column)
    sheet.merge_cells(f"{merged.coordinate}:{below.coordinate}")
    told["merged"] = below.coordinate
    _stranger(sheet, len(staying), told)
    _day_off(sheet, told)
    sheet.title = "Моя математика"
    teacher.book.move_sheet(sheet, -1)

    receipt = hand_in(example_school, teacher.save(), "ошибки.xlsx", TEACHER, "page")
    return receipt, told


def _sort_backwards(sheet, count_students: int) -> None:
    """Sort the students the other way round, whole rows with their hidden keys."""
    first, last = GRID_FIRST_ROW + 1, GRID_FIRST_ROW + count_students
    rows = [[cell.value for cell in sheet[row]] for row in range(first, last + 1)]
    for row, values in zip(range(first, last + 1), reversed(rows), strict=True):
        for cell, value in zip(sheet[row], values, strict=True):
            cell.value = value


def _stranger(sheet, count_students: int, told) -> None:
    """Write an unknown student under the class list."""
    row = GRID_FIRST_ROW + count_students + 1
    template = sheet.cell(row - 1, GRID_NAME_COLUMN + 1)
    name = sheet.cell(row, GRID_NAME_COLUMN + 1, "Новенький Пётр")
    name.number_format = copy(template.number_format)
    mark = sheet.cell(row, GRID_NAME_COLUMN + 2, "5")
    told["stranger"] = mark.coordinate


def _day_off(sheet, told) -> None:
    """Insert a column for a Sunday among the lessons."""
    column = sheet.max_column + 2
    sheet.cell(GRID_DAY_ROW + 1, column, 15)
    sheet.cell(GRID_FIRST_ROW + 1, column, "4")
    told["day_off"] = f"{get_column_letter(column)}{GRID_FIRST_ROW + 1}"


@pytest.mark.parametrize("name", MISTAKES)
def test_each_mistake_is_understood_or_reported_with_its_cell(
    handed_in, example_school, name
):
    receipt, told = handed_in
    student, lesson, cell = told["places"][name]

    with example_school.database.reading() as cursor:
        found = cursor.execute(
            "select value from journal.current where field = 'mark' "
            "and student_id = ? and lesson_id = ?",
            [student, lesson],
        ).fetchone()
    rules = {f.rule for f in receipt.findings if f.cell == cell}

    assert (found[0] if found else None) == MISTAKES[name].value
    if MISTAKES[name].rule:
        assert MISTAKES[name].rule in rules
    if MISTAKES[name].value is None:
        assert any(f.severity == "critical" for f in receipt.findings if f.cell == cell)


@pytest.mark.parametrize(
    ("place", "rule"),
    [
        ("error", "cell_is_not_an_error"),
        ("future", "mark_is_not_in_the_future"),
        ("merged", "cells_are_not_merged"),
        ("stranger", "student_is_known"),
        ("day_off", "column_is_known"),
    ],
)
def test_each_odd_place_is_reported_with_its_cell(handed_in, place, rule):
    receipt, told = handed_in

    rules = {f.rule for f in receipt.findings if f.cell == told[place]}

    assert rule in rules


def test_a_deleted_row_asks_for_nothing(handed_in, example_school):
    receipt, told = handed_in

    with example_school.database.reading() as cursor:
        entries = cursor.execute(
            "select count(*) from journal.entries where student_id = ?",
            [told["deleted"]],
        ).fetchone()

    assert entries == (0,)
    assert receipt.proposals == ()


def test_all_sound_cells_are_recorded_and_the_counts_add_up(handed_in, example_school):
    receipt, _ = handed_in
    understood = [typed for typed in MISTAKES.values() if typed.value is not None]

    with example_school.database.reading() as cursor:
        marks = cursor.execute(
            "select count(*) from journal.current where field = 'mark'"
        ).fetchone()

    assert marks[0] >= len(understood) + 1
    assert receipt.count_cells == (
        receipt.count_recorded
        + receipt.count_unchanged
        + receipt.count_quarantined
        + receipt.count_conflicts
    )


def test_every_finding_says_what_why_and_how_in_both_languages(handed_in):
    receipt, _ = handed_in

    for finding in receipt.findings:
        for language in ("ru", "en"):
            text = finding_text(finding.rule, finding.facts, language)
            assert text.what
            assert text.why
            assert text.fix
            assert "{" not in "".join(text)
