"""The demo school's families: everybody has somebody, and names run in a family."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from ingest.demo.names import woman_patronymic, woman_surname
from ingest.demo.parents import father_name
from ingest.demo.tables import demo_tables

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module", params=(14, 2026))
def tables(request: pytest.FixtureRequest) -> Tables:
    return demo_tables(request.param)


def children_of(parent: dict[str, Any]) -> list[str]:
    return str(parent["students"]).split(",")


def test_every_student_has_one_or_two_parents_and_codes_are_used_once(
    tables: Tables,
) -> None:
    counts = Counter(child for row in tables["parents"] for child in children_of(row))

    assert set(counts) == {row["student_id"] for row in tables["students"]}
    assert set(counts.values()) == {1, 2}
    assert 1.2 < counts.total() / len(counts) < 1.5
    codes = [row["person_id"] for row in tables["parents"]]
    assert len(set(codes)) == len(codes)


def test_brothers_and_sisters_have_the_same_parents_and_the_same_father(
    tables: Tables,
) -> None:
    students = {row["student_id"]: row for row in tables["students"]}
    several = [row for row in tables["parents"] if len(children_of(row)) > 1]

    assert len(several) > 30
    for row in several:
        eldest, *others = (students[child] for child in children_of(row))
        for other in others:
            assert is_of_family(other, eldest)


def is_of_family(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two students' names are those of brothers or sisters."""
    return any(
        (woman_surname(he["surname"]), woman_patronymic(he["patronymic"]))
        == (she["surname"], she["patronymic"])
        or (he["surname"], he["patronymic"]) == (she["surname"], she["patronymic"])
        for he, she in ((one, other), (other, one))
    )


def test_two_teachers_are_mothers_of_students_whom_they_do_not_teach(
    tables: Tables,
) -> None:
    staff = {row["person_id"]: row for row in tables["staff"]}
    classes = {row["student_id"]: row["class_id"] for row in tables["students"]}
    mothers = [row for row in tables["parents"] if row["person_id"] in staff]

    assert len(mothers) == 2
    for row in mothers:
        taught = {
            load["unit_id"].split("-")[0]
            for load in tables["load"]
            if load["person_id"] == row["person_id"]
        }
        assert not taught & {classes[child] for child in children_of(row)}
        assert row["surname"] == staff[row["person_id"]]["surname"]


def test_the_administrator_of_the_system_teaches_nobody(tables: Tables) -> None:
    (administrator,) = [
        row for row in tables["staff"] if row["roles"] == "administrator"
    ]

    assert administrator["login"]
    assert administrator["person_id"] not in {
        row["person_id"] for row in tables["load"]
    } | {row["homeroom_person_id"] for row in tables["classes"]}


@pytest.mark.parametrize(
    ("patronymic", "father"),
    [
        ("Иванович", "Иван"),
        ("Сергеевич", "Сергей"),
        ("Николаевич", "Николай"),
        ("Дмитриевич", "Дмитрий"),
        ("Юрьевич", "Юрий"),
        ("Игоревич", "Игорь"),
        ("Камилевич", "Камиль"),
        ("Павлович", "Павел"),
        ("Петрович", "Пётр"),
        ("Михайлович", "Михаил"),
        ("Ильич", "Илья"),
    ],
)
def test_a_father_has_the_name_that_the_patronymic_tells(
    patronymic: str, father: str
) -> None:
    assert father_name(patronymic) == father
