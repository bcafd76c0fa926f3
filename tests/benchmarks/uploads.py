"""One teacher's upload against bars that anyone can rerun."""

from __future__ import annotations

import io
import statistics
from datetime import UTC, date, datetime
from functools import partial
from typing import TYPE_CHECKING

import openpyxl
from python_calamine import CalamineWorkbook

from expectations.check import gate
from ingest.demo.tables import demo_tables
from ingest.load import hand_in
from ingest.plan import plan_workbook, register_workbook
from ingest.reading.child import read_workbook
from ingest.setup.school import create_school
from ingest.setup.writer import write_setup_workbook
from ingest.writing.writer import write_workbook
from tests.benchmarks.cpu import cpu_of
from tests.ingest.typing_teacher import Teacher
from warehouse import teaching
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ingest.workbook import WorkbookPlan
    from warehouse.school_folder import School

ROUNDS = 15
CHANGED_CELLS = 60
TODAY = date(2026, 11, 23)


def measure(folder: Path) -> dict[str, float]:
    """Return median CPU seconds of each contestant, in a school made in `folder`."""
    tables = demo_tables(14)
    content = write_setup_workbook(tables, "ru")
    clock = SetClock(datetime(2026, 11, 23, 16, tzinfo=UTC))
    create_school(folder, tables, content, applied_by="bench", clock=clock)
    gate().suites()
    with open_school(folder, clock) as school:
        plan = _widest_plan(school)
        register_workbook(school, plan)
        saves = _saves(plan)
        read_workbook(saves[0])  # starts the child
        hand_in(school, saves[0], "first.xlsx", plan.person_id, "bench")
        times: dict[str, list[float]] = {}
        for save in saves[1:]:
            for name, run in _contestants(school, plan).items():
                times.setdefault(name, []).append(cpu_of(partial(run, save)))
        return {name: statistics.median(taken) for name, taken in times.items()}


def _contestants(
    school: School, plan: WorkbookPlan
) -> dict[str, Callable[[bytes], object]]:
    """Return what is measured, each run on the same save of a workbook."""

    def take(save: bytes) -> object:
        return hand_in(school, save, "save.xlsx", plan.person_id, "bench")

    return {
        "openpyxl opens the file": lambda save: openpyxl.load_workbook(
            io.BytesIO(save)
        ),
        "calamine reads the file": _calamine,
        "upload → recorded": take,
        "the same upload again": take,
        "a fresh workbook, planned and written": lambda _save: write_workbook(
            plan_workbook(school, plan.person_id, TODAY)
        ),
    }


def _widest_plan(school: School) -> WorkbookPlan:
    with school.database.reading() as cursor:
        people = teaching.teachers(cursor)
    plans = [plan_workbook(school, person, TODAY) for person in people]
    return max(
        plans,
        key=lambda plan: sum(len(p.lessons) * len(p.students) for p in plan.pages),
    )


def _saves(plan: WorkbookPlan) -> list[bytes]:
    """Type some more marks into the workbook before each save."""
    teacher = Teacher(write_workbook(plan))
    places = [
        (page.page_id, student.student_id, lesson.lesson_id)
        for page in plan.pages
        if page.grading == "marks"
        for lesson in page.lessons
        if lesson.lesson_on < TODAY
        for student in page.students
    ]
    step = max(1, len(places) // ((ROUNDS + 1) * CHANGED_CELLS))
    chosen = iter(places[::step])
    saves = []
    for _ in range(ROUNDS + 1):
        for number, place in zip(range(CHANGED_CELLS), chosen, strict=False):
            teacher.mark(*place).value = "5433н"[number % 5]
        saves.append(teacher.save())
    return saves


def _calamine(content: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)
