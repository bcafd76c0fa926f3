"""Simulated teachers: believable, of different discipline, the same every time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from ingest.demo.behaviour import live_through
from ingest.demo.dice import dice
from ingest.demo.discipline import (
    FORGETFUL,
    LATE,
    PUNCTUAL,
    SLIPPING,
    Discipline,
    disciplines,
)
from ingest.demo.pupils_life import PupilLife
from ingest.demo.schedule import DEMO_NOW, saves_of
from ingest.demo.slips import slip_for
from ingest.workbook import (
    CellKey,
    PlannedLesson,
    PlannedPage,
    PlannedStudent,
    WorkbookPlan,
)
from tests.ingest.small_workbook import small_plan

if TYPE_CHECKING:
    from ingest.demo.simulated_teacher import Term

PAGE = "2026:6Б:РУС"
WORK_TYPES = (
    "answer",
    "class_work",
    "homework",
    "independent",
    "test",
    "dictation",
    "composition",
    "credit",
    "practical",
)
LONG_DAYS = {date(2026, 11, 10), date(2026, 11, 17)}  # with an eighth lesson
QUARTER_ENDS = datetime.combine(date(2026, 10, 25), time(23))


def quarter_plan() -> WorkbookPlan:
    """One page of the first quarter: 25 students, Russian on 36 days, grade 6."""
    students = tuple(
        PlannedStudent(f"К-{n:04d}", f"Ученик {n}", date(2026, 9, 1), None)
        for n in range(1, 25)
    )
    left = PlannedStudent("К-0025", "Выбывший", date(2026, 9, 1), date(2026, 9, 18))
    days = [date(2026, 9, n) for n in range(1, 31)]
    days += [date(2026, 10, n) for n in range(1, 24)]
    lessons = tuple(
        PlannedLesson(
            f"{PAGE}:{day:%Y%m%d}:2", day, 2, time(9, 20), time(10, 0), f"Тема {n}"
        )
        for n, day in enumerate(day for day in days if day.weekday() < 5)
    )
    page = PlannedPage(
        PAGE, "6Б", "Русский язык", "marks", "2026-Q1", "I четверть", True,
        (*students, left), lessons,
    )  # fmt: skip
    base = small_plan()
    return WorkbookPlan(
        **{
            **vars(base),
            "pages": (page,),
            "starts_on": date(2026, 9, 1),
            "ends_on": date(2026, 10, 25),
            "work_types": tuple((name, name) for name in WORK_TYPES),
            "values": {},
        }
    )


def second_quarter_plan() -> WorkbookPlan:
    """The same page since 5 November: the second lesson, on Tuesdays the eighth too."""
    first = quarter_plan()
    days = [date(2026, 11, n) for n in range(5, 31)]
    lessons = [
        PlannedLesson(
            f"{PAGE}:{day:%Y%m%d}:{slot}", day, slot, starts, ends, f"Тема {day.day}"
        )
        for day in days
        if day.weekday() < 5
        for slot, starts, ends in (
            (2, time(9, 20), time(10, 0)),
            (8, time(14, 35), time(15, 15)),
        )
        if slot == 2 or day in LONG_DAYS
    ]
    page = replace(first.pages[0], lessons=tuple(lessons))
    return WorkbookPlan(
        **{
            **vars(first),
            "pages": (page,),
            "starts_on": date(2026, 11, 5),
            "ends_on": date(2026, 12, 30),
        }
    )


def lived(discipline: Discipline = PUNCTUAL, seed: int = 14) -> Term:
    plan = quarter_plan()
    students = [s.student_id for page in plan.pages for s in page.students]
    lives = {student_id: PupilLife(seed, student_id) for student_id in students}
    return live_through(plan, discipline, seed, lives, QUARTER_ENDS)


def test_the_same_seed_writes_the_same_journal() -> None:
    assert lived() == lived()
    assert lived(seed=15) != lived()


def test_a_punctual_teacher_has_each_lesson_written_by_its_bell() -> None:
    times = {
        (entry.key.lesson_id, entry.at.time())
        for entry in lived(PUNCTUAL).entries
        if entry.key.field == "status"
    }

    assert len(times) == len(quarter_plan().pages[0].lessons)
    assert all(time(9, 55) <= at <= time(10, 0) for _, at in times)


def test_every_student_on_the_roll_gets_a_final_and_whoever_left_gets_none() -> None:
    finals = {
        entry.key.student_id: entry.value
        for entry in lived().entries
        if entry.key.field == "final"
    }

    assert set(finals) == {f"К-{n:04d}" for n in range(1, 25)}
    assert set(finals.values()) <= {"5", "4", "3", "2", "Н/А"}


def test_nobody_gets_a_mark_before_or_after_being_on_the_roll() -> None:
    after = [
        entry
        for entry in lived().entries
        if entry.key.student_id == "К-0025"
        and entry.key.lesson_id.split(":")[3] > "20260918"
    ]

    assert after == []


def test_who_is_away_gets_a_code_and_no_mark() -> None:
    term = lived(PUNCTUAL)
    slips = {slip.key for slip in term.slips}
    given = {
        entry.key.lesson_id
        for entry in term.entries
        if entry.key.field == "attendance_taken"
    }
    marks = {entry.key: entry.value for entry in term.entries if entry.key not in slips}

    lessons = [one for one in quarter_plan().pages[0].lessons if one.lesson_id in given]
    away = [
        CellKey(PAGE, lesson.lesson_id, "", f"К-{n:04d}", "mark")
        for n in range(1, 25)
        for lesson in lessons
        if PupilLife(14, f"К-{n:04d}").absence(lesson.lesson_on, lesson.slot)
    ]
    assert len(away) > 10
    assert {marks.get(key, "н") for key in away} <= {"н", "б", "у", "о"}
    assert sum(key in marks for key in away) >= len(away) - len(slips)


@pytest.mark.parametrize(
    ("grading", "shown"), [("marks", "[2-5]о"), ("pass", "зачёт|незачёт")]
)
def test_who_comes_late_is_marked_all_the_same_as_the_journal_can_write_it(
    grading: str, shown: str
) -> None:
    plan = quarter_plan()
    first = plan.pages[0].lessons[0]
    lesson = replace(first, slot=1, planned_topic="Контрольная работа")
    page = replace(plan.pages[0], lessons=(lesson,), grading=grading)
    lives = {one.student_id: PupilLife(14, one.student_id) for one in page.students}
    for life in lives.values():
        life.lateness = 1

    only = WorkbookPlan(**{**vars(plan), "pages": (page,)})
    term = live_through(only, PUNCTUAL, 14, lives, QUARTER_ENDS)

    of_student: dict[str, list[str]] = {}
    for entry in term.entries:
        if entry.key.field == "mark":
            of_student.setdefault(entry.key.student_id, []).append(str(entry.value))
    late = [values for values in of_student.values() if values[0] == "о"]
    marked = [values[-1] for values in late if len(values) > 1]
    assert len(late) >= 20
    assert all(re.fullmatch(shown, value) for value in marked)
    assert len(marked) == len(late) or grading == "pass"


def test_a_written_work_is_marked_for_everyone_who_wrote_it() -> None:
    plan = quarter_plan()
    first = replace(plan.pages[0].lessons[0], planned_topic="Практическая работа")
    page = replace(plan.pages[0], lessons=(first,))
    lives = {one.student_id: PupilLife(14, one.student_id) for one in page.students}

    only = WorkbookPlan(**{**vars(plan), "pages": (page,)})
    term = live_through(only, PUNCTUAL, 14, lives, QUARTER_ENDS)

    marks = {
        entry.key.student_id: str(entry.value)
        for entry in term.entries
        if entry.key.field == "mark"
    }
    assert set(marks) == {student.student_id for student in page.students}
    assert sum(value[0] in "2345" for value in marks.values()) >= 20


def test_each_student_has_enough_marks_for_the_final() -> None:
    marks: dict[str, int] = {}
    for entry in lived().entries:
        value = str(entry.value)
        if entry.key.field == "mark" and value[0] in "2345":
            student_id = entry.key.student_id
            marks[student_id] = marks.get(student_id, 0) + len(value.split("/"))

    enough = [student for student, count in marks.items() if count >= 5]
    assert len(enough) >= 23


def test_the_forgetful_leave_more_homework_and_attendance_out() -> None:
    def filled(term: Term, field: str) -> int:
        return sum(entry.key.field == field for entry in term.entries)

    punctual, forgetful = lived(PUNCTUAL), lived(FORGETFUL)

    assert filled(forgetful, "homework") < 0.85 * filled(punctual, "homework")
    assert filled(forgetful, "attendance_taken") < filled(punctual, "attendance_taken")


def test_every_slip_of_the_slipping_teacher_stands_in_the_log() -> None:
    term = lived(SLIPPING)

    kinds = {slip.kind for slip in term.slips}
    written = {(entry.at, entry.key, entry.value) for entry in term.entries}
    assert len(term.slips) >= 10
    assert len(kinds) >= 4
    assert all((s.at, s.key, s.written) in written for s in term.slips)
    odd = [
        entry
        for entry in term.entries
        if entry.key.field == "mark" and str(entry.value) in {"6", "7", "H", "N"}
    ]
    logged = {(slip.key, slip.written) for slip in term.slips}
    assert all((entry.key, entry.value) in logged for entry in odd)


def test_a_double_that_excel_made_a_date_is_the_serial_of_that_day() -> None:
    slip = slip_for("4/5", date(2026, 11, 16), dice(1, "slip"))

    assert slip == ("double_became_date", 46146.0)


def test_exactly_one_teacher_makes_typical_slips() -> None:
    given = disciplines([f"teacher-{n}" for n in range(40)], 14)

    assert list(given.values()).count(SLIPPING) == 1
    assert {PUNCTUAL, LATE, FORGETFUL} <= set(given.values())


def test_the_first_quarter_is_handed_in_at_its_end() -> None:
    (punctual,) = saves_of(quarter_plan(), PUNCTUAL, 14)
    (late,) = saves_of(quarter_plan(), LATE, 14)

    assert punctual.date() == date(2026, 10, 23)
    assert date(2026, 10, 23) <= late.date() <= date(2026, 10, 25)


def test_since_the_second_quarter_everyone_hands_in_by_the_own_habit() -> None:
    plan = second_quarter_plan()
    days = {lesson.lesson_on for lesson in plan.pages[0].lessons}
    past = {day for day in days if day < DEMO_NOW.date()}

    handed_in = {
        discipline.name: {moment.date() for moment in saves_of(plan, discipline, 14)}
        for discipline in (PUNCTUAL, LATE, FORGETFUL)
    }

    assert all(on <= days for on in handed_in.values())
    assert len(past - handed_in["punctual"]) in {0, 1, 2}
    assert 0.3 * len(past) < len(past & handed_in["late"]) < 0.6 * len(past)
    assert 1 <= len(handed_in["forgetful"]) <= 4


def test_the_punctual_hand_in_right_after_the_lessons_and_at_noon_on_long_days() -> (
    None
):
    of_day: dict[date, list[datetime]] = {}
    for moment in saves_of(second_quarter_plan(), PUNCTUAL, 14):
        of_day.setdefault(moment.date(), []).append(moment)

    for day, moments in of_day.items():
        ends = [time(10, 0), *([time(15, 15)] if day in LONG_DAYS else [])]
        bells = [datetime.combine(day, end) for end in ends]
        for moment, bell in zip(moments, bells, strict=True):
            assert timedelta(0) < moment - bell < timedelta(minutes=17)
    assert LONG_DAYS & set(of_day)


def test_nobody_has_handed_in_after_the_demos_present() -> None:
    for discipline in (PUNCTUAL, LATE, FORGETFUL, SLIPPING):
        for seed in range(5):
            saves = saves_of(second_quarter_plan(), discipline, seed)
            assert saves == sorted(saves)
            assert saves[-1] < DEMO_NOW


def test_a_save_holds_only_what_was_written_before_it() -> None:
    term = lived()
    moment = datetime.combine(date(2026, 9, 18), time(12))

    values, _ = term.written_by(moment)

    assert {key.lesson_id.split(":")[3] for key in values if key.field == "status"} == {
        f"202609{n:02d}" for n in (1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18)
    }
