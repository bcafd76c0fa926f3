"""A desk whose account is disclosed: reported, registered, given new credentials."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from ingest.handing_out import hand_out
from ingest.load import hand_in
from tests.ingest.typing_teacher import Teacher
from warehouse import ledger
from warehouse.access import breaches
from warehouse.access.opening import open_missing
from warehouse.build import build_models

if TYPE_CHECKING:
    from ingest.receipt import Receipt
    from tests.ingest.desk import Desk


@dataclass(frozen=True)
class Breached:
    """Who sits at the desk, a colleague of the same page, and the director."""

    desk: Desk
    account_id: str
    director: str
    colleague: str

    def pass_time(self, **span: float) -> datetime:
        """Let time go by."""
        clock = self.desk.school.clock
        clock.set(clock.now() + timedelta(**span))
        return clock.now()

    def register(self, reported_at: datetime) -> str:
        """Register a breach that was told to the head at a moment."""
        return breaches.register(
            self.desk.school.database,
            account_id=self.account_id,
            learned_at=reported_at,
            reported_to_head_at=reported_at,
            reported_to_support_at=None,
            reported_by=self.desk.person,
            what_happened="Пароль висел на доске.",
            registered_by=self.director,
            at=self.desk.school.clock.now(),
            zone=self.desk.school.timezone,
        )

    def issue_credentials(self) -> None:
        """Give new credentials now."""
        with self.desk.school.database.writing() as cursor:
            now = self.desk.school.clock.now()
            breaches.credentials_issued(cursor, self.account_id, now, self.director)

    def open_colleagues(self) -> Teacher:
        """Download the colleague's fresh workbook and open it."""
        school, lesson_on = self.desk.school, self.desk.lesson_on
        return Teacher(hand_out(school, self.colleague, lesson_on).content)

    def hand_in_colleagues(self, work: Teacher) -> Receipt:
        """Save and hand in as the colleague."""
        school = self.desk.school
        return hand_in(school, work.save(), "коллега.xlsx", self.colleague, "page")

    def replayed(self) -> list[str]:
        """Return what the ledger's replay finds to differ."""
        with self.desk.school.database.reading() as cursor:
            return ledger.replay(cursor)

    def set_mark(self, work: Teacher, place: int, mark: str | None) -> None:
        """Type a mark of the place-th student in the desk's lesson."""
        desk = self.desk
        cell = work.mark(desk.page, desk.students[place], desk.lesson)
        cell.value = mark

    def marks(self) -> dict[int, str]:
        """Return the lesson's current marks by the student's place."""
        current = self.desk.values()
        return {self.desk.students.index(one): mark for one, mark in current.items()}


def breached(desk: Desk) -> Breached:
    """Open everybody's account, and let the stranger teach the page too."""
    school = desk.school
    build_models(school.database)
    open_missing(school.database, at=school.clock.now(), by="")
    with school.database.writing() as cursor:
        cursor.execute(
            "insert into journal.page_teachers "
            "select page_id, ?, starts_on, ends_on from journal.page_teachers "
            "where page_id = ? and person_id = ?",
            [desk.stranger, desk.page, desk.person],
        )
        account = cursor.execute(
            "select account_id from access.accounts where person_id = ?", [desk.person]
        ).fetchall()[0][0]
        director = cursor.execute(
            "select person_id from setup.staff where roles like '%director%' limit 1"
        ).fetchall()[0][0]
    return Breached(desk, account, director, desk.stranger)
