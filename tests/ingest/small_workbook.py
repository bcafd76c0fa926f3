"""A small teacher's workbook: two classes, six students, seven lessons, in November."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any

import openpyxl

from expectations.marks import DEFAULT_SCALE
from ingest.reading.child import read_workbook
from ingest.reading.reader import read_journal
from ingest.workbook import (
    CellKey,
    PlannedLesson,
    PlannedPage,
    PlannedStudent,
    WorkbookPlan,
)
from ingest.writing.writer import write_workbook

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openpyxl import Workbook

    from ingest.workbook import Reading

TODAY = date(2026, 11, 23)
MATHS, ENGLISH = "2026:5А:МАТ", "2026:5А-англ1:АНГ"
NAMES = (
    "Аникина Алёна", "Берёзов Пётр", "Волков Илья", "Гусева Анна", "Дёмина Яна",
    "Ершов Лев",
)  # fmt: skip
STUDENTS = tuple(
    PlannedStudent(f"К-{number:04d}", name, date(2026, 9, 1), None)
    for number, name in enumerate(NAMES, 1)
)
IDS = {student.name: student.student_id for student in STUDENTS}


def lesson(page_id: str, day: int, slot: int) -> PlannedLesson:
    """One lesson in November 2026."""
    return PlannedLesson(
        f"{page_id}:202611{day:02d}:{slot}",
        date(2026, 11, day),
        slot,
        time(7 + slot, 30),
        time(8 + slot, 15),
        f"Тема урока {day}.{slot}",
    )


def mark(page_id: str, day: int, slot: int, name: str) -> CellKey:
    """The key of one student's cell in one lesson."""
    return CellKey(page_id, f"{page_id}:202611{day:02d}:{slot}", "", IDS[name], "mark")


def field(page_id: str, day: int, slot: int, name: str) -> CellKey:
    """The key of one field of a lesson."""
    return CellKey(page_id, f"{page_id}:202611{day:02d}:{slot}", "", "", name)


def small_plan(
    values: Mapping[CellKey, str] | None = None, **changes: Any
) -> WorkbookPlan:
    """The plan; on 18 November 5А has two lessons of mathematics."""
    maths = [(16, 2), (18, 1), (18, 2), (23, 3), (30, 2)]
    pages = (
        PlannedPage(
            MATHS, "5А", "Математика", "marks", "2026-Q2", "2 четверть", True,
            STUDENTS, tuple(lesson(MATHS, *one) for one in maths),
        ),
        PlannedPage(
            ENGLISH, "5А англ. 1", "Английский язык", "marks", "2026-Q2",
            "2 четверть", True, STUDENTS[:3],
            (lesson(ENGLISH, 17, 4), lesson(ENGLISH, 24, 4)),
        ),
    )  # fmt: skip
    plan = WorkbookPlan(
        workbook_id="wb-1",
        school_id="school-17",
        school_name="Школа № 17",
        person_id="P-1",
        teacher_name="Орлова Анна Петровна",
        period_name="2 четверть 2026/27",
        starts_on=date(2026, 11, 9),
        ends_on=date(2026, 12, 27),
        today=TODAY,
        generated_at=datetime(2026, 11, 23, 6, tzinfo=UTC),
        language="ru",
        pages=pages,
        work_types=(("answer", "Ответ на уроке"), ("test", "Контрольная работа")),
        values=dict(values or {}),
    )
    return replace(plan, **changes)


def open_workbook(plan: WorkbookPlan) -> Workbook:
    """Write the workbook and open it as a teacher's program would."""
    return openpyxl.load_workbook(io.BytesIO(write_workbook(plan)))


def handed_in(book: Workbook) -> bytes:
    """Save the workbook."""
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def read_back(content: bytes, *plans: WorkbookPlan) -> Reading:
    """Read it as the server does; without `plans`, hidden keys must suffice."""

    def ask() -> tuple[WorkbookPlan, ...]:
        assert plans, "the hidden keys should have sufficed"
        return plans

    return read_journal(read_workbook(content), ask, DEFAULT_SCALE)


def by_key(reading: Reading, column: str = "value") -> dict[CellKey, Any]:
    """Cells by key; a key that stands twice fails."""
    cells = {
        CellKey(*(row[part] for part in CellKey._fields)): row[column]
        for row in reading.cells.iter_rows(named=True)
    }
    assert len(cells) == reading.cells.height
    return cells
