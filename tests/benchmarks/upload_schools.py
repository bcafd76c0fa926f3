"""Schools of the sizes that uploads are measured on, and their teachers' workbooks.

Real set-up tables, real handed-out workbooks, filled by their hidden keys: *small* is a
teacher of 8 pages with 30 students and 40 lessons each, *big* one of 40 pages with 35
students and 180 lessons.
"""

from __future__ import annotations

import itertools
import random
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import say
from ingest.demo.filling import Template
from ingest.plan import plan_workbook, register_workbook
from ingest.setup.school import create_school
from ingest.setup.seeds import default_rows
from ingest.setup.writer import write_setup_workbook
from ingest.workbook import YES_WORD, CellKey
from ingest.writing.writer import write_workbook
from warehouse import teaching
from warehouse.clock import SetClock

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from ingest.setup.columns import SetupTables
    from ingest.workbook import PlannedLesson, PlannedPage, WorkbookPlan
    from warehouse.school_folder import School

    Values = dict[CellKey, str | float]

CHANGED_CELLS = 60
_LESSONS_OF_A_SAVE = 4
_STARTS_ON = date(2026, 9, 7)  # a Monday
_SLOTS = 14  # lessons of a day, as many as a set-up may have
_LETTERS = "абвгдежзиклмнопрстуфхцшщэюя"


class Size(NamedTuple):
    """A school of which every teacher has `pages` pages of one subject."""

    name: str
    classes: int
    students: int
    subjects: int
    pages: int
    hours: int  # a week, of each page
    weeks: int
    share_filled: float  # of the cells of marks, before the measured saves

    @property
    def teachers(self) -> int:
        """How many teachers the school has, each with one subject."""
        return self.subjects * self.classes // self.pages

    @property
    def ends_on(self) -> date:
        """Return the last day of the year, which is one period."""
        return _STARTS_ON + timedelta(weeks=self.weeks, days=-3)


# 60 teachers, 480 pages, 960 students; 30 lessons a week in every class.
SMALL = Size("small", 32, 30, 15, pages=8, hours=2, weeks=20, share_filled=0.43)
# A year of a whole school in one hand, far above what a teacher has.
BIG = Size("big", 40, 35, 3, pages=40, hours=5, weeks=36, share_filled=0.35)


class Workbook(NamedTuple):
    """A handed-out workbook as its teacher saves it, again and again."""

    person_id: str
    first: bytes
    saves: list[bytes]


def make_school(folder: Path, size: Size) -> SetClock:
    """Make the school in `folder`; return the clock on which it is opened."""
    tables = set_up(size)
    clock = SetClock(datetime.combine(size.ends_on, time(16), UTC))
    content = write_setup_workbook(tables, "ru")
    create_school(folder, tables, content, applied_by="bench", clock=clock)
    return clock


def hand_out(school: School, person_id: str) -> WorkbookPlan:
    """Plan a teacher's workbook and remember that it was handed out."""
    plan = plan_workbook(school, person_id, _STARTS_ON)
    register_workbook(school, plan)
    return plan


def teachers(school: School) -> list[str]:
    """Return everybody who teaches."""
    with school.database.reading() as cursor:
        return teaching.teachers(cursor)


def filled(plan: WorkbookPlan, size: Size, count_saves: int) -> Workbook:
    """Fill a workbook as `size` wants; each save has some sixty cells more.

    A save is a teacher's day: a lesson on four pages, each with a dozen of marks and
    what is said about the lesson. The last lessons of the pages are left for them.
    """
    template = Template(write_workbook(plan))
    chance = random.Random(plan.person_id)
    left = -(-count_saves * _LESSONS_OF_A_SAVE // len(plan.pages))
    values: dict[CellKey, str | float] = {}
    for page in plan.pages:
        given = page.lessons[: len(page.lessons) - left]
        cells = [
            CellKey(page.page_id, lesson.lesson_id, "", student.student_id, "mark")
            for lesson in given
            for student in page.students
        ]
        count = round(len(page.lessons) * len(page.students) * size.share_filled)
        values |= {cell: _mark(chance) for cell in chance.sample(cells, count)}
        for lesson in given:
            values |= _said_about(page, lesson, plan)
    first, saves = template.filled(values), []
    for number in range(count_saves):
        for turn in range(_LESSONS_OF_A_SAVE):
            row, column = divmod(number * _LESSONS_OF_A_SAVE + turn, len(plan.pages))
            page = plan.pages[column]
            values |= _lesson(page, page.lessons[row - left], plan, chance)
        saves.append(template.filled(values))
    return Workbook(plan.person_id, first, saves)


def _lesson(
    page: PlannedPage, lesson: PlannedLesson, plan: WorkbookPlan, chance: random.Random
) -> Values:
    said = _said_about(page, lesson, plan)
    count = CHANGED_CELLS // _LESSONS_OF_A_SAVE - len(said)
    return said | {
        CellKey(page.page_id, lesson.lesson_id, "", student.student_id, "mark"): _mark(
            chance
        )
        for student in chance.sample(page.students, count)
    }


def _said_about(page: PlannedPage, lesson: PlannedLesson, plan: WorkbookPlan) -> Values:
    """Return what a teacher writes about a lesson: nothing is left to warn of."""
    number = page.lessons.index(lesson) + 1
    said = {
        "attendance_taken": say(YES_WORD, "ru"),
        "work_type": plan.work_types[0][1],
        "homework": f"§ {number}, упр. {number * 7 % 90}",
    }
    return {
        CellKey(page.page_id, lesson.lesson_id, "", "", field): text
        for field, text in said.items()
    }


def _mark(chance: random.Random) -> str:
    return chance.choice("55444433н")


def set_up(size: Size) -> SetupTables:
    """Return the school's set-up; nobody is in two lessons at once."""
    classes = [
        f"{number % 11 + 1}{_LETTERS[number // 11]}" for number in range(size.classes)
    ]
    subjects = [f"П{number + 1:02}" for number in range(size.subjects)]
    return {
        "about": _about(size),
        "periods": [
            {
                "period_id": "2026-H1",
                "year_id": "2026",
                "name": "I полугодие",
                "kind": "half_year",
                "grades": "1-11",
                "starts_on": _STARTS_ON,
                "ends_on": size.ends_on,
            }
        ],
        "calendar": [],
        "bells": list(_bells(size)),
        "subjects": [
            {
                "subject_id": subject,
                "name": f"Предмет {subject}",
                "short_name": subject,
                "grading": "marks",
                "grades_without_marks": "",
                "rounding_threshold": 0.5,
            }
            for subject in subjects
        ],
        "staff": list(_staff(size)),
        "classes": [
            {
                "class_id": class_id,
                "grade": int(class_id[:-1]),
                "shift": _lane(size, number)[0] + 1,
                "week_days": 5,
                "homeroom_person_id": _teacher(number % size.teachers),
            }
            for number, class_id in enumerate(classes)
        ],
        "students": [
            {
                "student_id": f"К-{class_number:02}{number:02}",
                "surname": f"Учеников{_LETTERS[number // 9]}{_LETTERS[number % 9]}",
                "given_name": "Иван",
                "patronymic": "Петрович",
                "class_id": class_id,
                "enrolled_on": _STARTS_ON,
            }
            for class_number, class_id in enumerate(classes)
            for number in range(size.students)
        ],
        **_teaching(size, classes, subjects),
        "lesson_plans": [
            {
                "plan_id": subject,
                "subject_id": subject,
                "units": "",
                "position": position,
                "topic": f"Тема {position}. Повторение и обобщение изученного",
            }
            for subject in subjects
            for position in range(1, size.hours * size.weeks + 1)
        ],
        "work_types": default_rows("work_types"),
        "mark_scale": default_rows("mark_scale"),
        "parameters": default_rows("parameters"),
        "deadlines": default_rows("deadlines"),
    }


def _about(size: Size) -> list[dict[str, object]]:
    settings = {
        "school_id": f"bench-{size.name}",
        "name": f"Школа для измерений ({size.name})",
        "short_name": size.name,
        "timezone": "Europe/Moscow",
        "language": "ru",
        "week_days": "5",
        "year_id": "2026",
        "year_name": "2026/27",
        "year_starts_on": _STARTS_ON.isoformat(),
        "year_ends_on": size.ends_on.isoformat(),
    }
    return [{"setting": name, "value": value} for name, value in settings.items()]


def _lane(size: Size, class_number: int) -> tuple[int, int]:
    """Return the shift of a class and its turn among those of its teacher there."""
    return divmod(class_number % size.pages, _SLOTS)


def _bells(size: Size) -> Iterator[dict[str, object]]:
    shifts = 1 + (size.pages - 1) // _SLOTS
    for shift, slot in itertools.product(range(1, shifts + 1), range(1, _SLOTS + 1)):
        yield {
            "shift": shift,
            "day": "*",
            "slot": slot,
            "starts_time": time(7 + slot),
            "ends_time": time(7 + slot, 45),
        }


def _teacher(number: int) -> str:
    return f"teacher{number + 1:02}"


def _staff(size: Size) -> Iterator[dict[str, object]]:
    people = [("director", "director")]
    people += [(_teacher(number), "teacher") for number in range(size.teachers)]
    for number, (person_id, role) in enumerate(people):
        letters = _LETTERS[number // 9] + _LETTERS[number % 9]
        yield {
            "person_id": person_id,
            "surname": f"Учителев{letters}",
            "given_name": "Пётр",
            "patronymic": "Иванович",
            "roles": role,
            "levels": "",
            "login": person_id,
        }


def _teaching(
    size: Size, classes: list[str], subjects: list[str]
) -> dict[str, list[dict[str, object]]]:
    """Place the lessons as in a Latin square: neither classes nor teachers clash."""
    load: list[dict[str, object]] = []
    timetable: list[dict[str, object]] = []
    count_turns = max(size.subjects, min(size.pages, _SLOTS))
    for subject_number, subject in enumerate(subjects):
        for class_number, class_id in enumerate(classes):
            teacher = subject_number * (size.classes // size.pages)
            teacher += class_number // size.pages
            page = {"unit_id": class_id, "subject_id": subject}
            load.append(
                page
                | {"person_id": _teacher(teacher), "hours_per_week": float(size.hours)}
            )
            turn = (subject_number + _lane(size, class_number)[1]) % count_turns
            places = range(turn * size.hours, (turn + 1) * size.hours)
            timetable += [
                page
                | {
                    "weekday": place % 5 + 1,
                    "slot": place // 5 + 1,
                    "room": f"{teacher + 1}",
                }
                for place in places
            ]
    return {"load": load, "timetable": timetable}
