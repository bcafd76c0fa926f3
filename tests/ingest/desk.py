"""A teacher's desk in the example school: one page, one lesson, the real hand-in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.decisions import NONE, Decisions
from ingest.handing_out import hand_out
from ingest.load import hand_in
from tests.ingest.typing_teacher import Teacher
from warehouse import ledger
from warehouse.clock import school_day

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from ingest.receipt import Receipt
    from warehouse.school_folder import School

ALL_EMPTIED = Decisions(confirms_removals=True)
PAGE = "2026:5А:ГЕО"
# For tests that begin anew: the set-up stays, and with it the block that seals it.
BLOCKS_AFTER_SET_UP = """
    delete from journal.blocks
    where block_id > (select max(block_id) from journal.setup_states)
"""


@dataclass(frozen=True)
class Desk:
    """Who teaches 5А geography, and that page's last lesson before now."""

    school: School
    page: str
    person: str
    stranger: str  # teaches other pages
    lesson: str
    lesson_on: date
    students: tuple[str, ...]

    def open_workbook(self) -> Teacher:
        """Download the fresh workbook and open it."""
        return Teacher(hand_out(self.school, self.person, self.lesson_on).content)

    def hand_in(self, work: Teacher | bytes, *, decisions: Decisions = NONE) -> Receipt:
        """Save and hand in."""
        content = work if isinstance(work, bytes) else work.save()
        return hand_in(
            self.school,
            content,
            "журнал.xlsx",
            self.person,
            "page",
            decisions=decisions,
        )

    def enter(self, student_id: str, mark: str) -> None:
        """Enter one mark through a fresh workbook."""
        teacher = self.open_workbook()
        teacher.mark(self.page, student_id, self.lesson).value = mark
        assert self.hand_in(teacher).status == "recorded"

    def values(self) -> dict[str, str]:
        """Return the lesson's current marks by student."""
        return self._current("field = 'mark'", "student_id")

    def fields(self) -> dict[str, str]:
        """Return the lesson's own current fields."""
        return self._current("student_id = ''", "field")

    def history(self, student_id: str) -> pl.DataFrame:
        """Return the history of a student's mark in the lesson."""
        with self.school.database.reading() as cursor:
            return ledger.history(
                cursor, (self.page, self.lesson, "", student_id, "mark")
            )

    def counts(self) -> dict[str, int]:
        """Return the number of rows of everything that an upload may touch."""
        tables = ("entries", "blocks", "current", "summary", "findings", "proposals")
        with self.school.database.reading() as cursor:
            return {
                table: cursor.execute(
                    f"select count(*) from journal.{table}"
                ).fetchall()[0][0]
                for table in tables
            }

    def _current(self, condition: str, key: str) -> dict[str, str]:
        with self.school.database.reading() as cursor:
            return dict(
                cursor.execute(
                    f"select {key}, value from journal.current "
                    f"where lesson_id = ? and {condition} order by 1",
                    [self.lesson],
                ).fetchall()
            )


def desk_in(school: School) -> Desk:
    """Sit down at the desk of who teaches 5А geography."""
    today = school_day(school.clock.now(), school.timezone)
    with school.database.reading() as cursor:
        lesson, lesson_on = cursor.execute(
            "select lesson_id, lesson_on from journal.lessons "
            "where page_id = ? and lesson_on <= ? and planned_topic <> '' "
            "order by lesson_on desc, slot desc limit 1",
            [PAGE, today],
        ).fetchall()[0]
        person, stranger = (
            cursor.execute(
                f"select person_id from journal.page_teachers where person_id {among} "
                "(select person_id from journal.page_teachers where page_id = ?) "
                "order by 1",
                [PAGE],
            ).fetchall()[0][0]
            for among in ("in", "not in")
        )
        students = tuple(
            student
            for (student,) in cursor.execute(
                "select student_id from journal.roster where page_id = ? "
                "and starts_on <= ? and coalesce(ends_on, ?) >= ? order by 1",
                [PAGE, today, today, today],
            ).fetchall()
        )
    assert person != stranger
    return Desk(school, PAGE, person, stranger, lesson, lesson_on, students)
