"""Whatever the order of uploads, words and undos: nothing entered is lost.

Two computers of one teacher (two downloads, and two copies of one download), a
co-teacher and a substitute of the same page, all with real workbooks and real hand-ins.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from ingest import deciding, undo
from ingest.decisions import Decision, Decisions
from ingest.handing_out import hand_out
from ingest.load import hand_in
from ingest.unsettled import questions_of
from tests.ingest.desk import BLOCKS_AFTER_SET_UP
from tests.ingest.test_outcomes import reconciles
from tests.ingest.typing_teacher import Teacher
from warehouse import ledger

if TYPE_CHECKING:
    from openpyxl.cell import Cell

    from ingest.receipt import Receipt
    from tests.ingest.desk import Desk

pytestmark = pytest.mark.by_turns

STUDENTS = 2
MARKS = ["2", "3", "4", "5"]
# Copies by name: whose, and of which download.
COPIES = {
    "at school": ("teacher", 1),
    "at home": ("teacher", 1),
    "another download": ("teacher", 2),
    "co-teacher": ("colleague", 3),
    "substitute": ("substitute", 4),
}


@dataclass
class Copy:
    """One file of somebody: what was typed into it since it was downloaded."""

    person: str
    download: int
    work: Teacher
    typed: dict[int, str] = field(default_factory=dict)


@dataclass
class Page:
    """A page of several hands, and what must not get lost on it."""

    desk: Desk
    people: dict[str, str]
    copies: dict[str, Copy] = field(default_factory=dict)
    owners: dict[int, str] = field(default_factory=dict)  # of each download
    answered: set[tuple[str, int, str]] = field(default_factory=set)
    held: dict[tuple[int, int], str] = field(default_factory=dict)  # by each download
    happened: set[str] = field(default_factory=set)
    first: dict[str, Copy] = field(default_factory=dict)
    # Per place what each download's owner last typed and handed in, still unanswered.
    owed: dict[int, dict[int, set[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(set))
    )

    def download(self, number: int) -> None:
        """Download a workbook and open all copies of it."""
        self.pass_time()
        serial = len(self.owners) + 1
        names = [name for name, (_, download) in COPIES.items() if download == number]
        person = self.people[COPIES[names[0]][0]]
        self.owners[serial] = person
        content = hand_out(self.desk.school, person, self.desk.lesson_on).content
        for name in names:
            self.copies[name] = Copy(person, serial, Teacher(content))

    def begin(self) -> None:
        """Have every copy as it was downloaded from the empty journal."""
        for name, copy in self.first.items():
            for place in range(STUDENTS):
                self._cell(copy, place).value = None
            copy.typed.clear()
            self.copies[name] = copy

    def pass_time(self) -> None:
        clock = self.desk.school.clock
        clock.set(clock.now() + timedelta(seconds=1))

    def type_in(self, name: str, place: int, mark: str) -> None:
        copy = self.copies[name]
        self._cell(copy, place).value = mark or None
        copy.typed[place] = mark
        if self.held.get((copy.download, place)) != mark:
            self.answered.discard((copy.person, place, mark))

    def _cell(self, copy: Copy, place: int) -> Cell:
        desk = self.desk
        return copy.work.mark(desk.page, desk.students[place], desk.lesson)

    def hand_in(self, name: str) -> None:
        self.pass_time()
        copy = self.copies[name]
        before = self.marks()
        receipt = hand_in(
            self.desk.school, copy.work.save(), "журнал.xlsx", copy.person, "page"
        )
        assert reconciles(receipt)
        self._assert_only_typed_is_written(copy, before, receipt)
        for place, mark in copy.typed.items():
            self.held[copy.download, place] = mark
            # The last word of a workbook in a cell is what is owed to its teacher; what
            # it held already and was answered, another copy of it does not ask again.
            answered = (copy.person, place, mark) in self.answered
            self.owed[copy.download][place] = {mark} - {""} if not answered else set()
        self.assert_nothing_is_lost()

    def _assert_only_typed_is_written(
        self, copy: Copy, before: dict[int, str], receipt: Receipt
    ) -> None:
        after = self.marks()
        for place in range(STUDENTS):
            if before.get(place) != after.get(place):
                assert after.get(place) == copy.typed.get(place), "never typed there"
                assert receipt.count_recorded

    def decide(self, taken: str) -> None:
        """Let the first who is asked anything answer the first question."""
        self.pass_time()
        for person in self.people.values():
            if asked := deciding.open_questions(self.desk.school, person):
                break
        else:
            return
        self.happened.add(f"decided for the {taken}")
        one = asked[0]
        before = self.marks()
        receipts = deciding.decide(
            self.desk.school,
            person,
            Decisions({one.key: Decision(taken, one.current_value)}),
        )
        assert all(map(reconciles, receipts))
        place = self.desk.students.index(one.student_id)
        said = {place: one.file_value} if taken == "file" else {}
        expected = before | said
        after = self.marks()
        assert after == {at: mark for at, mark in expected.items() if mark}
        if taken == "journal":
            self._answer(person, place, one.file_value or "")
        self.assert_nothing_is_lost()

    def undo(self, who: str) -> None:
        self.pass_time()
        person = self.people[who]
        last = undo.last(self.desk.school, person)
        if last is None or last.obstacle:
            return
        self.happened.add("undone")
        entered = self._entries_of(last.upload_id)
        assert reconciles(undo.undo(self.desk.school, person, last.upload_id))
        assert len(entered) == last.count_entries
        self._excuse_what_the_undone_file_asked(person, last.upload_id)
        self.assert_nothing_is_lost()

    def assert_nothing_is_lost(self) -> None:
        entered = self._entered()
        with self.desk.school.database.reading() as cursor:
            asked = {
                (self.desk.students.index(one.student_id), one.file_value)
                for person in self.people.values()
                for _, one in questions_of(cursor, person)
            }
        for owed in self.owed.values():
            for place, marks in owed.items():
                for mark in marks:
                    assert (place, mark) in entered | asked
        with self.desk.school.database.reading() as cursor:
            assert ledger.replay(cursor) == []

    def marks(self) -> dict[int, str]:
        current = self.desk.values()
        return {self.desk.students.index(one): mark for one, mark in current.items()}

    def _entered(self) -> set[tuple[int, str]]:
        with self.desk.school.database.reading() as cursor:
            rows = cursor.execute(
                "select student_id, value from journal.valid_entries "
                "where field = 'mark' and value is not null"
            ).fetchall()
        return {(self.desk.students.index(one), mark) for one, mark in rows}

    def _entries_of(self, upload_id: str) -> list[tuple[str, ...]]:
        with self.desk.school.database.reading() as cursor:
            return cursor.execute(
                "select student_id, value from journal.entries where upload_id = ?",
                [upload_id],
            ).fetchall()

    def _excuse_what_the_undone_file_asked(self, person: str, upload_id: str) -> None:
        """Its author took the file back, with what it asked."""
        with self.desk.school.database.reading() as cursor:
            rows = cursor.execute(
                "select student_id, file_value from journal.proposals "
                "where upload_id = ?",
                [upload_id],
            ).fetchall()
        for student, mark in rows:
            self._answer(person, self.desk.students.index(student), mark or "")

    def _answer(self, person: str, place: int, mark: str) -> None:
        """Owe a person a mark no longer, until they type it anew."""
        self.answered.add((person, place, mark))
        for download, owed in self.owed.items():
            if self.owners[download] == person:
                owed[place].discard(mark)


@pytest.fixture
def page(desk: Desk) -> Page:
    """The desk's page with a co-teacher all year and a substitute for one day."""
    with desk.school.database.writing() as cursor:
        others = cursor.execute(
            "select distinct person_id from journal.page_teachers "
            "where person_id not in (select person_id from journal.page_teachers "
            "where page_id = ?) order by 1 limit 2",
            [desk.page],
        ).fetchall()
        (colleague,), (substitute,) = others
        cursor.execute(
            "insert into journal.page_teachers "
            "select page_id, ?, starts_on, ends_on from journal.page_teachers "
            "where page_id = ? and person_id = ?",
            [colleague, desk.page, desk.person],
        )
        cursor.execute(
            "insert into journal.page_teachers values (?, ?, ?, ?)",
            [desk.page, substitute, desk.lesson_on, desk.lesson_on],
        )
    people = {"teacher": desk.person, "colleague": colleague, "substitute": substitute}
    page = Page(desk, people)
    for number in (1, 2, 3, 4):
        page.download(number)
    page.first.update(page.copies)
    return page


COPY = st.sampled_from(list(COPIES))
ENTERED = st.tuples(
    st.just("enter"), COPY, st.integers(0, STUDENTS - 1), st.sampled_from([*MARKS, ""])
)
DECIDED = st.tuples(st.just("decide"), st.sampled_from(["file", "journal"]))
STEP = st.one_of(
    DECIDED,
    st.tuples(st.just("undo"), st.sampled_from(["teacher", "colleague"])),
    ENTERED,
    st.tuples(st.just("download"), st.sampled_from([2, 3])),
)


@st.composite
def orders(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    """Draw who fills in the same cell one after another, and what happens between."""
    steps: list[tuple[Any, ...]] = []
    for name in draw(st.permutations(list(COPIES))):
        steps.append(("enter", name, 0, draw(st.sampled_from(MARKS))))
        steps += draw(st.lists(STEP, max_size=2))
    return [*steps, *draw(st.lists(DECIDED, max_size=2))]


@settings(
    max_examples=6,
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.target],
    suppress_health_check=[
        HealthCheck.function_scoped_fixture,
        HealthCheck.too_slow,
        HealthCheck.data_too_large,
    ],
)
@given(steps=orders())
def test_in_any_order_nothing_entered_is_lost_and_nothing_untouched_is_overwritten(
    page: Page, steps: list[tuple[Any, ...]]
):
    _begin_anew(page)
    for deed, *what in steps:
        if deed == "enter":
            page.type_in(*what)
            page.hand_in(what[0])
        elif deed == "decide":
            page.decide(*what)
        elif deed == "undo":
            page.undo(*what)
        elif deed == "download":
            page.download(*what)
    for name in COPIES:
        page.hand_in(name)
    for what_happened in page.happened:
        event(what_happened)


def _begin_anew(page: Page) -> None:
    """Empty the journal; the workbooks are as they were downloaded from it."""
    page.owed.clear()
    page.answered.clear()
    page.held.clear()
    page.happened.clear()
    tables = (
        "entries", "current", "summary", "uploads", "proposals", "findings",
    )  # fmt: skip
    with page.desk.school.database.writing() as cursor:
        for table in tables:
            cursor.execute(f"delete from journal.{table}")
        cursor.execute(BLOCKS_AFTER_SET_UP)
        cursor.execute("delete from journal.workbook_pages where upload_id <> ''")
    page.begin()


def test_what_one_copy_asks_is_not_silenced_by_another_copy(page: Page):
    page.type_in("co-teacher", 0, "5")
    page.hand_in("co-teacher")
    page.type_in("at school", 0, "3")
    page.hand_in("at school")
    page.type_in("at home", 1, "4")

    page.hand_in("at home")

    asked = deciding.open_questions(page.desk.school, page.desk.person)
    assert [(one.file_value, one.current_value) for one in asked] == [("3", "5")]
    page.decide("file")
    assert page.marks() == {0: "3", 1: "4"}


def test_a_substitute_and_the_teacher_keep_each_others_marks(page: Page):
    page.type_in("substitute", 0, "4")
    page.hand_in("substitute")
    page.type_in("at school", 1, "5")

    page.hand_in("at school")

    assert page.marks() == {0: "4", 1: "5"}


def test_a_word_for_the_journal_holds_though_the_other_mark_was_taken_back(page: Page):
    page.type_in("co-teacher", 0, "3")
    page.hand_in("co-teacher")
    page.type_in("substitute", 0, "4")
    page.hand_in("substitute")
    page.undo("colleague")

    page.decide("journal")

    assert page.marks() == {}
    page.hand_in("substitute")
    assert page.marks() == {}
