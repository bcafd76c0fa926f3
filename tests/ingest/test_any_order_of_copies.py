"""Copies of workbooks that hold marks already: what nobody touched stays as it is.

Two copies of one download, another download and a colleague's, each handed in by its
owner or by the colleague, with questions, words, previews and undos between.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, TypeAlias

import pytest

from ingest import deciding, preview, undo
from ingest.decisions import NONE, Decision, Decisions
from ingest.handing_out import hand_out
from ingest.load import hand_in
from ingest.unsettled import questions_of
from tests.ingest.desk import ALL_EMPTIED
from tests.ingest.test_outcomes import reconciles
from tests.ingest.typing_teacher import Teacher
from warehouse import ledger

if TYPE_CHECKING:
    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns

PLACES = 3  # students of one lesson; all but the last have a mark before the downloads
MARKS = ("2", "3", "4", "5")
Question: TypeAlias = tuple[str, int, str | None]  # who is asked, where, for what


@dataclass
class Copy:
    """One file: whose, and what was typed into it ('' where it was emptied)."""

    person: str
    work: Teacher
    touched: dict[int, str] = field(default_factory=dict)


class Room:
    """What several hands do on one page, and what must hold after each deed."""

    def __init__(self, desk: Desk, colleague: str, seed: int) -> None:
        self.desk, self.colleague = desk, colleague
        self.dice = random.Random(seed)
        self.copies: list[Copy] = []
        self.waiting: dict[str, Copy] = {}  # looked at: the copy as it was then
        self.kept: set[Question] = set()  # decided: owed no more
        for place in range(PLACES - 1):
            self.desk.enter(desk.students[place], "2")
        for person, count in ((desk.person, 2), (desk.person, 1), (colleague, 1)):
            content = hand_out(desk.school, person, desk.lesson_on).content
            self.copies += [Copy(person, Teacher(content)) for _ in range(count)]

    def hand_in(self) -> None:
        """Hand a copy in; now and then taken back at once, as if it never was."""
        copy = self._typed_in()
        person = self.dice.choice((copy.person, copy.person, self.colleague))
        decisions = self.dice.choice((NONE, NONE, NONE, ALL_EMPTIED))
        before, asked = self.marks(), self.asked()
        receipt = hand_in(
            self.desk.school,
            copy.work.save(),
            "журнал.xlsx",
            person,
            "api",
            decisions=decisions,
        )
        assert reconciles(receipt)
        self._check(copy, person, before, asked, confirmed=decisions is ALL_EMPTIED)
        self._check_waiting(copy)
        if receipt.status == "recorded" and self.dice.random() < 0.3:
            self.pass_time()
            undo.undo(self.desk.school, person, receipt.upload_id)
            assert self.marks() == before
            lost = {one for one in asked - self.asked() if one[1] not in copy.touched}
            assert not lost, "an undo loses no question"

    def look(self) -> None:
        """Hand a copy in on the page: recorded at once, or it waits for a click."""
        copy = self._typed_in()
        before, asked = self.marks(), self.asked()
        receipt = preview.take(
            self.desk.school, copy.work.save(), "журнал.xlsx", copy.person
        )
        if receipt.status == "waiting":
            assert (self.marks(), self.asked()) == (before, asked)
            self.waiting[receipt.upload_id] = Copy(
                copy.person, Teacher(copy.work.save()), dict(copy.touched)
            )
        else:
            self._check(copy, copy.person, before, asked)
        self._check_waiting(copy)

    def record(self) -> None:
        """Record what waits: just what a look at it tells."""
        if not self.waiting:
            return
        preview_id = self.dice.choice(list(self.waiting))
        copy = self.waiting.pop(preview_id)
        before, asked = self.marks(), self.asked()
        told = preview.look(self.desk.school, copy.person, preview_id)
        receipt = preview.commit(self.desk.school, copy.person, preview_id)
        assert receipt.outcomes == told.outcomes
        assert reconciles(receipt)
        self._check(copy, copy.person, before, asked)
        self._check_waiting(copy)

    def decide(self) -> None:
        """Answer one question: its cell follows, every other stays."""
        person = self.dice.choice((self.desk.person, self.colleague))
        questions = deciding.open_questions(self.desk.school, person)
        if not questions:
            return
        one = self.dice.choice(sorted(questions, key=lambda one: one.student_id))
        taken = self.dice.choice(("file", "journal"))
        expected, asked = self.marks(), self.asked()
        place = self.desk.students.index(one.student_id)
        if taken == "file":
            expected[place] = one.file_value or ""
        (receipt,) = deciding.decide(
            self.desk.school,
            person,
            Decisions({one.key: Decision(taken, one.current_value)}),
        )
        assert reconciles(receipt)
        assert self.marks() == {at: mark for at, mark in expected.items() if mark}
        answered = (person, place, one.file_value)
        assert self._vanished(asked) <= {answered}
        self.kept.add(answered)

    def pass_time(self) -> None:
        clock = self.desk.school.clock
        clock.set(clock.now() + timedelta(seconds=1))

    def marks(self) -> dict[int, str]:
        current = self.desk.values()
        return {self.desk.students.index(one): mark for one, mark in current.items()}

    def asked(self) -> set[Question]:
        with self.desk.school.database.reading() as cursor:
            return {
                (person, self.desk.students.index(one.student_id), one.file_value)
                for person in (self.desk.person, self.colleague)
                for _, one in questions_of(cursor, person)
            }

    def assert_the_ledger_tells_the_same(self) -> None:
        with self.desk.school.database.reading() as cursor:
            assert ledger.replay(cursor) == []

    def _typed_in(self) -> Copy:
        copy = self.dice.choice(self.copies)
        for place in self.dice.sample(range(PLACES), self.dice.choice((0, 1, 1, 2))):
            mark = self.dice.choice((*MARKS, ""))
            copy.work.mark(*self._cell(place)).value = mark or None
            copy.touched[place] = mark
        return copy

    def _cell(self, place: int) -> tuple[str, str, str]:
        return self.desk.page, self.desk.students[place], self.desk.lesson

    def _check(
        self,
        copy: Copy,
        person: str,
        before: dict[int, str],
        asked: set[Question],
        *,
        confirmed: bool = False,
    ) -> None:
        """Only what was typed in the copy is written, and nobody else's word taken.

        A blank removes a mark only where that is confirmed. A question about a cell
        that was not touched in this copy goes on being asked, or is asked anew.
        """
        after = self.marks()
        for place in range(PLACES):
            if before.get(place) != after.get(place):
                says = copy.work.mark(*self._cell(place)).value
                assert after.get(place) == says, "not what the file says"
                assert says or confirmed, "removed unasked"
                assert not says or place in copy.touched, "never typed there"
        anew = {(whose, place) for whose, place, _ in self.asked() - asked}
        for whose, place, value in self._vanished(asked):
            assert whose == person, "somebody else's question"
            if (whose, place) not in anew and value is not None:
                assert place in copy.touched, "a lost question"
        known = {(at, value) for _, at, value in self.asked()} | self._entered()
        for place, mark in copy.touched.items():
            if mark and (place, mark) not in known:
                assert (person, place, mark) in self.kept, "typed and nowhere"

    def _check_waiting(self, later: Copy) -> None:
        """A waiting file gives way only to one that lacks nothing typed in it."""
        still = {
            one.preview_id
            for person in (self.desk.person, self.colleague)
            for one in preview.waiting(self.desk.school, person)
        }
        for preview_id in self.waiting.keys() - still:
            for place, mark in self.waiting.pop(preview_id).touched.items():
                says = later.work.mark(*self._cell(place)).value
                known = (place, mark) in self._entered()
                assert not mark or says or known, "a lost file"

    def _vanished(self, asked: set[Question]) -> set[Question]:
        """Return the questions that ask no more, but for those the journal settled."""
        now = self.marks()
        return {one for one in asked - self.asked() if now.get(one[1]) != one[2]}

    def _entered(self) -> set[tuple[int, str]]:
        with self.desk.school.database.reading() as cursor:
            rows = cursor.execute(
                "select student_id, value from journal.valid_entries "
                "where field = 'mark' and value is not null"
            ).fetchall()
        return {(self.desk.students.index(one), mark) for one, mark in rows}


@pytest.fixture
def colleague(desk: Desk) -> str:
    """Somebody who teaches the desk's page too."""
    with desk.school.database.writing() as cursor:
        ((person,),) = cursor.execute(
            "select distinct person_id from journal.page_teachers "
            "where person_id not in (select person_id from journal.page_teachers "
            "where page_id = ?) order by 1 limit 1",
            [desk.page],
        ).fetchall()
        cursor.execute(
            "insert into journal.page_teachers "
            "select page_id, ?, starts_on, ends_on from journal.page_teachers "
            "where page_id = ? and person_id = ?",
            [person, desk.page, desk.person],
        )
    return str(person)


@pytest.mark.parametrize("seed", range(3))
def test_in_any_order_only_what_was_touched_changes_and_no_question_is_lost(
    desk: Desk, colleague: str, seed: int
):
    room = Room(desk, colleague, seed)
    deeds = [room.hand_in, room.hand_in, room.look, room.record, room.decide]
    for _ in range(16):
        room.pass_time()
        room.dice.choice(deeds)()
        room.assert_the_ledger_tells_the_same()
