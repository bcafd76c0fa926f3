"""Several copies, people and moments: what one hand-in knows never undoes another."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from ingest import handing_out, load
from ingest.handing_out import hand_out
from ingest.load import finish_interrupted, hand_in
from ingest.plan import register_workbook
from ingest.workbook import GRID_FIRST_ROW, GRID_KEY_ROW, MESSAGES_MARK
from tests.ingest.desk import ALL_EMPTIED
from tests.ingest.typing_teacher import Teacher

if TYPE_CHECKING:
    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns


def downloaded(desk: Desk) -> bytes:
    return hand_out(desk.school, desk.person, desk.lesson_on).content


def test_a_second_copy_of_one_download_does_not_take_a_correction_back(desk: Desk):
    corrected, other = desk.students[:2]
    desk.enter(corrected, "3")
    content = downloaded(desk)
    at_home, at_school = Teacher(content), Teacher(content)
    at_home.mark(desk.page, corrected, desk.lesson).value = "5"
    desk.hand_in(at_home)
    at_school.mark(desk.page, other, desk.lesson).value = "4"

    receipt = desk.hand_in(at_school)

    assert desk.values() == {corrected: "5", other: "4"}
    (conflict,) = receipt.proposals
    assert (conflict.kind, conflict.file_value) == ("conflict", "3")
    assert desk.hand_in(at_school).proposals, "it is told until it is settled"
    fresh = desk.open_workbook()
    fresh.mark(desk.page, corrected, desk.lesson).value = "3"
    desk.hand_in(fresh)
    assert desk.values()[corrected] == "3", "a fresh workbook settles it"


def test_one_copy_may_be_corrected_again_and_again(desk: Desk):
    teacher = desk.open_workbook()
    cell = teacher.mark(desk.page, desk.students[0], desk.lesson)
    for mark in ("3", "4", "5"):
        cell.value = mark
        desk.hand_in(teacher)

    assert desk.history(desk.students[0])["value"].to_list() == ["3", "4", "5"]


def test_a_prefilled_topic_does_not_dispute_one_that_was_entered_elsewhere(desk: Desk):
    stale, other = desk.open_workbook(), desk.open_workbook()
    other.lesson(desk.lesson, "topic").value = "Повторение вместо плана"
    desk.hand_in(other)
    stale.mark(desk.page, desk.students[0], desk.lesson).value = "5"

    receipt = desk.hand_in(stale)

    assert receipt.proposals == ()
    assert desk.fields() == {"topic": "Повторение вместо плана"}


def test_a_mark_that_comes_in_while_a_workbook_is_made_is_not_wiped_by_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    student, other = desk.students[:2]
    desk.enter(student, "3")

    def meanwhile(school, plan):
        monkeypatch.setattr(handing_out, "register_workbook", register_workbook)
        desk.enter(student, "5")
        register_workbook(school, plan)

    monkeypatch.setattr(handing_out, "register_workbook", meanwhile)
    teacher = desk.open_workbook()
    teacher.mark(desk.page, other, desk.lesson).value = "4"

    desk.hand_in(teacher)

    assert desk.values() == {student: "5", other: "4"}


def test_one_file_handed_in_by_six_hands_at_once_is_recorded_once(desk: Desk):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    saved = teacher.save()
    receipts = []
    hands = [
        threading.Thread(target=lambda: receipts.append(desk.hand_in(saved)))
        for _ in range(6)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()

    assert sorted(one.status for one in receipts) == ["recorded"] + 5 * ["unchanged"]


@pytest.mark.embedded
def test_a_failed_hand_in_that_is_finished_late_undoes_nothing_newer(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
):
    first, second = desk.students[:2]
    teacher = desk.open_workbook()
    teacher.mark(desk.page, first, desk.lesson).value = "3"
    teacher.mark(desk.page, second, desk.lesson).value = "6"
    with monkeypatch.context() as broken, pytest.raises(OSError, match="disk"):
        broken.setattr(load, "record", _disk_is_full)
        desk.hand_in(teacher)
    desk.school.clock.set(desk.school.clock.now() + timedelta(minutes=1))
    teacher.mark(desk.page, first, desk.lesson).value = "5"
    teacher.mark(desk.page, second, desk.lesson).value = "4"
    desk.hand_in(teacher)

    (late,) = finish_interrupted(desk.school)

    assert desk.values() == {first: "5", second: "4"}
    assert (late.count_conflicts, late.count_quarantined) == (1, 1)
    again = desk.hand_in(teacher)
    assert again.proposals == ()
    assert "6" not in {finding.value_text for finding in again.findings}


def _disk_is_full(*_: object) -> None:
    raise OSError("no room on the disk")


def test_a_stranger_changes_nothing_in_what_a_workbook_is_compared_with(desk: Desk):
    desk.enter(desk.students[0], "3")
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = None
    saved = teacher.save()
    hand_in(desk.school, saved, "чужой.xlsx", desk.stranger, "page")

    receipt = desk.hand_in(saved)

    assert [one.kind for one in receipt.proposals] == ["removal"]


def test_a_stranger_is_not_told_what_another_teachers_page_holds(desk: Desk):
    teacher = desk.open_workbook()
    desk.enter(desk.students[0], "3")
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"

    receipt = hand_in(desk.school, teacher.save(), "j.xlsx", desk.stranger, "page")

    assert receipt.proposals == ()
    assert (receipt.status, receipt.findings) == ("refused", ())
    assert desk.values() == {desk.students[0]: "3"}


def test_findings_of_one_term_stay_when_another_terms_workbook_comes_in(desk: Desk):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "6"
    teacher.mark(desk.page, desk.students[1], desk.lesson).value = "5"
    found = {finding.rule for finding in desk.hand_in(teacher).findings}
    september = hand_out(desk.school, desk.person, date(2026, 9, 10)).content

    desk.hand_in(september)

    assert found <= _open_rules(desk)


def test_a_warning_stays_while_another_cell_of_its_page_waits(desk: Desk):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5н"
    teacher.mark(desk.page, desk.students[1], desk.lesson).value = "6"
    first = {finding.rule for finding in desk.hand_in(teacher).findings}

    again = {finding.rule for finding in desk.hand_in(teacher).findings}

    assert "mark_is_not_beside_an_absence" in first
    assert again == first
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    mended = {finding.rule for finding in desk.hand_in(teacher).findings}
    assert mended == first - {"mark_is_not_beside_an_absence"}


def test_a_message_to_a_class_whose_sheet_was_deleted_is_recorded(desk: Desk):
    teacher = desk.open_workbook()
    whom = next(
        row[1]
        for row in teacher.book["_meta"].iter_rows(values_only=True)
        if row[0] == "whom" and row[2] == desk.page
    )
    messages = _marked(teacher, MESSAGES_MARK)
    messages.cell(4, 3).value = whom
    messages.cell(4, 4).value = "Завтра экскурсия"
    teacher.book.remove(teacher.page_sheet(desk.page))
    teacher.book.remove(_marked(teacher, "lessons"))

    receipt = desk.hand_in(teacher)

    assert (receipt.status, receipt.count_recorded) == ("recorded", 1)


def _marked(teacher: Teacher, mark: str):
    return next(
        sheet
        for sheet in teacher.book.worksheets
        if sheet.cell(2, 1).value == f"vedomost {mark}"
    )


def _open_rules(desk: Desk) -> set[str]:
    with desk.school.database.reading() as cursor:
        rows = cursor.execute(
            "select rule from journal.findings where is_open"
        ).fetchall()
    return {rule for (rule,) in rows}


def test_a_column_copied_from_another_page_enters_no_mark_under_its_lesson(desk: Desk):
    teacher = desk.open_workbook()
    sheets = [
        sheet
        for sheet in teacher.book.worksheets
        if str(sheet.cell(GRID_KEY_ROW + 1, 1).value).startswith("vedomost page")
        and sheet.title != teacher.page_sheet(desk.page).title
    ]
    other = sheets[0]
    mine = teacher.page_sheet(desk.page)
    column = next(
        cell.column for cell in mine[GRID_KEY_ROW + 1] if cell.value == desk.lesson
    )
    for row in range(1, 8):  # with its hidden key, over a column of the other page
        other.cell(row, 4).value = mine.cell(row, column).value
    other.cell(GRID_FIRST_ROW + 1, 4).value = "5"
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "4"

    receipt = desk.hand_in(teacher)

    assert receipt.count_quarantined == 1
    assert desk.values() == {desk.students[0]: "4"}


def test_half_a_sign_in_a_text_stops_no_workbook(desk: Desk):
    teacher = desk.open_workbook()
    teacher.lesson(desk.lesson, "homework").value = "_xD800_"
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"

    assert desk.hand_in(teacher).status == "recorded"
    assert desk.values() == {desk.students[0]: "5"}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../journal.xlsx", "journal.xlsx"),
        ("C:\\Журналы\\5А.xlsx", "5А.xlsx"),
        ("no text \udcff.xlsx", "no text .xlsx"),
        ("\u202excel.exe", "xcel.exe"),
        ("\x00", "journal.xlsx"),
    ],
)
def test_a_file_name_is_shown_without_folders_and_tricks(desk: Desk, name, shown):
    receipt = hand_in(desk.school, b"no workbook", name, desk.person, "page")

    assert (receipt.status, receipt.file_name) == ("refused", shown)


def test_an_untouched_copy_does_not_bring_a_removed_mark_back(desk: Desk):
    removed, other = desk.students[:2]
    desk.enter(removed, "2")
    content = downloaded(desk)
    at_home, at_school = Teacher(content), Teacher(content)
    at_home.mark(desk.page, removed, desk.lesson).value = None
    desk.hand_in(at_home, decisions=ALL_EMPTIED)
    at_school.mark(desk.page, other, desk.lesson).value = "4"

    receipt = desk.hand_in(at_school)

    assert desk.values() == {other: "4"}
    (asked,) = receipt.proposals
    assert (asked.why, asked.file_value, asked.current_value) == ("outdated", "2", None)
