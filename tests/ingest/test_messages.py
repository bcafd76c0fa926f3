"""Messages are changed and taken back by what is done to their rows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

from ingest.workbook import LIST_FIRST_ROW
from tests.ingest.desk import ALL_EMPTIED
from warehouse import ledger

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from tests.ingest.desk import Desk
    from tests.ingest.typing_teacher import Teacher

pytestmark = pytest.mark.by_turns

FIRST = LIST_FIRST_ROW + 1
MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)


def sheet_of(work: Teacher) -> Worksheet:
    return work.book["Сообщения"]


def write(
    desk: Desk, work: Teacher, row: int, text: str | None, on: date = MONDAY
) -> None:
    """Write a message to the page's class into a row of the sheet."""
    known = work.book["_meta"].iter_rows(values_only=True)
    whom = next(line[1] for line in known if (line[0], line[2]) == ("whom", desk.page))
    sheet = sheet_of(work)
    sheet.cell(row, 2).value = on
    sheet.cell(row, 3).value = whom
    sheet.cell(row, 4).value = text


def told(desk: Desk) -> list[tuple[str, str]]:
    """Return the messages that stand in the journal: date and text."""
    with desk.school.database.reading() as cursor:
        assert ledger.replay(cursor) == []
        return cursor.execute(
            "select split_part(period_id, ':', 2), value from journal.current "
            "where field = 'message' order by all"
        ).fetchall()


@pytest.fixture
def work(desk: Desk) -> Teacher:
    """A fresh workbook of a teacher who sent one message."""
    first = desk.open_workbook()
    write(desk, first, FIRST, "Завтра экскурсия")
    assert desk.hand_in(first).count_recorded == 1
    return desk.open_workbook()


def test_a_changed_text_changes_the_message(desk: Desk, work: Teacher):
    sheet_of(work).cell(FIRST, 4).value = "Экскурсия отменена"

    desk.hand_in(work)

    assert told(desk) == [("2026-11-23", "Экскурсия отменена")]


def test_a_changed_date_moves_the_message_and_makes_no_second_one(
    desk: Desk, work: Teacher
):
    sheet_of(work).cell(FIRST, 2).value = TUESDAY
    saved = work.save()

    receipt = desk.hand_in(saved)

    assert told(desk) == [("2026-11-24", "Завтра экскурсия")]
    assert (receipt.count_recorded, receipt.count_removals) == (1, 1)
    assert receipt.proposals == ()
    again = desk.hand_in(saved)
    assert (again.status, again.outcomes) == ("unchanged", ())
    fresh = desk.open_workbook()
    assert sheet_of(fresh).cell(FIRST, 2).value.date() == TUESDAY
    assert desk.hand_in(fresh).status == "unchanged"


@pytest.mark.parametrize("how", ["emptied text", "emptied row", "deleted row"])
def test_a_message_that_was_emptied_or_deleted_is_taken_back_when_confirmed(
    desk: Desk, work: Teacher, how: str
):
    sheet = sheet_of(work)
    if how == "deleted row":
        sheet.delete_rows(FIRST)
    else:
        for column in (4,) if how == "emptied text" else (2, 3, 4):
            sheet.cell(FIRST, column).value = None
    saved = work.save()

    receipt = desk.hand_in(saved)

    (asked,) = receipt.proposals
    assert (asked.kind, asked.current_value) == ("removal", "Завтра экскурсия")
    assert asked.cell == ("" if how == "deleted row" else f"D{FIRST}")
    assert receipt.findings == ()
    assert told(desk) == [("2026-11-23", "Завтра экскурсия")]

    desk.hand_in(saved, decisions=ALL_EMPTIED)

    assert told(desk) == []
    assert desk.hand_in(saved).status == "unchanged"


def test_a_workbook_without_the_sheet_of_messages_takes_none_back(
    desk: Desk, work: Teacher
):
    work.book.remove(sheet_of(work))

    receipt = desk.hand_in(work, decisions=ALL_EMPTIED)

    assert receipt.proposals == ()
    assert told(desk) == [("2026-11-23", "Завтра экскурсия")]


def test_another_date_and_other_words_are_another_message(desk: Desk, work: Teacher):
    write(desk, work, FIRST, "Завтра контрольная", on=TUESDAY)

    receipt = desk.hand_in(work)

    assert [one.kind for one in receipt.proposals] == ["removal"]
    assert told(desk) == [
        ("2026-11-23", "Завтра экскурсия"),
        ("2026-11-24", "Завтра контрольная"),
    ]


def test_an_old_copy_does_not_move_a_message_back_without_asking(desk: Desk):
    work = desk.open_workbook()
    write(desk, work, FIRST, "Завтра экскурсия")
    old = work.save()
    desk.hand_in(old)
    sheet_of(work).cell(FIRST, 2).value = TUESDAY
    desk.hand_in(work)

    receipt = desk.hand_in(old)

    assert [(one.kind, one.why) for one in receipt.proposals] == [
        ("conflict", "outdated")
    ]
    assert told(desk) == [("2026-11-24", "Завтра экскурсия")]


def test_a_message_whose_row_lost_its_key_is_the_same_message(
    desk: Desk, work: Teacher
):
    sheet = sheet_of(work)
    for row in range(FIRST, sheet.max_row + 1):
        sheet.cell(row, 1).value = None

    receipt = desk.hand_in(work)

    assert receipt.status == "unchanged"
    assert told(desk) == [("2026-11-23", "Завтра экскурсия")]


def test_an_addressee_without_words_is_no_message_and_no_fault(desk: Desk):
    work = desk.open_workbook()
    write(desk, work, FIRST, None)

    receipt = desk.hand_in(work)

    assert (receipt.status, receipt.findings) == ("unchanged", ())


def test_a_message_that_a_colleague_changed_is_not_moved_over_the_change(desk: Desk):
    first = desk.open_workbook()
    write(desk, first, FIRST, "Завтра экскурсия")
    desk.hand_in(first)
    stale = desk.open_workbook()
    other = desk.open_workbook()
    sheet_of(other).cell(FIRST, 4).value = "Экскурсия в десять"
    desk.school.clock.set(desk.school.clock.now() + timedelta(minutes=1))
    desk.hand_in(other)
    sheet_of(stale).cell(FIRST, 2).value = TUESDAY

    receipt = desk.hand_in(stale)

    assert ("2026-11-23", "Экскурсия в десять") in told(desk)
    assert [one.kind for one in receipt.proposals] == ["conflict"]
