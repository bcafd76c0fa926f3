"""The returned copy: the teacher's own workbook, marked with what waits in it."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import pytest
from openpyxl import load_workbook
from openpyxl.styles import PatternFill

from ingest import deciding, preview, undo
from ingest.decisions import Decision, Decisions
from ingest.returned.copy import returned_copy
from tests.ingest.breached import breached
from tests.ingest.libreoffice import saved_as
from tests.ingest.returned.checked import (
    PAGE_SHEET,
    SIGN,
    cell_of,
    coloured,
    control,
    noted,
    parts_of,
    returned,
    troubled,
)
from tests.ingest.typing_teacher import Teacher
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns


def test_every_cell_that_waits_is_coloured_and_says_why_and_what_to_do(desk: Desk):
    copy = Teacher(returned(desk, troubled(desk)))
    sheet = copy.page_sheet(desk.page)
    places = [cell_of(desk, copy, number) for number in range(4)]

    notes = noted(sheet)

    assert set(notes) == set(coloured(sheet)) == set(places)
    assert "В вашей книге «5», в журнале «3»" in notes[places[0]]
    assert "В вашей книге ячейка пуста, в журнале — «5»" in notes[places[1]]
    assert "Не записано. «77» — это не отметка" in notes[places[2]]
    assert "Что сделать: Впишите одно из" in notes[places[2]]
    assert "Почему: " in notes[places[2]]
    assert "Положение, п. 2.5" in notes[places[2]]
    assert "Записано, проверьте" in notes[places[3]]
    assert all(text.startswith(SIGN) for text in notes.values())


def test_who_reads_english_is_told_in_english(desk: Desk):
    copy = Teacher(returned(desk, troubled(desk), "en"))
    notes = noted(copy.page_sheet(desk.page))
    told = {cell.value for row in copy.book["Control"] for cell in row}

    assert "Not recorded. “77” is " in notes[cell_of(desk, copy, 2)]
    assert "Regulation, §2.5." in notes[cell_of(desk, copy, 2)]
    assert {"Journal page", "Cells read", "In conflict", "What to do"} <= told


def test_the_control_sheet_adds_up_to_the_receipt_and_lists_every_cell(desk: Desk):
    work = troubled(desk)
    work.book.create_sheet("Мои заметки").append(["сам", "себе", "пишу"])
    receipt = desk.hand_in(work)

    rows = control(returned_copy(desk.school, receipt.upload_id, "ru"))

    counted = {row[0]: row[1:] for row in rows if row and isinstance(row[-1], int)}
    total = counted.pop("Всего")
    assert total == [
        receipt.count_cells,
        receipt.count_recorded,
        receipt.count_unchanged,
        receipt.count_quarantined,
        receipt.count_conflicts,
        receipt.count_removals,
    ]
    assert total[0] == sum(total[1:5])
    assert [sum(column) for column in zip(*counted.values(), strict=True)] == total
    assert all(row[0] == sum(row[1:5]) for row in counted.values())
    assert counted["Вне страниц журнала"] == [3, 0, 0, 3, 0, 0]
    told = [row for row in rows if row and row[0] == PAGE_SHEET]
    assert len(told) == 4
    assert [row for row in rows if row and row[0] == "Мои заметки"]


def test_a_click_in_the_list_leads_to_the_cell(desk: Desk):
    copy = Teacher(returned(desk, troubled(desk)))
    sheet = copy.book["Контроль"]

    links = {cell.value: cell.hyperlink for row in sheet for cell in row}

    faulty = cell_of(desk, copy, 2)
    assert links[faulty].location == f"'{PAGE_SHEET}'!{faulty}"


def test_all_else_in_the_workbook_is_as_it_came(desk: Desk):
    work = troubled(desk)
    own = work.book.create_sheet("Моё", 1)
    own["A1"] = "=1+1"
    own["B2"] = "важно"
    own["B2"].fill = PatternFill("solid", fgColor="FF00FF00")
    own.column_dimensions["B"].width = 33
    content = work.save()

    before, after = parts_of(content), parts_of(returned(desk, content))

    changed = {name for name in before if before[name] != after[name]}
    assert before.keys() <= after.keys()
    marked = {"xl/styles.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    marked |= {"[Content_Types].xml"}
    assert {one for one in changed if not one.startswith("xl/worksheets/")} == marked
    # Of the sheets only the marked one changed, and the one that stood open.
    assert len([one for one in changed if one.startswith("xl/worksheets/sheet")]) == 2
    book, copy = (
        load_workbook(io.BytesIO(one)) for one in (content, returned(desk, content))
    )
    assert copy.sheetnames == [*book.sheetnames, "Контроль"]
    assert copy.active.title == "Контроль"
    selected = [one.title for one in copy.worksheets if one.sheet_view.tabSelected]
    assert selected == ["Контроль"]


def test_text_that_looks_like_a_formula_stays_text_everywhere(desk: Desk):
    evil = '=HYPERLINK("http://x.example";"да")'
    work = desk.open_workbook()
    cell = work.mark(desk.page, desk.students[0], desk.lesson)
    cell.value = evil
    cell.data_type = "s"

    copy = load_workbook(io.BytesIO(returned(desk, work)))

    cells = [cell for row in copy["Контроль"] for cell in row if cell.value == evil]
    assert [cell.data_type for cell in cells] == ["s"]
    assert cells[0].number_format == "@"


def test_a_waiting_preview_has_its_copy_too_and_it_says_that_nothing_is_recorded(
    desk: Desk,
):
    content = troubled(desk).save()
    seen = preview.take(desk.school, content, "журнал.xlsx", desk.person)
    assert seen.status == "waiting"

    copy = returned_copy(desk.school, seen.upload_id, "ru")

    rows = control(copy)
    assert "пока ничего не записано" in str(rows[1][0])
    assert ["Страница журнала", "Прочитано ячеек", "Будет записано"] in [
        row[:3] for row in rows
    ]
    total = next(row[1:] for row in rows if row and row[0] == "Всего")
    assert total[0] == sum(total[1:5]) == seen.count_cells
    notes = noted(Teacher(copy).page_sheet(desk.page))
    assert len(notes) == 4
    assert "Записано" not in str([list(notes.values()), rows[9:]])
    recorded = preview.commit(desk.school, desk.person, seen.upload_id)
    assert returned_copy(desk.school, recorded.upload_id, "ru")


def test_rows_that_moved_since_are_marked_where_they_stand_now(desk: Desk):
    """An unchanged page keeps its old findings, and their old addresses."""
    work = troubled(desk)
    desk.hand_in(work)
    sheet = work.page_sheet(desk.page)
    sheet.insert_rows(9)

    copy = Teacher(returned(desk, work))

    faulty = copy.mark(desk.page, desk.students[2], desk.lesson)
    assert faulty.value == "77"
    assert "«77»" in noted(copy.page_sheet(desk.page))[faulty.coordinate]


def test_a_settled_question_leaves_no_mark_in_a_later_copy(desk: Desk):
    receipt = desk.hand_in(troubled(desk))
    fresh = desk.open_workbook()
    fresh.mark(desk.page, desk.students[2], desk.lesson).value = "4"
    desk.hand_in(fresh)

    copy = Teacher(returned_copy(desk.school, receipt.upload_id, "ru"))

    assert cell_of(desk, copy, 2) not in noted(copy.page_sheet(desk.page))


def test_what_was_decided_later_and_what_was_taken_back(desk: Desk):
    desk.hand_in(troubled(desk))
    conflict = next(
        one
        for one in deciding.open_questions(desk.school, desk.person)
        if one.kind == "conflict"
    )
    word = Decisions({conflict.key: Decision("file", conflict.current_value)})
    (decided,) = deciding.decide(desk.school, desk.person, word)

    copy = returned_copy(desk.school, decided.upload_id, "ru")

    total = next(row[1:] for row in control(copy) if row and row[0] == "Всего")
    assert total[:2] == [decided.count_cells, decided.count_recorded]
    assert total[0] == sum(total[1:5])
    sheet = Teacher(copy).page_sheet(desk.page)
    assert "В вашей книге" not in noted(sheet)[cell_of(desk, Teacher(copy), 0)]
    back = undo.undo(desk.school, desk.person, decided.upload_id)
    with pytest.raises(VedomostError, match="taken back"):
        returned_copy(desk.school, back.upload_id, "ru")


def test_what_is_void_is_said_to_be_void(desk: Desk):
    disclosed = breached(desk)
    disclosed.register(disclosed.pass_time(minutes=1))
    disclosed.pass_time(minutes=1)
    receipt = desk.hand_in(troubled_by_one(desk))
    assert receipt.is_void

    rows = control(returned_copy(desk.school, receipt.upload_id, "ru"))

    assert any("не засчитывается" in str(row) or "п. 4.4" in str(row) for row in rows)
    total = next(row[1:] for row in rows if row and row[0] == "Всего")
    assert total[0] == receipt.count_cells


def troubled_by_one(desk: Desk) -> Teacher:
    work = desk.open_workbook()
    work.mark(desk.page, desk.students[0], desk.lesson).value = "77"
    return work


@pytest.mark.parametrize("content", [b"no workbook", b"PK\x03\x04 broken"])
def test_a_refused_file_has_no_copy_and_says_why_it_was_refused(desk: Desk, content):
    receipt = desk.hand_in(content)

    with pytest.raises(VedomostError) as refused:
        returned_copy(desk.school, receipt.upload_id, "ru")

    assert refused.value.sentence == receipt.refusal


def test_an_unknown_hand_in_has_no_copy(desk: Desk):
    with pytest.raises(VedomostError, match="no such hand-in"):
        returned_copy(desk.school, "no-such", "ru")


def test_another_format_is_told_plainly_that_there_is_no_copy(
    desk: Desk, tmp_path: Path
):
    content = saved_as(troubled(desk).save(), "ods", tmp_path)
    receipt = desk.hand_in(content)

    with pytest.raises(VedomostError) as none:
        returned_copy(desk.school, receipt.upload_id, "ru")

    assert none.value.facts["format"] == "ods"
