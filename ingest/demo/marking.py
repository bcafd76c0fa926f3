"""Attendance, marks and finals on one page, as a fair teacher gives them."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from ingest.demo.dice import dice
from ingest.demo.pupils_life import ILL, LATE, mark_for
from ingest.demo.slips import PlantedSlip
from ingest.workbook import CellKey

if TYPE_CHECKING:
    import random
    from datetime import date

    from ingest.demo.classwork import Work
    from ingest.demo.simulated_teacher import SimulatedTeacher
    from ingest.workbook import PlannedLesson, PlannedPage, PlannedStudent

EXEMPT_FROM_SPORT = 0.01  # share of students with «ОСВ» in physical education
# Marks of a student in a term that a fair teacher sees to, a little above what §2.8
# wants at one or two and at more hours a week.
_WANTED, _WANTED_OF_MANY = 3.8, 6.0
_MANY_LESSONS = 17


class GivenLesson(NamedTuple):
    """A lesson that was held, and when the teacher writes it down."""

    lesson: PlannedLesson
    at: datetime


class PageBook:
    """One page in a teacher's head: marks so far, for fairness and for the finals."""

    def __init__(
        self, teacher: SimulatedTeacher, page: PlannedPage, chance: random.Random
    ) -> None:
        self.teacher = teacher
        self.page = page
        self.chance = chance
        _, unit_id, self.subject_id = page.page_id.split(":")
        self.grade = int("".join(sign for sign in unit_id[:2] if sign.isdigit()))
        self.marks: dict[str, list[int]] = defaultdict(list)
        for student_id, (total, count) in page.earlier.items():
            self.marks[student_id] = [round(total / count)] * count if count else []
        self.missed: dict[str, int] = defaultdict(int)
        self.lessons: dict[str, int] = defaultdict(int)
        self.in_debt: set[str] = set()  # whoever got a 2 is asked again soon
        self.came_late: set[str] = set()  # to the lesson that is being written down

    def take_attendance(self, given: GivenLesson) -> list[PlannedStudent]:
        """Write absences and late-comers; return who can be asked."""
        ready: list[PlannedStudent] = []
        self.came_late.clear()
        for student in self.page.students:
            if not is_on_roll(student, given.lesson.lesson_on):
                continue
            self.lessons[student.student_id] += 1
            life = self.teacher.lives[student.student_id]
            code = life.absence(given.lesson.lesson_on, given.lesson.slot)
            if code in {"", LATE}:
                ready.append(student)
            if code == LATE:
                self.came_late.add(student.student_id)
            if not code:
                continue
            self.missed[student.student_id] += code != LATE
            if code == ILL and not life.was_ill_yesterday(given.lesson.lesson_on):
                # The reason comes with the doctor's note, days later.
                self._write(given, student, "н")
                known = given.at + timedelta(days=self.chance.randint(2, 5))
                self._write(given._replace(at=known), student, code)
            else:
                self._write(given, student, code)
        return ready

    def give_marks(
        self, given: GivenLesson, work: Work, ready: list[PlannedStudent]
    ) -> bool:
        """Give marks, first to whoever has fewest or a 2; tell whether any were."""
        if not ready:
            return False
        count = min(len(ready), max(1, round(len(ready) * self._share(work))))
        ready = sorted(
            ready,
            key=lambda student: (
                student.student_id not in self.in_debt,
                len(self.marks[student.student_id]) + self.chance.random() * 1.5,
            ),
        )
        if work.is_written:
            longest = self.teacher.discipline.marks_works_within
            days = timedelta(days=self.chance.randint(0, longest))
            given = given._replace(at=given.at + days)
        for place, student in enumerate(ready[:count]):
            mark = self._one_mark(student.student_id, work)
            if student.student_id in self.came_late and mark[0].isdigit():
                mark += LATE  # present all the same: the mark stands beside the code
            neighbour = ready[place + count :][:1]
            if neighbour and self.teacher.misses_the_row(self.chance):
                self._write_astray(given, neighbour[0], student, mark)
            else:
                self._write(given, student, mark)
        return True

    def give_finals(self) -> None:
        """Write the finals of the period after its last lesson (§2.8)."""
        last = self.page.lessons[-1]
        at = datetime.combine(last.lesson_on, last.ends)
        at += timedelta(minutes=self.chance.randint(20, 120))
        for student in self.page.students:
            if is_on_roll(student, self.teacher.plan.ends_on):
                period_id, student_id = self.page.period_id, student.student_id
                key = CellKey(self.page.page_id, "", period_id, student_id, "final")
                self.teacher.write(at, key, self._final(student_id))

    def _share(self, work: Work) -> float:
        """Return the share of those present who get a mark in this lesson."""
        lessons = max(1, len(self.page.lessons))
        wanted = _WANTED if lessons <= _MANY_LESSONS else _WANTED_OF_MANY
        return max(work.share, min(0.6, wanted / lessons))

    def _one_mark(self, student_id: str, work: Work) -> str:
        ability = self.teacher.lives[student_id].ability_in(self.subject_id)
        if self.page.grading == "pass":
            is_passed = self.chance.random() < 0.96
            self.marks[student_id].append(5 if is_passed else 2)
            return "зачёт" if is_passed else "незачёт"
        marks = [mark_for(ability, self.chance)]
        if work.second_type_id:
            marks.append(mark_for(ability, self.chance))
        self.marks[student_id] += marks
        if 2 in marks:
            self.in_debt.add(student_id)
        else:
            self.in_debt.discard(student_id)
        return "/".join(map(str, marks))

    def _final(self, student_id: str) -> str:
        exempt = dice(self.teacher.seed, "exempt", student_id).random()
        if self.subject_id == "ФК" and exempt < EXEMPT_FROM_SPORT:
            return "ОСВ"
        marks = self.marks[student_id]
        if not marks or self.missed[student_id] * 3 > self.lessons[student_id] * 2:
            return "Н/А"
        if self.page.grading == "pass":
            return "зачёт"
        lenient = 0.12 if self.chance.random() < 0.1 else 0.0
        return str(int(sum(marks) / len(marks) + 0.5 + lenient))

    def _key(self, given: GivenLesson, student: PlannedStudent) -> CellKey:
        lesson_id, student_id = given.lesson.lesson_id, student.student_id
        return CellKey(self.page.page_id, lesson_id, "", student_id, "mark")

    def _write(self, given: GivenLesson, student: PlannedStudent, meant: str) -> None:
        key = self._key(given, student)
        on = given.lesson.lesson_on
        self.teacher.write_mark(given.at, key, meant, on, self.chance)

    def _write_astray(
        self,
        given: GivenLesson,
        neighbour: PlannedStudent,
        student: PlannedStudent,
        mark: str,
    ) -> None:
        """Put a mark into the wrong row: nothing but the teacher can find that."""
        key = self._key(given, neighbour)
        at = self.teacher.write(given.at, key, mark)
        self.teacher.term.slips.append(
            PlantedSlip(
                person_id=self.teacher.plan.person_id,
                kind="wrong_student",
                key=key,
                written=mark,
                meant=student.student_id,
                at=at,
                is_mended=False,
            )
        )


def is_on_roll(student: PlannedStudent, day: date) -> bool:
    """Tell whether a student is on the page's roster on a day."""
    return student.starts_on <= day and (
        student.ends_on is None or day <= student.ends_on
    )
