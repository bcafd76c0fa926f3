"""Simulated teachers: believable, of different discipline, the same every time."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING

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
from ingest.demo.schedule import saves_of
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
)
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


def test_the_first_quarter_is_handed_in_once_or_twice() -> None:
    punctual = saves_of(quarter_plan(), PUNCTUAL, 14)
    late = saves_of(quarter_plan(), LATE, 14)

    assert (len(punctual), len(late)) == (2, 1)
    assert punctual == sorted(punctual)
    assert date(2026, 10, 23) <= punctual[-1].date() <= date(2026, 10, 25)


def test_a_save_holds_only_what_was_written_before_it() -> None:
    term = lived()
    moment = datetime.combine(date(2026, 9, 18), time(12))

    values, _ = term.written_by(moment)

    assert {key.lesson_id.split(":")[3] for key in values if key.field == "status"} == {
        f"202609{n:02d}" for n in (1, 2, 3, 4, 7, 8, 9, 10, 11, 14, 15, 16, 17, 18)
    }
