"""A simulated teacher's term: what gets written into one workbook, and when."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from ingest.demo.classwork import (
    CLASS_MESSAGES,
    STUDENT_MESSAGES,
    Work,
    planned_homework,
    work_of,
)
from ingest.demo.dice import dice
from ingest.demo.filling import FilledMessage, Written
from ingest.demo.marking import GivenLesson, PageBook, is_on_roll
from ingest.demo.simulated_teacher import SimulatedTeacher, Term
from ingest.workbook import CellKey

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from ingest.demo.discipline import Discipline
    from ingest.demo.pupils_life import PupilLife
    from ingest.workbook import PlannedLesson, WorkbookPlan

_AHEAD = 0.03  # share of pages whose teacher is a lesson ahead of the plan
_CANCELLED, _REPLACED = 0.008, 0.012  # shares of lessons
_MESSAGES_A_DAY = 0.06
_PASS_OR_FAIL = Work("credit", 0.25)


def live_through(
    plan: WorkbookPlan,
    discipline: Discipline,
    seed: int,
    lives: Mapping[str, PupilLife],
    until: datetime,
) -> Term:
    """Return what a teacher of this discipline writes into the workbook by `until`."""
    teacher = SimulatedTeacher(plan, discipline, seed, lives)
    for page in plan.pages:
        chance = dice(seed, "page", page.page_id, plan.starts_on)
        book = PageBook(teacher, page, chance)
        is_ahead = chance.random() < _AHEAD
        for position, lesson in enumerate(page.lessons):
            if datetime.combine(lesson.lesson_on, lesson.starts) >= until:
                break
            following = page.lessons[min(position + 1, len(page.lessons) - 1)]
            topic = (following if is_ahead else lesson).planned_topic
            if chance.random() >= discipline.skips_lesson:
                _give_lesson(teacher, book, lesson, topic, position)
        if page.has_final and page.grading != "none" and page.lessons:
            book.give_finals()
    _write_messages(teacher, until)
    teacher.term.entries.sort(key=lambda entry: entry.at)
    return teacher.term


def _give_lesson(
    teacher: SimulatedTeacher,
    book: PageBook,
    lesson: PlannedLesson,
    topic: str,
    position: int,
) -> None:
    chance, discipline = book.chance, teacher.discipline
    at = _writing_time(lesson, chance.choice(discipline.delays), chance)
    given = GivenLesson(lesson, at)

    def write(name: str, value: Written) -> None:
        key = CellKey(book.page.page_id, lesson.lesson_id, "", "", name)
        teacher.write(at, key, value)

    luck = chance.random()
    if luck < _CANCELLED:
        write("status", teacher.status_words["cancelled"])
        return
    is_replaced = luck < _CANCELLED + _REPLACED
    write("status", teacher.status_words["replaced" if is_replaced else "held"])
    if topic != lesson.planned_topic:
        write("topic", topic)
    ready = book.take_attendance(given)
    if chance.random() >= discipline.skips_attendance:
        write("attendance_taken", teacher.yes)
    if chance.random() >= discipline.skips_homework:
        homework = lesson.planned_homework or planned_homework(
            book.subject_id, book.grade, lesson.planned_topic
        )
        write("homework", homework or teacher.not_set)
        if homework and chance.random() < 0.6:
            write("minutes", float(chance.choice((10, 15, 15, 20, 20, 25, 30))))
    work = _work(book, topic, position)
    if work is None or not book.give_marks(given, work, ready):
        return
    if chance.random() >= discipline.skips_work_type:
        write("work_type", teacher.work_types[work.work_type_id])
        if work.second_type_id:
            write("work_type_2", teacher.work_types[work.second_type_id])


def _work(book: PageBook, topic: str, position: int) -> Work | None:
    """Return what is marked in the lesson; None on pages without marks."""
    if book.page.grading == "none":
        return None
    if book.page.grading == "pass":
        return _PASS_OR_FAIL
    return work_of(topic, book.subject_id, position)


def _writing_time(
    lesson: PlannedLesson, delay_days: int, chance: random.Random
) -> datetime:
    """Return when the lesson is written down: before the bell, or days later."""
    if not delay_days:
        ends = datetime.combine(lesson.lesson_on, lesson.ends)
        return ends - timedelta(minutes=chance.randint(0, 4))
    day = lesson.lesson_on + timedelta(days=delay_days)
    return datetime.combine(day, time(15 + chance.randint(0, 4), chance.randint(0, 59)))


def _write_messages(teacher: SimulatedTeacher, until: datetime) -> None:
    """Send a word to parents now and then (§1.5)."""
    plan = teacher.plan
    chance = dice(teacher.seed, "messages", plan.person_id, plan.starts_on)
    day = plan.starts_on
    while day <= min(until.date(), plan.ends_on):
        if day.weekday() < 5 and chance.random() < _MESSAGES_A_DAY:
            page = chance.choice(plan.pages)
            whom, text = page.unit, chance.choice(CLASS_MESSAGES)
            student = chance.choice(page.students)
            if chance.random() < 0.5 and is_on_roll(student, day):
                whom = f"{page.unit} · {student.name}"
                text = chance.choice(STUDENT_MESSAGES)
            at = datetime.combine(day, time(14, chance.randint(0, 59)))
            teacher.term.messages.append((at, FilledMessage(day, whom, text)))
        day += timedelta(days=1)
