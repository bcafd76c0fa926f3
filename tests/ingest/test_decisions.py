"""The teacher's word on cells that wait, with a hand-in or long after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from ingest import undo
from ingest.deciding import decide, open_questions
from ingest.decisions import Decision, Decisions
from ingest.handing_out import hand_out
from ingest.load import hand_in, rehearse
from ingest.setup.seeds import example_tables
from ingest.workbook import GRID_FIRST_ROW, GRID_KEY_COLUMN
from tests.ingest.test_setup_moves_on import apply
from tests.ingest.typing_teacher import Teacher
from warehouse import ledger
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from ingest.receipt import ProposedChange
    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns


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


@pytest.fixture
def colleague(desk: Desk) -> str:
    """Somebody who teaches the desk's page too."""
    with desk.school.database.writing() as cursor:
        cursor.execute(
            "insert into journal.page_teachers "
            "select page_id, ?, starts_on, ends_on from journal.page_teachers "
            "where page_id = ? and person_id = ?",
            [desk.stranger, desk.page, desk.person],
        )
    return desk.stranger


def enter_as(desk: Desk, person: str, student: str, mark: str) -> str:
    work = Teacher(hand_out(desk.school, person, desk.lesson_on).content)
    work.mark(desk.page, student, desk.lesson).value = mark
    return hand_in(desk.school, work.save(), "x.xlsx", person, "page").upload_id


def test_who_hands_a_colleagues_file_in_answers_none_of_the_colleagues_questions(
    desk: Desk, colleague: str
):
    content = stale_workbook(desk).save()
    desk.hand_in(content)
    (asked,) = open_questions(desk.school, desk.person)

    hand_in(desk.school, content, "чужой.xlsx", colleague, "page")

    assert open_questions(desk.school, desk.person) == (asked,)
    (also,) = open_questions(desk.school, colleague)
    decide(desk.school, colleague, word("journal", also))
    assert open_questions(desk.school, desk.person) == (asked,)
    decide(desk.school, desk.person, word("file", asked))
    assert desk.values() == {desk.students[0]: "3"}


def test_an_emptied_cell_is_decided_though_its_workbook_is_compared_anew(
    desk: Desk, colleague: str
):
    work = desk.open_workbook()
    enter_as(desk, colleague, desk.students[0], "5")
    cell = work.mark(desk.page, desk.students[0], desk.lesson)
    cell.value = "5"
    assert desk.hand_in(work).status == "unchanged"
    cell.value = None
    desk.hand_in(work)
    (asked,) = open_questions(desk.school, desk.person)
    other = enter_as(desk, colleague, desk.students[1], "4")
    undo.undo(desk.school, colleague, other)

    (receipt,) = decide(desk.school, desk.person, word("file", asked))

    assert receipt.count_removals == 1
    assert desk.values() == {}
    assert open_questions(desk.school, desk.person) == ()


def test_a_word_that_cannot_be_followed_leaves_its_question_open(desk: Desk):
    work = stale_workbook(desk)
    sheet = work.page_sheet(desk.page)
    work.book.remove(work.book["_meta"])
    for row in range(GRID_FIRST_ROW + 1, sheet.max_row + 1):
        sheet.cell(row, GRID_KEY_COLUMN + 1).value = None
    desk.hand_in(work)
    (asked,) = open_questions(desk.school, desk.person)
    tables = example_tables()
    for row in tables["students"]:
        if row["student_id"] == desk.students[0]:
            row["surname"] = "Новофамильев"  # the row is not recognised any more
    apply(desk, tables)

    decide(desk.school, desk.person, word("file", asked))

    assert desk.values() == {desk.students[0]: "5"}
    (still,) = open_questions(desk.school, desk.person)
    decide(desk.school, desk.person, word("journal", still))
    assert open_questions(desk.school, desk.person) == ()


def test_an_untouched_copy_that_happens_to_agree_answers_nothing(desk: Desk):
    desk.enter(desk.students[0], "5")
    content = desk.open_workbook().save()
    at_home, at_school = Teacher(content), Teacher(content)
    at_home.mark(desk.page, desk.students[0], desk.lesson).value = "3"
    desk.enter(desk.students[0], "4")
    desk.hand_in(at_home)
    desk.enter(desk.students[0], "5")

    desk.hand_in(at_school)

    (asked,) = open_questions(desk.school, desk.person)
    assert (asked.file_value, asked.current_value) == ("3", "5")


def test_a_late_word_on_a_student_who_left_is_judged_and_told(desk: Desk):
    desk.hand_in(stale_workbook(desk))
    (asked,) = open_questions(desk.school, desk.person)
    with desk.school.database.writing() as cursor:
        cursor.execute(
            "update journal.roster set ends_on = starts_on where student_id = ?",
            [desk.students[0]],
        )
    desk.school.known.forget()  # what the set-up does by a block

    (receipt,) = decide(desk.school, desk.person, word("file", asked))

    assert (receipt.count_cells, receipt.count_quarantined) == (1, 1)
    assert desk.values() == {desk.students[0]: "5"}
    assert {one.value_text for one in receipt.findings} == {"3"}
