"""A school that lives by chance: entries, imports, void periods, new set-ups."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.warehouse.owing_school import ENGLISH, MATHS, OwingSchool
from warehouse import ledger, obligations

if TYPE_CHECKING:
    import random

    from warehouse.school_folder import School

STUDENTS = {MATHS: "К-1", ENGLISH: "К-3"}
LESSONS = [(MATHS, "2026-11-16", 1), (ENGLISH, "2026-11-17", 3)]
VALUES: dict[str, list[str | None]] = {
    "attendance_taken": ["yes", None],
    "topic": ["Дроби", "Проценты", ".", None],
    "homework": ["№ 1", "not_set", "—", None],
    "work_type": ["test", "answer", None],
    "status": ["cancelled", "held"],
    "mark": ["5", "4", "4о", "н", ".", "зачёт", None],
    "final": ["4", "not_attested", None],
}
FIELDS = ["mark", "mark", "mark", "topic", "attendance_taken", *VALUES]


class Year(OwingSchool):
    """Lives through steps, hours apart, from 16 November on."""

    def __init__(self, school: School) -> None:
        super().__init__(school)
        self.do(
            "insert into journal.page_teachers values "
            f"('{ENGLISH}', 'p-two', '2026-09-01', null)"
        )
        for page_id, day, slot in LESSONS:
            self.lesson(page_id, day, slot)
        self.begin()

    def begin(self) -> None:
        """Begin the year anew, with an empty ledger."""
        self.now = datetime.fromisoformat("2026-11-16T08:00")
        self.breaches: list[ledger.Decision] = []
        for table in ("entries", "blocks", "current", "summary", "void_events"):
            self.do(f"delete from journal.{table}")

    def live(self, chance: random.Random) -> None:
        """Do something by chance, some hours after the last thing."""
        self.now += timedelta(hours=chance.randint(1, 8))
        what = chance.random()
        if what < 0.85:
            self._entry(chance)
        elif what < 0.9:
            self._breach(chance)
        elif what < 0.94:
            self._set_up(chance)
        else:
            obligations.bring_up_to_date(self.database)

    def _entry(self, chance: random.Random) -> None:
        page_id, day, slot = chance.choice(LESSONS)
        lesson = f"{page_id}:{day.replace('-', '')}:{slot}"
        field = chance.choice(FIELDS)
        value = chance.choice(VALUES[field])
        self.enter(
            self.now.isoformat(),
            page_id if field == "final" else lesson,
            field,
            value,
            STUDENTS[page_id] if field in {"mark", "final"} else "",
            by=chance.choice(["p-mat", "p-mat", "p-two"]),
        )
        if chance.random() < 0.1:  # a bulk import
            with self.database.writing() as cursor:
                cursor.execute(
                    "update journal.entries set is_undetermined = true "
                    "where upload_id = ?",
                    [f"u-{self.count_uploads}"],
                )

    def _breach(self, chance: random.Random) -> None:
        moment = self.moment(self.now.isoformat())
        with self.database.writing() as cursor:
            if self.breaches:
                ledger.void_until(cursor, self.breaches.pop(), moment)
                return
            person_id = chance.choice(["p-mat", "p-two"])
            said = ledger.Decision("s", f"b-{self.now}", person_id, "p-dir", moment)
            ledger.void_from(cursor, said, moment - timedelta(hours=20))
            self.breaches.append(said)

    def _set_up(self, chance: random.Random) -> None:
        with self.database.writing() as cursor:
            cursor.execute(
                "update setup.deadlines set amount = ? where kind = 'written_mark'",
                [chance.choice([0, 1, 3, 5])],
            )
            cursor.execute(
                "insert into setup.setup_changes by name "
                "select count(*) + 1 as change_id from setup.setup_changes"
            )
