"""Who works at the demo school and who teaches what to whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from ingest.demo.curriculum import CLASSES, CRAFT_SPLIT, ENGLISH_SPLIT, hours
from ingest.demo.dice import dice
from ingest.demo.names import Name, invent_adult, login_of
from ingest.demo.school_year import YEAR_ENDS_ON, YEAR_STARTS_ON
from ingest.demo.students import INDIVIDUAL_PLANS

if TYPE_CHECKING:
    import random


@dataclass
class Employee:
    """A person on the staff; lessons are held in the person's own room."""

    person_id: str
    name: Name
    department: str
    roles: str
    levels: str = ""
    room: str = ""


class Teaching(NamedTuple):
    """One page's teacher: a unit, a subject, hours a week."""

    class_id: str
    unit_id: str
    subject_id: str
    person_id: str
    hours: int


class Department(NamedTuple):
    """Teachers of some subjects; `bundles` are kept in one hand within a class."""

    name: str
    size: int
    bundles: tuple[tuple[str, ...], ...]
    grades: range
    share_of_women: float = 0.9


_ALL, _UPPER = range(1, 12), range(5, 12)
DEPARTMENTS = (
    Department("русский язык", 5, (("РУС", "ЛИТ", "РОДН"),), _UPPER),
    Department("математика", 4, (("МАТ", "АЛГ", "АНМ", "ГЕОМ", "ВИС"),), _UPPER),
    Department("информатика", 1, (("ИНФ",),), _UPPER, 0.3),
    Department("история", 3, (("ИСТ", "ОБЩ"),), _UPPER, 0.6),
    Department("география", 1, (("ГЕОГ",),), _UPPER),
    Department("биология", 1, (("БИО",),), _UPPER),
    Department("химия", 1, (("ХИМ",),), _UPPER),
    Department("физика", 1, (("ФИЗ",),), range(9, 12), 0.2),
    Department("музыка", 1, (("МУЗ",),), _ALL),
    Department("физкультура", 3, (("ФК", "ОБЗР"),), _ALL, 0.3),
)
_PRIMARY = ("РУС", "ЧТЕ", "МАТ", "ОКР", "ИЗО", "ТРУД")
_HEADS = (  # department, roles, levels, what they teach besides
    ("директор", "director,teacher", ""),
    ("завуч НОО", "deputy,teacher", "noo"),
    ("завуч ООО", "deputy,teacher", "ooo"),
    ("завуч СОО", "deputy,teacher", "soo"),
    ("секретарь", "secretary", ""),
)


@dataclass(frozen=True)
class Staffing:
    """The staff, the teaching load and the homeroom teacher of each class."""

    staff: list[Employee]
    load: list[Teaching]
    homeroom: dict[str, str]

    def person(self, department: str) -> Employee:
        """Return the first employee of a department."""
        return next(one for one in self.staff if one.department == department)


def staff_the_school(seed: int) -> Staffing:
    """Hire the staff and give out the load, evenly within each department."""
    staff = _hire(dice(seed, "staff"))
    staffing = Staffing(staff, [], {})
    _primary_load(staffing)
    for department in DEPARTMENTS:
        _department_load(staffing, department)
    _english_load(staffing)
    _crafts_load(staffing)
    _heads_load(staffing)
    _individual_load(staffing)
    _homerooms(staffing)
    return staffing


def _hire(chance: random.Random) -> list[Employee]:
    staff: list[Employee] = []

    def hire(department: str, roles: str, levels: str, *, is_woman: bool) -> None:
        name = invent_adult(chance, is_woman=is_woman)
        taken = {one.person_id for one in staff} | {one.name.surname for one in staff}
        while login_of(name) in taken or name.surname in taken:
            name = invent_adult(chance, is_woman=is_woman)
        staff.append(Employee(login_of(name), name, department, roles, levels))

    for department, roles, levels in _HEADS:
        hire(department, roles, levels, is_woman=department != "завуч СОО")
    for school_class in CLASSES[:8]:
        hire(f"класс {school_class.class_id}", "teacher", "", is_woman=True)
    for name, count, _, _, share in DEPARTMENTS:
        for _ in range(count):
            hire(name, "teacher", "", is_woman=chance.random() < share)
    for _ in range(6):
        hire("английский язык", "teacher", "", is_woman=True)
    hire("труд-м", "teacher", "", is_woman=False)
    hire("труд-д", "teacher", "", is_woman=True)
    hire("администратор", "administrator", "", is_woman=False)
    for number, employee in enumerate(staff):
        employee.room = str(101 + number % 14 + 100 * (number // 14))
    gyms = iter(("Спортзал", "Малый зал", "Стадион"))
    for employee in staff:
        if employee.department == "физкультура":
            employee.room = next(gyms)
    return staff


def _primary_load(staffing: Staffing) -> None:
    for class_id, grade, _, _ in CLASSES[:8]:
        person_id = staffing.person(f"класс {class_id}").person_id
        staffing.load.extend(
            Teaching(class_id, class_id, subject, person_id, hours(subject, grade))
            for subject in _PRIMARY
        )


def _least_loaded(staffing: Staffing, department: str) -> str:
    totals = {
        one.person_id: 0 for one in staffing.staff if one.department == department
    }
    for teaching in staffing.load:
        if teaching.person_id in totals:
            totals[teaching.person_id] += teaching.hours
    return min(totals, key=totals.__getitem__)


def _department_load(staffing: Staffing, department: Department) -> None:
    bundles = [
        (school_class, [s for s in bundle if hours(s, school_class.grade)])
        for school_class in CLASSES
        for bundle in department.bundles
        if school_class.grade in department.grades
    ]
    bundles.sort(key=lambda pair: -sum(hours(s, pair[0].grade) for s in pair[1]))
    for (class_id, grade, _, _), subjects in bundles:
        person_id = _least_loaded(staffing, department.name)
        staffing.load.extend(
            Teaching(class_id, class_id, subject, person_id, hours(subject, grade))
            for subject in subjects
        )


def _english_load(staffing: Staffing) -> None:
    for class_id, grade, _, _ in CLASSES:
        if grade in ENGLISH_SPLIT:
            for number in (1, 2):
                person_id = _least_loaded(staffing, "английский язык")
                unit_id = f"{class_id}-англ{number}"
                staffing.load.append(
                    Teaching(class_id, unit_id, "АНГ", person_id, hours("АНГ", grade))
                )


def _crafts_load(staffing: Staffing) -> None:
    boys = staffing.person("труд-м").person_id
    girls = staffing.person("труд-д").person_id
    for class_id, grade, _, _ in CLASSES[8:]:
        if grade in CRAFT_SPLIT:
            for code, person_id in (("м", boys), ("д", girls)):
                unit_id = f"{class_id}-труд-{code}"
                staffing.load.append(
                    Teaching(class_id, unit_id, "ТРУД", person_id, hours("ТРУД", grade))
                )
        elif hours("ТРУД", grade):
            staffing.load.append(
                Teaching(class_id, class_id, "ТРУД", boys, hours("ТРУД", grade))
            )
        if hours("ИЗО", grade):
            staffing.load.append(Teaching(class_id, class_id, "ИЗО", girls, 1))


def _heads_load(staffing: Staffing) -> None:
    besides = (
        ("директор", "ОДНК", range(5, 7)),
        ("завуч НОО", "ОРКСЭ", range(4, 5)),
        ("завуч ООО", "ФИЗ", range(7, 9)),
        ("завуч СОО", "ПРОЕКТ", range(10, 12)),
    )
    for department, subject, grades in besides:
        person_id = staffing.person(department).person_id
        staffing.load.extend(
            Teaching(class_id, class_id, subject, person_id, hours(subject, grade))
            for class_id, grade, _, _ in CLASSES
            if grade in grades
        )


def _individual_load(staffing: Staffing) -> None:
    by_page = {(t.unit_id, t.subject_id): t.person_id for t in staffing.load}
    staffing.load.extend(
        Teaching(
            class_id, f"{class_id}-инд1", subject, by_page[class_id, subject], hours_
        )
        for class_id, plan in INDIVIDUAL_PLANS.items()
        for subject, hours_ in plan.items()
    )


def _homerooms(staffing: Staffing) -> None:
    """Give each class a homeroom teacher who teaches it most and has no other class."""
    heads = {one.person_id for one in staffing.staff if one.roles != "teacher"}
    for class_id, _, _, _ in CLASSES:
        totals: dict[str, int] = {}
        for teaching in staffing.load:
            if teaching.class_id == class_id and teaching.person_id not in heads:
                totals.setdefault(teaching.person_id, 0)
                totals[teaching.person_id] += teaching.hours
        free = [p for p in totals if p not in staffing.homeroom.values()]
        staffing.homeroom[class_id] = max(free, key=lambda person: totals[person])


def staff_table(staffing: Staffing) -> list[dict[str, object]]:
    """Return the sheet of the staff."""
    return [
        {
            "person_id": employee.person_id,
            "surname": employee.name.surname,
            "given_name": employee.name.given_name,
            "patronymic": employee.name.patronymic,
            "roles": employee.roles,
            "levels": employee.levels,
            "login": employee.person_id,
        }
        for employee in staffing.staff
    ]


def load_table(staffing: Staffing) -> list[dict[str, object]]:
    """Return the sheet of the teaching load for the whole year."""
    return [
        {
            "unit_id": teaching.unit_id,
            "subject_id": teaching.subject_id,
            "person_id": teaching.person_id,
            "hours_per_week": float(teaching.hours),
            "starts_on": YEAR_STARTS_ON,
            "ends_on": YEAR_ENDS_ON,
        }
        for teaching in staffing.load
    ]
