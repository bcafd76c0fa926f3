"""No way leads into a closed period without a permission (§2.11); nothing is lost."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from ingest import preview, undo
from ingest.deciding import decide, open_questions
from ingest.decisions import Decision, Decisions
from ingest.handing_out import hand_out
from ingest.load import hand_in
from ingest.workbook import CellKey
from tests.ingest.desk import ALL_EMPTIED
from tests.ingest.typing_teacher import Teacher
from warehouse import ledger
from warehouse.build import build_models
from warehouse.closing import Permitted, close, permit
from warehouse.errors import VedomostError
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns

Q1 = "2026-Q1"
RULE = "period_is_not_closed"
DIRECTOR = Viewer("С-01", frozenset())
HOMEROOM = "С-05"  # of 5А; teaches no geography there
TODAY = date(2026, 11, 23)


@pytest.fixture
def old(desk: Desk) -> Desk:
    """The desk with a lesson of the first quarter in front."""
    build_models(desk.school.database)
    with desk.school.database.reading() as cursor:
        lesson, lesson_on = cursor.execute(
            "select lesson_id, lesson_on from journal.lessons "
            "where page_id = ? and period_id = ? order by lesson_on desc limit 1",
            [desk.page, Q1],
        ).fetchall()[0]
    return replace(desk, lesson=lesson, lesson_on=lesson_on)


@pytest.fixture(autouse=True)
def replayed(desk: Desk):
    yield
    with desk.school.database.reading() as cursor:
        assert ledger.replay(cursor) == []


def close_first_quarter(desk: Desk) -> None:
    later(desk)
    close(desk.school, DIRECTOR, "5А", Q1, "Сдаётся в архив")
    later(desk)


def later(desk: Desk) -> None:
    desk.school.clock.set(desk.school.clock.now() + timedelta(minutes=1))


def allow(desk: Desk, **whom: str) -> None:
    later(desk)
    permit(desk.school, DIRECTOR, "5А", Q1, TODAY, "Пересдача", Permitted(**whom))
    later(desk)


def closed_cells(receipt) -> list[str]:
    return sorted(one.field for one in receipt.findings if one.rule == RULE)


def test_what_changes_a_closed_period_is_set_aside_cell_by_cell(old: Desk):
    first, second, third = old.students[:3]
    old.enter(first, "4")
    old.enter(second, "3")
    work = old.open_workbook()
    close_first_quarter(old)
    work.mark(old.page, first, old.lesson).value = "5"
    work.mark(old.page, second, old.lesson).value = None
    work.final(old.page, third, Q1).value = "5"
    work.lesson(old.lesson, "homework").value = "§ 5, карта"
    saved = work.save()

    receipt = old.hand_in(saved, decisions=ALL_EMPTIED)

    assert closed_cells(receipt) == ["final", "homework", "mark", "mark"]
    assert (receipt.count_recorded, receipt.count_removals) == (0, 0)
    assert receipt.proposals == ()
    assert receipt.count_cells == receipt.count_unchanged + receipt.count_quarantined
    assert old.values() == {first: "4", second: "3"}

    allow(old, person_id=old.person)
    again = old.hand_in(saved, decisions=ALL_EMPTIED)

    assert closed_cells(again) == []
    assert (again.count_recorded, again.count_removals) == (3, 1)
    assert old.values() == {first: "5"}


def test_other_periods_of_the_same_class_go_on(desk: Desk, old: Desk):
    close_first_quarter(old)

    desk.enter(desk.students[0], "5")

    assert desk.values() == {desk.students[0]: "5"}


def test_a_file_that_waited_for_a_look_is_judged_when_it_is_recorded(old: Desk):
    work = old.open_workbook()
    work.mark(old.page, old.students[0], old.lesson).value = "5"
    work.mark(old.page, old.students[1], old.lesson).value = "6"
    seen = preview.take(old.school, work.save(), "журнал.xlsx", old.person)
    assert seen.status == "waiting"
    close_first_quarter(old)

    receipt = preview.commit(old.school, old.person, seen.upload_id)

    assert "mark" in closed_cells(receipt)
    assert old.values() == {}


def test_a_hand_in_of_a_closed_period_is_not_taken_back(old: Desk):
    old.enter(old.students[0], "4")
    close_first_quarter(old)
    last = undo.last(old.school, old.person)

    with pytest.raises(VedomostError, match="closed"):
        undo.undo(old.school, old.person, last.upload_id)
    assert last.obstacle == undo.CLOSED
    assert old.values() == {old.students[0]: "4"}

    allow(old)
    undo.undo(old.school, old.person, last.upload_id)
    assert old.values() == {}


def test_a_late_decision_changes_no_closed_period(old: Desk):
    student = old.students[0]
    old.enter(student, "4")
    stale = old.open_workbook()
    old.enter(student, "5")
    stale.mark(old.page, student, old.lesson).value = "3"
    old.hand_in(stale)
    (question,) = open_questions(old.school, old.person)
    word = Decisions({question.key: Decision("file", question.current_value)})
    close_first_quarter(old)

    (receipt,) = decide(old.school, old.person, word)

    assert closed_cells(receipt) == ["mark"]
    assert old.values() == {student: "5"}


@pytest.mark.parametrize(
    "correction",
    [
        "update journal.roster set starts_on = date '2026-11-10' where student_id = ?",
        "delete from journal.roster where student_id = ?",
    ],
)
def test_a_corrected_roll_opens_no_closed_period(old: Desk, correction):
    student = old.students[0]
    old.enter(student, "4")
    close_first_quarter(old)
    with old.school.database.writing() as cursor:
        cursor.execute(correction, [student])
    emptied = dict.fromkeys(ledger.NEW_ENTRIES) | {
        "page_id": old.page,
        "lesson_id": old.lesson,
        "period_id": "",
        "student_id": student,
        "field": "mark",
        "value_text": "",
    }
    entries = pl.DataFrame([emptied], schema=ledger.NEW_ENTRIES)
    now = old.school.clock.now()
    author = ledger.Author(old.school.school_id, "2026", old.person, now, "a-1")

    with (
        old.school.database.writing() as cursor,
        pytest.raises(VedomostError, match="is closed"),
    ):
        ledger.append(cursor, entries, author)

    assert old.values() == {student: "4"}


def test_who_is_first_is_decided_in_the_transaction(old: Desk):
    works = []
    for student in old.students[:2]:
        work = old.open_workbook()
        work.mark(old.page, student, old.lesson).value = "5"
        works.append(work.save())
    gate = threading.Barrier(3)
    receipts = []

    def hand_in_at_once(content: bytes) -> None:
        gate.wait()
        receipts.append(old.hand_in(content))

    threads = [threading.Thread(target=hand_in_at_once, args=(one,)) for one in works]
    for thread in threads:
        thread.start()
    gate.wait()
    close(old.school, DIRECTOR, "5А", Q1, "Сдаётся в архив")
    for thread in threads:
        thread.join()

    with old.school.database.reading() as cursor:
        later_entries = cursor.execute(
            "select count(*) from journal.entries, journal.closed_periods "
            "where entry_id > after_entry_id"
        ).fetchall()[0][0]
    assert later_entries == 0
    recorded = [one for one in receipts if not closed_cells(one)]
    assert len(old.values()) == len(recorded)


def test_a_homeroom_teacher_writes_finals_by_no_route(old: Desk):
    work = old.open_workbook()
    work.final(old.page, old.students[0], Q1).value = "5"
    saved = work.save()

    for via in ("page", "api", "folder", "dav"):
        receipt = hand_in(old.school, saved, "журнал.xlsx", HOMEROOM, via)
        assert receipt.status in {"refused", "unchanged"}
        assert receipt.count_recorded == 0
    seen = preview.take(old.school, saved, "журнал.xlsx", HOMEROOM)
    assert seen.count_recorded == 0
    assert undo.last(old.school, HOMEROOM) is None
    assert open_questions(old.school, HOMEROOM) == ()
    with pytest.raises(VedomostError):
        decide(old.school, HOMEROOM, Decisions({_final(old): Decision("file", None)}))
    homeroom = Viewer(HOMEROOM, frozenset({"homeroom", "teacher"}))
    with pytest.raises(VedomostError):
        close(old.school, homeroom, "5А", Q1, "Сам закрою")
    own = Teacher(hand_out(old.school, HOMEROOM, old.lesson_on).content)
    with pytest.raises(LookupError):
        own.page_sheet(old.page)

    with old.school.database.reading() as cursor:
        assert cursor.execute("select * from journal.current").fetchall() == []


def _final(desk: Desk):
    return CellKey(desk.page, "", Q1, desk.students[0], "final")
