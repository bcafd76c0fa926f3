"""The demo school's families: who has whom for a mother, a father, a brother."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, NamedTuple

from ingest.demo.dice import dice
from ingest.demo.names import (
    Name,
    invent_adult,
    stock,
    woman_patronymic,
    woman_surname,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

    from ingest.demo.staffing import Employee, Staffing
    from ingest.demo.students import Student

_BROTHERS_WITH_SIBLINGS = 45
_HAS_MOTHER, _HAS_FATHER = 0.94, 0.42  # on the sheet, not in life
_SAME_SURNAME = 0.85
_TEACHERS_AS_MOTHERS = 2
_FATHERS = {"Михайлович": "Михаил", "Павлович": "Павел", "Петрович": "Пётр"}
_FATHERS["Ильич"] = "Илья"


class Parent(NamedTuple):
    """A parent with the children, the eldest first."""

    person_id: str
    name: Name
    children: tuple[Student, ...]


def make_siblings(students: list[Student], seed: int) -> None:
    """Give some boys a younger brother or sister: the surname, the same father.

    Renames students of lower classes; call it before they are put in order.
    """
    chance = dice(seed, "siblings")
    brothers = [one for one in students if not one.name.is_woman and one.grade > 2]
    taken: set[int] = set()
    for elder in chance.sample(brothers, _BROTHERS_WITH_SIBLINGS):
        younger = chance.choice([one for one in students if one.grade < elder.grade])
        if {id(elder), id(younger)} & taken:
            continue
        name = _sibling(younger.name, elder.name)
        classmates = (one for one in students if one.class_id == younger.class_id)
        if any(one.name[:2] == name[:2] for one in classmates):
            continue
        taken |= {id(elder), id(younger)}
        younger.name = name


def _sibling(own: Name, elder: Name) -> Name:
    if not own.is_woman:
        return own._replace(surname=elder.surname, patronymic=elder.patronymic)
    return own._replace(
        surname=woman_surname(elder.surname),
        patronymic=woman_patronymic(elder.patronymic),
    )


def invent_parents(
    students: list[Student], staffing: Staffing, seed: int
) -> list[Parent]:
    """Invent the parents; some teachers are mothers of students they do not teach."""
    chance = dice(seed, "parents")
    families: dict[tuple[str, str], list[Student]] = {}
    for student in sorted(students, key=lambda one: (-one.grade, one.student_id)):
        families.setdefault(_family(student.name), []).append(student)
    teachers = dict(_mothers_on_the_staff(list(families.values()), staffing, chance))
    parents: list[Parent] = []

    def add(name: Name, children: Iterable[Student], person_id: str = "") -> None:
        code = person_id or f"Р-{len(parents) + 1:04d}"
        parents.append(Parent(code, name, tuple(children)))

    for (surname, patronymic), children in families.items():
        has_father = chance.random() < _HAS_FATHER
        has_mother = chance.random() < _HAS_MOTHER or not has_father
        mother = teachers.get(children[0].student_id)
        if mother is not None:
            add(mother.name, children, mother.person_id)
        elif has_mother:
            add(_mother(chance, surname), children)
        if has_father:
            add(_father(chance, surname, patronymic), children)
    return parents


def _family(name: Name) -> tuple[str, str]:
    """Return surname and patronymic as the father or a brother bears them."""
    if not name.is_woman:
        return name.surname, name.patronymic
    patronymic = name.patronymic
    if patronymic == "Ильинична":
        return _man_surnames()[name.surname], "Ильич"
    return _man_surnames()[name.surname], f"{patronymic[:-2]}ич"


@functools.cache
def _man_surnames() -> dict[str, str]:
    every = (*stock("surnames"), *stock("tatar surnames"), "Соколов")
    return {woman_surname(surname): surname for surname in every}


def father_name(patronymic: str) -> str:
    """Return «Сергей» for «Сергеевич»."""
    if patronymic in _FATHERS:
        return _FATHERS[patronymic]
    stem = patronymic[: -len("ович")]
    if patronymic.endswith("ович"):
        return stem
    if stem.endswith("ь"):
        return f"{stem[:-1]}ий"
    return stem + ("й" if stem[-1] in "аеи" else "ь")


def _mother(chance: random.Random, surname: str) -> Name:
    name = invent_adult(chance, is_woman=True)
    if chance.random() < _SAME_SURNAME:
        return name._replace(surname=woman_surname(surname))
    return name


def _father(chance: random.Random, surname: str, patronymic: str) -> Name:
    name = invent_adult(chance, is_woman=False)
    return name._replace(surname=surname, given_name=father_name(patronymic))


def _mothers_on_the_staff(
    families: list[list[Student]], staffing: Staffing, chance: random.Random
) -> Iterable[tuple[str, Employee]]:
    """Yield families' eldest and a teacher of none of the children's classes.

    The first is a homeroom teacher, so one person of the demo has three roles.
    """
    homeroom = set(staffing.homeroom.values())
    women = [one for one in staffing.staff if one.name.is_woman and not one.levels]
    teachers = [one for one in women if one.roles == "teacher"]
    teachers.sort(key=lambda one: one.person_id not in homeroom)
    free = chance.sample(families, len(families))
    for teacher in teachers[:_TEACHERS_AS_MOTHERS]:
        taught = {
            one.class_id for one in staffing.load if one.person_id == teacher.person_id
        }
        family = next(
            one for one in free if not taught & {child.class_id for child in one}
        )
        free.remove(family)
        yield family[0].student_id, teacher


def parents_table(parents: list[Parent]) -> list[dict[str, object]]:
    """Return the sheet of parents."""
    return [
        {
            "person_id": parent.person_id,
            "surname": parent.name.surname,
            "given_name": parent.name.given_name,
            "patronymic": parent.name.patronymic,
            "students": ",".join(child.student_id for child in parent.children),
        }
        for parent in parents
    ]
