"""The demo school's students, their study groups and two individual plans (§2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from ingest.demo.curriculum import CLASSES, CRAFT_SPLIT, ENGLISH_SPLIT, SchoolClass
from ingest.demo.dice import dice
from ingest.demo.names import Name, invent_name
from ingest.demo.parents import make_siblings
from ingest.demo.school_year import YEAR_STARTS_ON

if TYPE_CHECKING:
    import random

# Class of the student and the hours of the subjects taught to that student alone.
INDIVIDUAL_PLANS = {
    "3Б": {"РУС": 2, "МАТ": 2, "ЧТЕ": 1},
    "7А": {"РУС": 2, "АЛГ": 2, "ГЕОМ": 1, "БИО": 1},
}
NAMESAKES_IN = "6Б"  # two girls of one name: pages must tell them apart by patronymic
_MOVEMENT = (  # class, day, enrolled or left: the year's movement so far (§2.13)
    ("2А", date(2026, 9, 21), "enrolled"),
    ("5Б", date(2026, 10, 12), "enrolled"),
    ("8А", date(2026, 11, 9), "enrolled"),
    ("10Б", date(2026, 11, 16), "enrolled"),
    ("4А", date(2026, 10, 2), "left"),
    ("6А", date(2026, 10, 23), "left"),
    ("9Б", date(2026, 11, 13), "left"),
)


@dataclass
class Student:
    """A student with the days on the class's roll."""

    student_id: str
    name: Name
    class_id: str
    grade: int
    enrolled_on: date
    left_on: date | None = None
    order_number: str = ""


@dataclass(frozen=True)
class StudyGroup:
    """A part of a class that has its own pages."""

    group_id: str
    name: str
    kind: str
    class_id: str
    grade: int
    members: tuple[Student, ...]


def invent_students(seed: int) -> list[Student]:
    """Invent the students of all classes, each class in alphabetical order."""
    students: list[Student] = []
    for school_class in CLASSES:
        students += _one_class(school_class, dice(seed, "class", school_class.class_id))
    make_siblings(students, seed)
    _put_in_order(students)
    for number, student in enumerate(students, start=1):
        student.student_id = f"К-{number:04d}"
    _move(students)
    return students


def _one_class(school_class: SchoolClass, chance: random.Random) -> list[Student]:
    names: list[Name] = []
    for _ in range(chance.randint(24, 26)):
        name = invent_name(chance, is_woman=chance.random() < 0.5)
        while any(name[:2] == other[:2] for other in names):
            name = invent_name(chance, is_woman=name.is_woman)
        names.append(name)
    if school_class.class_id == NAMESAKES_IN:
        names[0] = Name("Соколова", "Анна", "Игоревна", is_woman=True)
        names[1] = Name("Соколова", "Анна", "Павловна", is_woman=True)
    return [
        Student("", name, school_class.class_id, school_class.grade, YEAR_STARTS_ON)
        for name in names
    ]


def _put_in_order(students: list[Student]) -> None:
    """Put the students in the order of classes, and of names within a class."""
    place = {school_class.class_id: at for at, school_class in enumerate(CLASSES)}
    students.sort(
        key=lambda one: (
            place[one.class_id],
            [part.replace("ё", "е") for part in one.name[:3]],
        )
    )


def _move(students: list[Student]) -> None:
    for number, (class_id, day, movement) in enumerate(_MOVEMENT, start=1):
        classmates = [student for student in students if student.class_id == class_id]
        student = classmates[7 + number]
        student.order_number = f"{40 + number * 3}-у"
        if movement == "enrolled":
            student.enrolled_on = day
        else:
            student.left_on = day


def form_groups(students: list[Student]) -> list[StudyGroup]:
    """Divide classes into language and technology groups; add the individual plans."""
    groups: list[StudyGroup] = []
    for class_id, grade, _, _ in CLASSES:
        members = [student for student in students if student.class_id == class_id]
        if grade in ENGLISH_SPLIT:
            half = (len(members) + 1) // 2
            for number, part in enumerate((members[:half], members[half:]), start=1):
                group_id, name = (
                    f"{class_id}-англ{number}",
                    f"{class_id} англ. {number}",
                )
                groups.append(
                    StudyGroup(group_id, name, "group", class_id, grade, tuple(part))
                )
        if grade in CRAFT_SPLIT:
            for code, word, is_woman in (("м", "мальч.", False), ("д", "дев.", True)):
                part = [
                    student for student in members if student.name.is_woman == is_woman
                ]
                group_id, name = f"{class_id}-труд-{code}", f"{class_id} {word}"
                groups.append(
                    StudyGroup(group_id, name, "group", class_id, grade, tuple(part))
                )
        if class_id in INDIVIDUAL_PLANS:
            group_id, name = f"{class_id}-инд1", f"{class_id} инд. план"
            groups.append(
                StudyGroup(group_id, name, "individual", class_id, grade, (members[4],))
            )
    return groups


def students_table(students: list[Student]) -> list[dict[str, object]]:
    """Return the sheet of students."""
    return [
        {
            "student_id": student.student_id,
            "surname": student.name.surname,
            "given_name": student.name.given_name,
            "patronymic": student.name.patronymic,
            "class_id": student.class_id,
            "enrolled_on": student.enrolled_on,
            "left_on": student.left_on,
            "order_number": student.order_number,
        }
        for student in students
    ]


def groups_tables(
    groups: list[StudyGroup],
) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Return the sheets of groups and of their members."""
    groups_rows: list[dict[str, object]] = [
        {
            "group_id": group.group_id,
            "name": group.name,
            "kind": group.kind,
            "grade": group.grade,
            "shift": 1,
        }
        for group in groups
    ]
    members: list[dict[str, object]] = [
        {
            "group_id": group.group_id,
            "student_id": student.student_id,
            "joined_on": student.enrolled_on,
            "left_on": student.left_on,
        }
        for group in groups
        for student in group.members
    ]
    return groups_rows, members
