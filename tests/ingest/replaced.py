"""5А's geography of Tuesday, 24 November, and what becomes of it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from ingest.handing_out import hand_out
from ingest.load import hand_in
from ingest.replacing import Choice, Order, replace
from tests.ingest.typing_teacher import Teacher
from warehouse.timetable import DERIVED
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from ingest.receipt import Receipt
    from warehouse.school_folder import School

PAGE = "2026:5А:ГЕО"
TUESDAY = date(2026, 11, 24)
LESSON = f"{PAGE}:20261124:3"
BEFORE, AFTER = f"{PAGE}:20261117:3", f"{PAGE}:20261201:3"
REGULAR, SUBSTITUTE = "С-02", "С-06"  # Рябинин; Осипова teaches 5А Russian
DIRECTOR = Viewer("С-01", frozenset({"director"}))
ILL = Order("Болезнь", "45-л", date(2026, 11, 23))


def replaced(school: School, *choices: Choice, order: Order = ILL) -> int:
    return replace(school, DIRECTOR, choices, order)


def ask(school: School, question: str, *values: object) -> list[tuple[object, ...]]:
    with school.database.reading() as cursor:
        return cursor.execute(question, list(values)).fetchall()


def journal(school: School) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: ask(school, f"from journal.{table} order by all") for table in DERIVED
    }


def book_of(school: School, person_id: str, on: date = TUESDAY) -> Teacher:
    return Teacher(hand_out(school, person_id, on).content)


def handed_in(school: School, book: Teacher, person_id: str) -> Receipt:
    return hand_in(school, book.save(), "журнал.xlsx", person_id, "page")


def values(school: School, lesson_id: str = LESSON) -> dict[str, str]:
    """Return what stands about a lesson: by field, marks by student."""
    return dict(
        ask(
            school,
            "select coalesce(nullif(student_id, ''), field), value "
            "from journal.current where lesson_id = ?",
            lesson_id,
        )
    )
