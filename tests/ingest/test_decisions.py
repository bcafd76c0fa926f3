"""The teacher's word on cells that wait, with a hand-in or long after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest.deciding import decide, open_questions
from ingest.decisions import Decision, Decisions
from ingest.load import hand_in, rehearse
from warehouse import ledger
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from ingest.receipt import ProposedChange
    from tests.ingest.desk import Desk
    from tests.ingest.typing_teacher import Teacher


def word(taken: str, *asked: ProposedChange) -> Decisions:
    return Decisions({one.key: Decision(taken, one.current_value) for one in asked})


def stale_workbook(desk: Desk, mark: str | None = "3") -> Teacher:
    """Return a workbook in which a mark was changed after the journal got a 5."""
    desk.enter(desk.students[0], "4")
    stale = desk.open_workbook()
    desk.enter(desk.students[0], "5")
    stale.mark(desk.page, desk.students[0], desk.lesson).value = mark
    return stale


@pytest.fixture(autouse=True)
def replayed(desk: Desk):
    yield
    with desk.school.database.reading() as cursor:
        assert ledger.replay(cursor) == []


def test_a_conflict_decided_for_the_file_is_recorded_as_a_correction(desk: Desk):
    saved = stale_workbook(desk).save()
    asked = desk.hand_in(saved).proposals

    receipt = desk.hand_in(saved, decisions=word("file", *asked))

    assert (receipt.count_recorded, receipt.proposals) == (1, ())
    assert desk.values() == {desk.students[0]: "3"}
    assert desk.history(desk.students[0])["reason"].to_list()[-1] == "correction"


def test_a_conflict_decided_for_the_journal_asks_no_more(desk: Desk):
    saved = stale_workbook(desk).save()
    asked = desk.hand_in(saved).proposals

    receipt = desk.hand_in(saved, decisions=word("journal", *asked))

    assert (receipt.count_recorded, receipt.count_conflicts) == (0, 0)
    assert [one.kind for one in receipt.outcomes] == ["kept"]
    assert receipt.count_unchanged == receipt.count_cells
    again = desk.hand_in(saved)
    assert (again.status, again.proposals, again.outcomes) == ("unchanged", (), ())
    assert desk.values() == {desk.students[0]: "5"}


def test_what_is_decided_for_the_file_is_still_judged_by_the_rules(desk: Desk):
    stale = stale_workbook(desk)
    stale.lesson(desk.lesson, "status").value = "отменён"
    saved = stale.save()
    asked = desk.hand_in(saved).proposals

    receipt = desk.hand_in(saved, decisions=word("file", *asked))

    assert receipt.count_quarantined >= 1
    assert desk.values() == {desk.students[0]: "5"}


def test_a_decision_holds_only_against_the_value_that_was_seen(desk: Desk):
    saved = stale_workbook(desk).save()
    asked = desk.hand_in(saved).proposals
    desk.enter(desk.students[0], "2")

    receipt = desk.hand_in(saved, decisions=word("file", *asked))

    assert desk.values() == {desk.students[0]: "2"}
    assert [one.current_value for one in receipt.proposals] == ["2"]


def test_of_two_emptied_cells_one_is_removed_and_the_other_stays(desk: Desk):
    first, second = desk.students[:2]
    desk.enter(first, "5")
    desk.enter(second, "4")
    teacher = desk.open_workbook()
    for student in (first, second):
        teacher.mark(desk.page, student, desk.lesson).value = None
    saved = teacher.save()
    asked = {one.key.student_id: one for one in desk.hand_in(saved).proposals}
    decisions = Decisions(
        {
            **word("file", asked[first]).cells,
            **word("journal", asked[second]).cells,
        }
    )

    receipt = desk.hand_in(saved, decisions=decisions)

    assert (receipt.count_removals, receipt.proposals) == (1, ())
    assert desk.values() == {second: "4"}
    assert desk.hand_in(saved).proposals == (), "the kept one asks no more"
    assert desk.values() == {second: "4"}


def test_an_emptied_cell_that_the_journal_changed_is_removed_by_a_decision_only(
    desk: Desk,
):
    saved = stale_workbook(desk, mark=None).save()
    (asked,) = desk.hand_in(
        saved, decisions=Decisions(confirms_removals=True)
    ).proposals
    assert (asked.kind, asked.file_value) == ("conflict", None)

    receipt = desk.hand_in(saved, decisions=word("file", asked))

    assert receipt.count_removals == 1
    assert desk.values() == {}


def test_a_rehearsal_with_decisions_tells_the_same_and_writes_nothing(desk: Desk):
    saved = stale_workbook(desk).save()
    asked = desk.hand_in(saved).proposals
    before = desk.counts()
    decisions = word("file", *asked)

    told = rehearse(desk.school, saved, "j.xlsx", desk.person, decisions=decisions)

    assert desk.counts() == before
    done = desk.hand_in(saved, decisions=decisions)
    assert told.outcomes == done.outcomes


def test_nobody_decides_in_the_workbook_of_another_teachers_page(desk: Desk):
    saved = stale_workbook(desk).save()
    asked = desk.hand_in(saved).proposals

    hand_in(
        desk.school, saved, "j.xlsx", desk.stranger, "page",
        decisions=word("file", *asked),
    )  # fmt: skip

    assert desk.values() == {desk.students[0]: "5"}


def test_an_old_copy_over_a_newer_mark_says_why_it_asks(desk: Desk):
    teacher = desk.open_workbook()
    cell = teacher.mark(desk.page, desk.students[0], desk.lesson)
    for mark in ("3", "5"):
        cell.value = mark
        desk.hand_in(teacher)
    cell.value = "3"

    (asked,) = desk.hand_in(teacher).proposals

    assert (asked.why, asked.file_value, asked.current_value) == ("outdated", "3", "5")
    desk.hand_in(teacher, decisions=word("file", asked))
    assert desk.values() == {desk.students[0]: "3"}


def test_a_question_of_an_earlier_hand_in_is_decided_without_the_file(desk: Desk):
    stale = stale_workbook(desk)
    stale.mark(desk.page, desk.students[1], desk.lesson).value = "6"
    desk.hand_in(stale)
    (asked,) = open_questions(desk.school, desk.person)
    assert (asked.sheet, asked.cell) != ("", "")

    (receipt,) = decide(desk.school, desk.person, word("file", asked))

    assert (receipt.count_cells, receipt.count_recorded) == (1, 1)
    assert desk.values() == {desk.students[0]: "3"}
    assert open_questions(desk.school, desk.person) == ()
    assert desk.counts()["findings"], "the faulty cell is still told"
    with desk.school.database.reading() as cursor:
        still = cursor.execute(
            "select value_text from journal.findings where is_open "
            "and severity = 'critical'"
        ).fetchall()
    assert still == [("6",)]


def test_a_late_decision_touches_no_other_cell_of_the_old_file(desk: Desk):
    old = stale_workbook(desk)
    old.mark(desk.page, desk.students[1], desk.lesson).value = "4"
    for sheet in ("_meta",):  # the hidden keys of the workbook are gone
        old.book.remove(old.book[sheet])
    desk.hand_in(old)
    fresh = desk.open_workbook()
    fresh.mark(desk.page, desk.students[1], desk.lesson).value = None
    desk.hand_in(fresh, decisions=Decisions(confirms_removals=True))
    assert desk.values() == {desk.students[0]: "5"}
    (asked,) = open_questions(desk.school, desk.person)

    decide(desk.school, desk.person, word("file", asked))

    assert desk.values() == {desk.students[0]: "3"}, "the removed mark came not back"


def test_a_question_that_the_journal_answered_meanwhile_asks_no_more(desk: Desk):
    desk.hand_in(stale_workbook(desk))
    (asked,) = open_questions(desk.school, desk.person)
    desk.enter(desk.students[0], "3")

    assert open_questions(desk.school, desk.person) == ()
    with pytest.raises(VedomostError, match="asks nothing any more"):
        decide(desk.school, desk.person, word("file", asked))


def test_nobody_decides_what_somebody_else_was_asked(desk: Desk):
    desk.hand_in(stale_workbook(desk))
    (asked,) = open_questions(desk.school, desk.person)

    assert open_questions(desk.school, desk.stranger) == ()
    with pytest.raises(VedomostError, match="asks nothing any more"):
        decide(desk.school, desk.stranger, word("file", asked))
    assert desk.values() == {desk.students[0]: "5"}


def test_a_file_without_keys_leaves_the_questions_of_other_files_alone(desk: Desk):
    works = [desk.open_workbook(), desk.open_workbook()]
    for work, student in zip(works, desk.students, strict=False):
        desk.enter(student, "5")
        work.mark(desk.page, student, desk.lesson).value = "3"
        work.book.remove(work.book["_meta"])
    for work in works:
        desk.hand_in(work)

    asked = {one.student_id for one in open_questions(desk.school, desk.person)}
    assert asked == set(desk.students[:2])
