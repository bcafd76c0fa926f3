"""A receipt tells of every cell that is not as it was, with its sheet and address."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import pytest

from expectations.findings import finding_text
from tests.ingest.desk import ALL_EMPTIED

if TYPE_CHECKING:
    from ingest.receipt import Receipt
    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns


def reconciles(receipt: Receipt) -> bool:
    """Tell whether every cell read is explained, in all and page by page."""
    whole = receipt.count_cells == (
        receipt.count_recorded
        + receipt.count_unchanged
        + receipt.count_quarantined
        + receipt.count_conflicts
    )
    pages = all(
        page.count_cells
        == page.count_recorded
        + page.count_unchanged
        + page.count_quarantined
        + page.count_conflicts
        for page in receipt.pages
    )
    kinds = [one.kind for one in receipt.outcomes]
    entered = kinds.count("new") + kinds.count("changed")
    return (
        whole
        and pages
        and receipt.count_recorded == entered
        and receipt.count_removals == kinds.count("removed")
    )


def test_every_kind_of_outcome_is_told_with_its_cell(desk: Desk):
    new, changed, emptied, faulty, disputed = desk.students[:5]
    for student in (changed, emptied, disputed):
        desk.enter(student, "4")
    teacher = desk.open_workbook()
    desk.enter(disputed, "5")
    typed = {new: "5", changed: "3", emptied: None, faulty: "6", disputed: "2"}
    cells = {}
    for student, mark in typed.items():
        cell = teacher.mark(desk.page, student, desk.lesson)
        cell.value = mark
        cells[student] = (cell.parent.title, cell.coordinate)

    receipt = desk.hand_in(teacher)

    told = {one.student_id: one for one in receipt.outcomes}
    assert {student: told[student].kind for student in typed} == {
        new: "new",
        changed: "changed",
        emptied: "removal",
        faulty: "faulty",
        disputed: "conflict",
    }
    for student, where in cells.items():
        assert (told[student].sheet, told[student].cell) == where
        assert told[student].file_text == (typed[student] or "")
    assert told[disputed].current_value == "5"
    assert told[new].current_value is None
    asked = {one.student_id: (one.sheet, one.cell) for one in receipt.proposals}
    assert asked == {one: cells[one] for one in (emptied, disputed)}
    assert reconciles(receipt)


def test_an_emptied_field_of_a_lesson_is_told_with_its_cell(desk: Desk):
    teacher = desk.open_workbook()
    cell = teacher.lesson(desk.lesson, "homework")
    cell.value = "№ 214"
    desk.hand_in(teacher)
    cell.value = None

    receipt = desk.hand_in(teacher, decisions=ALL_EMPTIED)

    (removed,) = [one for one in receipt.outcomes if one.kind == "removed"]
    assert (removed.sheet, removed.cell) == (cell.parent.title, cell.coordinate)
    with desk.school.database.reading() as cursor:
        row = cursor.execute(
            "select sheet, cell from journal.entries where reason = 'removal'"
        ).fetchone()
    assert row == (cell.parent.title, cell.coordinate)


def test_a_row_and_a_sheet_that_fit_nowhere_count_with_all_their_cells(desk: Desk):
    teacher = desk.open_workbook()
    sheet = teacher.page_sheet(desk.page)
    row = sheet.max_row + 3
    sheet.cell(row, 3).value = "Неизвестный Иван"
    for column in (4, 5, 6):
        sheet.cell(row, column).value = "5"
    notes = teacher.book.create_sheet("Заметки")
    for line in range(1, 8):
        notes.cell(line, 1).value = "запись"

    receipt = desk.hand_in(teacher)

    assert receipt.count_quarantined == 3 + 7
    assert reconciles(receipt)


def test_a_copied_sheet_is_read_once_where_both_copies_agree(desk: Desk):
    teacher = desk.open_workbook()
    for student, mark in zip(desk.students, ("5", "4", "3"), strict=False):
        teacher.mark(desk.page, student, desk.lesson).value = mark
    sheet = teacher.page_sheet(desk.page)
    copy = teacher.book.copy_worksheet(sheet)
    other = teacher.mark(desk.page, desk.students[2], desk.lesson)
    copy[other.coordinate].value = "2"

    receipt = desk.hand_in(teacher)

    assert desk.values() == {desk.students[0]: "5", desk.students[1]: "4"}
    assert receipt.count_quarantined == 2, "the cell that differs, in both sheets"
    assert {one.rule for one in receipt.findings if one.severity == "critical"} == {
        "cell_stands_once"
    }
    assert reconciles(receipt)


def test_a_date_changed_by_hand_among_the_lessons_is_told_and_moves_nothing(desk: Desk):
    teacher = desk.open_workbook()
    teacher.lesson(desk.lesson, "homework").value = "№ 214"
    cell = teacher.lesson(desk.lesson, "lesson_on")
    cell.value = date(2026, 11, 19)

    receipt = desk.hand_in(teacher)

    (found,) = [one for one in receipt.findings if one.rule == "lesson_keeps_its_date"]
    assert (found.sheet, found.cell) == (cell.parent.title, cell.coordinate)
    told = finding_text(found.rule, found.facts, "ru")
    assert "17.11.2026 исправлена на 19.11.2026" in told.what
    assert desk.fields()["homework"] == "№ 214"
    assert reconciles(receipt)
    cell.value = "17.11.2026"
    assert desk.hand_in(teacher).findings == ()


def test_rows_sorted_by_another_column_have_the_dates_of_their_lessons(desk: Desk):
    teacher = desk.open_workbook()
    sheet = teacher.lesson(desk.lesson, "topic").parent
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    for place, values in enumerate(reversed(rows), 4):
        for column, value in enumerate(values, 1):
            sheet.cell(place, column).value = value

    assert desk.hand_in(teacher).findings == ()
