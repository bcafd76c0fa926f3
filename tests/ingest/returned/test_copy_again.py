"""A returned copy handed in again: the original, with nothing stacked upon it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import PatternFill

from ingest.reading.child import read_workbook
from ingest.returned.copy import returned_copy
from tests.ingest.libreoffice import saved_as
from tests.ingest.returned.checked import (
    SIGN,
    cell_of,
    coloured,
    mend,
    noted,
    returned,
    troubled,
)
from tests.ingest.typing_teacher import Teacher

if TYPE_CHECKING:
    from pathlib import Path

    from tests.ingest.desk import Desk


pytestmark = pytest.mark.by_turns


def test_the_copy_handed_in_again_is_the_original(desk: Desk):
    content = troubled(desk).save()
    first = desk.hand_in(content)
    copy = returned_copy(desk.school, first.upload_id, "ru")

    second = desk.hand_in(copy)

    assert second.count_cells == first.count_cells
    assert second.count_recorded == 0
    assert second.count_quarantined == first.count_quarantined
    assert [one.key for one in second.proposals] == [one.key for one in first.proposals]
    assert {one.rule for one in second.findings} == {one.rule for one in first.findings}


def test_a_mended_copy_is_recorded_and_its_copy_has_no_mark_of_before(desk: Desk):
    copy = Teacher(returned(desk, troubled(desk)))
    mend(desk, copy)

    receipt = desk.hand_in(copy)
    again = Teacher(returned_copy(desk.school, receipt.upload_id, "ru"))

    assert receipt.count_recorded == 2
    assert desk.values()[desk.students[2]] == "н"
    sheet = again.page_sheet(desk.page)
    assert cell_of(desk, again, 2) not in coloured(sheet)
    assert cell_of(desk, again, 2) not in noted(sheet)
    assert all(text.count(SIGN) == 1 for text in noted(sheet).values())
    assert [name for name in again.book.sheetnames if "Контроль" in name] == [
        "Контроль"
    ]


def test_many_copies_of_copies_stack_nothing(desk: Desk):
    content = troubled(desk).save()
    sizes = []
    for _ in range(4):
        content = returned(desk, content)
        sizes.append(len(content))

    sheet = Teacher(content).page_sheet(desk.page)
    assert len(noted(sheet)) == len(coloured(sheet)) == 4
    assert max(sizes) - min(sizes) < 100


def test_a_teachers_own_comment_stays_and_ours_goes_again(desk: Desk):
    work = troubled(desk)
    faulty = work.mark(desk.page, desk.students[2], desk.lesson)
    faulty.comment = Comment("спросить у Иванова", "Учитель")
    other = work.mark(desk.page, desk.students[4], desk.lesson)
    other.comment = Comment("моё", "Учитель")
    copy = Teacher(returned(desk, work))
    sheet = copy.page_sheet(desk.page)
    assert noted(sheet)[faulty.coordinate].startswith("спросить у Иванова")
    assert "«77» — это не отметка" in noted(sheet)[faulty.coordinate]
    mend(desk, copy)

    again = Teacher(returned(desk, copy)).page_sheet(desk.page)

    assert noted(again)[faulty.coordinate] == "спросить у Иванова"
    assert noted(again)[other.coordinate] == "моё"


def test_the_teachers_own_conditional_formats_stay(desk: Desk):
    work = troubled(desk)
    sheet = work.page_sheet(desk.page)
    green = PatternFill("solid", bgColor="FF00FF00")
    sheet.conditional_formatting.add("D7:F12", FormulaRule(['D7="5"'], fill=green))
    count = sum(len(area.rules) for area in sheet.conditional_formatting)

    copy = Teacher(returned(desk, returned(desk, work))).page_sheet(desk.page)

    rules = [rule for area in copy.conditional_formatting for rule in area.rules]
    assert len(rules) == count + 4
    ours = [one.priority for one in rules if '"vedomost"' in str(one.formula)]
    theirs = [one.priority for one in rules if '"vedomost"' not in str(one.formula)]
    assert max(ours) < min(theirs)


def test_libreoffice_saves_the_copy_and_the_next_one_still_stacks_nothing(
    desk: Desk, tmp_path: Path
):
    copy = returned(desk, troubled(desk))

    saved = saved_as(copy, "xlsx", tmp_path)
    again = returned(desk, saved)

    assert len(read_workbook(again).sheets) == len(read_workbook(copy).sheets)
    before, after = (Teacher(one).page_sheet(desk.page) for one in (copy, again))
    assert set(coloured(after)) == set(coloured(before))
    assert noted(after).keys() == noted(before).keys()
    assert all(text.count(SIGN) == 1 for text in noted(after).values())
