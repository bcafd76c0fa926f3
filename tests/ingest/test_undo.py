"""The last hand-in can be taken back by its author, as new entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest import undo
from ingest.deciding import decide, open_questions
from ingest.decisions import Decision, Decisions
from ingest.load import hand_in
from tests.ingest.breached import Breached, breached
from tests.ingest.desk import ALL_EMPTIED
from warehouse import ledger
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns


@pytest.fixture(autouse=True)
def replayed(desk: Desk):
    yield
    with desk.school.database.reading() as cursor:
        assert ledger.replay(cursor) == []


def mistaken(desk: Desk) -> str:
    """Hand in: one mark new, one corrected, one removed; return the upload."""
    new, corrected, removed = desk.students[:3]
    desk.enter(corrected, "4")
    desk.enter(removed, "3")
    teacher = desk.open_workbook()
    for student, mark in ((new, "2"), (corrected, "5"), (removed, None)):
        teacher.mark(desk.page, student, desk.lesson).value = mark
    return desk.hand_in(teacher, decisions=ALL_EMPTIED).upload_id


def test_an_undo_restores_what_stood_before_each_cell(desk: Desk):
    new, corrected, removed = desk.students[:3]
    upload_id = mistaken(desk)
    told = undo.last(desk.school, desk.person)
    assert (told.upload_id, told.count_entries, told.obstacle) == (upload_id, 3, "")

    receipt = undo.undo(desk.school, desk.person, upload_id)

    assert desk.values() == {corrected: "4", removed: "3"}
    assert (receipt.count_recorded, receipt.count_removals) == (2, 1)
    assert sorted(one.kind for one in receipt.outcomes) == ["changed", "new", "removed"]
    assert desk.history(new)["value"].to_list() == ["2", None]
    assert desk.history(corrected)["value"].to_list() == ["4", "5", "4"]
    assert desk.history(corrected)["reason"].to_list()[-1] == "undo"
    with desk.school.database.reading() as cursor:
        row = cursor.execute(
            "select via, undoes_upload_id, received_by from journal.uploads "
            "where upload_id = ?",
            [receipt.upload_id],
        ).fetchone()
        marks = cursor.execute(
            "select mark_1 from journal.current where field = 'mark' order by 1"
        ).fetchall()
    assert row == ("undo", upload_id, desk.person)
    assert marks == [(3,), (4,)]


def test_an_undone_file_can_be_handed_in_again(desk: Desk):
    desk.enter(desk.students[1], "4")
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "2"
    teacher.mark(desk.page, desk.students[1], desk.lesson).value = "5"
    saved = teacher.save()
    upload_id = desk.hand_in(saved).upload_id
    undo.undo(desk.school, desk.person, upload_id)

    receipt = desk.hand_in(saved)

    assert receipt.proposals == ()
    assert desk.values() == {desk.students[0]: "2", desk.students[1]: "5"}


def test_an_undo_is_taken_back_by_nobody_and_nothing_before_it(desk: Desk):
    upload_id = mistaken(desk)
    undone = undo.undo(desk.school, desk.person, upload_id)

    assert undo.last(desk.school, desk.person) is None
    for one in (upload_id, undone.upload_id):
        with pytest.raises(VedomostError, match="Only your last"):
            undo.undo(desk.school, desk.person, one)


def test_only_the_author_takes_back_and_only_the_last_hand_in(desk: Desk):
    teacher = desk.open_workbook()
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "5"
    first = desk.hand_in(teacher).upload_id
    teacher.mark(desk.page, desk.students[1], desk.lesson).value = "4"
    second = desk.hand_in(teacher).upload_id

    for person, upload_id in ((desk.stranger, second), (desk.person, first)):
        with pytest.raises(VedomostError, match="Only your last"):
            undo.undo(desk.school, person, upload_id)
    assert undo.last(desk.school, desk.stranger) is None
    assert desk.values() == {desk.students[0]: "5", desk.students[1]: "4"}


def test_a_hand_in_that_changed_nothing_does_not_hide_the_one_before(desk: Desk):
    upload_id = mistaken(desk)
    desk.hand_in(desk.open_workbook())

    assert undo.last(desk.school, desk.person).upload_id == upload_id


def test_nothing_is_taken_back_over_what_a_colleague_entered_since(desk: Desk):
    school = breached(desk)
    upload_id = mistaken(desk)
    colleagues = school.open_colleagues()
    school.set_mark(colleagues, 0, "3")
    school.hand_in_colleagues(colleagues)

    told = undo.last(desk.school, desk.person)

    assert "entered since" in told.obstacle
    with pytest.raises(VedomostError, match="entered since"):
        undo.undo(desk.school, desk.person, upload_id)
    assert desk.values()[desk.students[0]] == "3"


def test_what_a_colleague_typed_the_same_is_recorded_when_handed_in_again(desk: Desk):
    school = breached(desk)
    colleagues = school.open_colleagues()
    own = desk.open_workbook()
    school.set_mark(own, 0, "5")
    upload_id = desk.hand_in(own).upload_id
    school.set_mark(colleagues, 0, "5")
    assert school.hand_in_colleagues(colleagues).count_recorded == 0
    undo.undo(desk.school, desk.person, upload_id)
    assert school.marks() == {}

    school.hand_in_colleagues(colleagues)

    assert school.marks() == {0: "5"}


def test_an_undo_closes_what_the_hand_in_asked(desk: Desk):
    desk.enter(desk.students[0], "4")
    teacher = desk.open_workbook()
    desk.enter(desk.students[0], "5")
    for student, mark in zip(desk.students, ("3", "6", "4"), strict=False):
        teacher.mark(desk.page, student, desk.lesson).value = mark
    receipt = desk.hand_in(teacher)
    assert receipt.findings
    assert receipt.proposals

    undo.undo(desk.school, desk.person, receipt.upload_id)

    with desk.school.database.reading() as cursor:
        for table in ("findings", "proposals"):
            rows = cursor.execute(
                f"select 1 from journal.{table} where is_open and upload_id = ?",
                [receipt.upload_id],
            ).fetchall()
            assert rows == []
    again = desk.hand_in(teacher)
    assert len(again.proposals) == 1
    assert again.count_quarantined == 1


def test_a_void_value_is_not_restored_by_an_undo(desk: Desk):
    school = breached(desk)
    first = school.desk.open_workbook()
    reported_at = school.pass_time(minutes=1)
    school.set_mark(first, 0, "2")
    desk.hand_in(first)
    school.pass_time(minutes=1)
    school.register(reported_at)
    school.pass_time(minutes=1)
    school.issue_credentials()
    school.pass_time(minutes=1)
    own = desk.open_workbook()
    school.set_mark(own, 0, "5")
    upload_id = desk.hand_in(own).upload_id

    undo.undo(desk.school, desk.person, upload_id)

    assert school.marks() == {}


def test_a_disclosed_account_takes_nothing_back(desk: Desk):
    school = breached(desk)
    own = desk.open_workbook()
    school.set_mark(own, 0, "5")
    upload_id = desk.hand_in(own).upload_id
    school.pass_time(minutes=1)
    school.register(school.pass_time(minutes=1))
    school.pass_time(minutes=1)

    assert "breach" in undo.last(desk.school, desk.person).obstacle
    with pytest.raises(VedomostError, match="breach"):
        undo.undo(desk.school, desk.person, upload_id)
    assert school.marks() == {0: "5"}


def test_a_void_hand_in_is_not_offered_for_taking_back(desk: Desk):
    school: Breached = breached(desk)
    school.register(school.pass_time(minutes=1))
    school.pass_time(minutes=1)
    own = desk.open_workbook()
    school.set_mark(own, 0, "2")
    hand_in(desk.school, own.save(), "j.xlsx", desk.person, "page")

    assert undo.last(desk.school, desk.person) is None


def test_an_undo_leaves_open_what_an_earlier_hand_in_asked(desk: Desk):
    teacher = desk.open_workbook()
    desk.enter(desk.students[0], "5")
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "3"
    teacher.mark(desk.page, desk.students[1], desk.lesson).value = "6"
    desk.hand_in(teacher)
    teacher.mark(desk.page, desk.students[2], desk.lesson).value = "4"
    upload_id = desk.hand_in(teacher).upload_id

    undo.undo(desk.school, desk.person, upload_id)

    (asked,) = open_questions(desk.school, desk.person)
    assert (asked.file_value, asked.current_value) == ("3", "5")
    with desk.school.database.reading() as cursor:
        found = cursor.execute(
            "select value_text from journal.findings where is_open "
            "and severity = 'critical'"
        ).fetchall()
    assert found == [("6",)]


def test_what_an_undone_decision_answered_is_asked_again(desk: Desk):
    teacher = desk.open_workbook()
    desk.enter(desk.students[0], "5")
    teacher.mark(desk.page, desk.students[0], desk.lesson).value = "3"
    desk.hand_in(teacher)
    (asked,) = open_questions(desk.school, desk.person)
    word = Decisions({asked.key: Decision("file", asked.current_value)})
    (receipt,) = decide(desk.school, desk.person, word)

    undo.undo(desk.school, desk.person, receipt.upload_id)

    assert desk.values() == {desk.students[0]: "5"}
    assert open_questions(desk.school, desk.person) == (asked,)
