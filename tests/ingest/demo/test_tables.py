"""The demo school's set-up: sound, whole, without clashes, the same every time."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

import pytest

from ingest.demo.curriculum import day_sizes
from ingest.demo.names import Name, login_of, woman_patronymic, woman_surname
from ingest.demo.plans import courses, year_of_topics
from ingest.demo.tables import demo_tables
from ingest.setup.check import check_setup
from ingest.setup.reader import SetupReading

Tables = dict[str, list[dict[str, Any]]]
SEEDS = (14, 2026)


@pytest.fixture(scope="module", params=SEEDS)
def tables(request: pytest.FixtureRequest) -> Tables:
    return demo_tables(request.param)


def class_of(unit_id: str) -> str:
    return unit_id.split("-")[0]


def teacher_of(tables: Tables) -> dict[tuple[str, str], str]:
    return {
        (row["unit_id"], row["subject_id"]): row["person_id"] for row in tables["load"]
    }


def members_of(tables: Tables) -> dict[str, set[str]]:
    """Students of each unit, leaving out of a class's page who has an own page."""
    members: dict[str, set[str]] = defaultdict(set)
    for row in tables["students"]:
        members[row["class_id"]].add(row["student_id"])
    for row in tables["group_members"]:
        members[row["group_id"]].add(row["student_id"])
    return members


def test_no_teacher_is_in_two_rooms_at_once(tables: Tables) -> None:
    teachers = teacher_of(tables)

    at_once = Counter(
        (teachers[row["unit_id"], row["subject_id"]], row["weekday"], row["slot"])
        for row in tables["timetable"]
    )

    assert max(at_once.values()) == 1


def test_no_room_holds_two_lessons_at_once(tables: Tables) -> None:
    at_once = Counter(
        (row["room"], row["weekday"], row["slot"]) for row in tables["timetable"]
    )

    assert max(at_once.values()) == 1


def test_no_student_has_two_lessons_at_once(tables: Tables) -> None:
    members = members_of(tables)
    own_pages = {
        (class_of(row["unit_id"]), row["subject_id"]): row["unit_id"]
        for row in tables["load"]
        if "-инд" in row["unit_id"]
    }

    at_once: Counter[tuple[str, int, int]] = Counter()
    for row in tables["timetable"]:
        students = members[row["unit_id"]]
        own = own_pages.get((row["unit_id"], row["subject_id"]))
        for student_id in students - members.get(own or "", set()):
            at_once[student_id, row["weekday"], row["slot"]] += 1

    assert max(at_once.values()) == 1


def test_no_class_has_a_gap_and_no_day_is_too_long(tables: Tables) -> None:
    days: dict[tuple[str, int], set[int]] = defaultdict(set)
    for row in tables["timetable"]:
        if "-инд" not in row["unit_id"]:
            days[class_of(row["unit_id"]), row["weekday"]].add(row["slot"])
    weeks = {row["class_id"]: row["week_days"] for row in tables["classes"]}
    grades = {row["class_id"]: row["grade"] for row in tables["classes"]}

    for (class_id, weekday), slots in days.items():
        assert slots == set(range(1, len(slots) + 1))
        most = {1: 5, 2: 5, 3: 5, 4: 5, 5: 6, 6: 6}.get(grades[class_id], 7)
        assert len(slots) <= most
        assert weekday <= weeks[class_id]
    for class_id, grade in grades.items():
        held = [days[class_id, day + 1] for day in range(weeks[class_id])]
        assert [len(slots) for slots in held] == list(day_sizes(grade, weeks[class_id]))


def test_every_page_gets_exactly_its_hours_of_load(tables: Tables) -> None:
    placed = Counter((row["unit_id"], row["subject_id"]) for row in tables["timetable"])

    for row in tables["load"]:
        assert placed.pop((row["unit_id"], row["subject_id"])) == row["hours_per_week"]
    assert not placed


def test_groups_of_a_class_have_their_subject_side_by_side(tables: Tables) -> None:
    places: dict[tuple[str, str], dict[str, set[tuple[int, int]]]] = defaultdict(
        lambda: defaultdict(set)
    )
    for row in tables["timetable"]:
        if "-" in row["unit_id"] and "-инд" not in row["unit_id"]:
            key = class_of(row["unit_id"]), row["subject_id"]
            places[key][row["unit_id"]].add((row["weekday"], row["slot"]))

    assert len(places) > 25
    for groups in places.values():
        first, second = groups.values()
        assert first == second


def test_every_student_of_a_divided_class_is_in_exactly_one_group(
    tables: Tables,
) -> None:
    members = members_of(tables)

    for row in tables["classes"]:
        for kind in ("англ", "труд"):
            groups = [
                unit for unit in members if unit.startswith(f"{row['class_id']}-{kind}")
            ]
            if groups:
                placed = Counter(one for unit in groups for one in members[unit])
                assert set(placed) == members[row["class_id"]]
                assert set(placed.values()) == {1}


def test_the_school_has_the_promised_size(tables: Tables) -> None:
    teachers = {row["person_id"] for row in tables["load"]}
    grades = Counter(row["grade"] for row in tables["classes"])
    individual = [row for row in tables["groups"] if row["kind"] == "individual"]

    assert 530 <= len(tables["students"]) <= 570
    assert 38 <= len(teachers) <= 42
    assert grades == dict.fromkeys(range(1, 12), 2)
    assert len(individual) == 2
    roles = Counter(role for row in tables["staff"] for role in row["roles"].split(","))
    assert roles["director"] == roles["secretary"] == 1
    assert {row["levels"] for row in tables["staff"]} >= {"noo", "ooo", "soo"}


def test_no_teacher_is_overloaded(tables: Tables) -> None:
    hours: Counter[str] = Counter()
    for row in tables["load"]:
        hours[row["person_id"]] += row["hours_per_week"]

    assert max(hours.values()) <= 27
    heads = {r["person_id"] for r in tables["staff"] if r["roles"] != "teacher"}
    assert min(h for person, h in hours.items() if person not in heads) >= 14


def test_every_class_has_a_homeroom_teacher_of_its_own(tables: Tables) -> None:
    homeroom = [row["homeroom_person_id"] for row in tables["classes"]]
    teaches = defaultdict(set)
    for row in tables["load"]:
        teaches[row["person_id"]].add(class_of(row["unit_id"]))

    assert len(set(homeroom)) == len(homeroom)
    for row in tables["classes"]:
        assert row["class_id"] in teaches[row["homeroom_person_id"]]


def test_the_set_up_checks_find_nothing_to_mend(tables: Tables) -> None:
    problems = check_setup(SetupReading(tables))

    assert problems == []


def test_the_same_seed_makes_the_same_school() -> None:
    assert demo_tables(5) == demo_tables(5)


def test_another_seed_makes_other_people() -> None:
    def names(seed: int) -> list[object]:
        return [row["surname"] for row in demo_tables(seed)["students"]]

    assert names(5) != names(6)


def test_every_subject_of_every_grade_has_a_plan_of_distinct_topics() -> None:
    for course in courses():
        topics = year_of_topics(course.subject_id, course.grades[0])

        assert len(topics) >= 35
        # A reading plan may come back to a work, no more than that.
        repeats = len(topics) - len(set(topics))
        assert repeats <= len(topics) * 0.05, (course.plan_id, repeats)


def test_no_homework_is_planned_for_grade_one(tables: Tables) -> None:
    first = [row for row in tables["lesson_plans"] if row["units"] == "1"]

    assert first
    assert not any(row["homework"] for row in first)


def test_names_agree_with_the_person() -> None:
    assert woman_surname("Зорин-Горский") == "Зорина-Горская"
    assert woman_surname("Белый") == "Белая"
    assert woman_surname("Ковальчук") == "Ковальчук"
    assert woman_surname("Седых") == "Седых"
    assert woman_patronymic("Ильич") == "Ильинична"
    assert woman_patronymic("Андреевич") == "Андреевна"
    name = Name("Соловьёва", "Юлия", "Щукаровна", is_woman=True)
    assert login_of(name) == "soloveva.ys"
