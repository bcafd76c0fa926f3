"""Rules about teaching: load against timetable, clashes, plans against lessons."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from ingest.setup.check_bells import units_with_bells
from ingest.setup.check_replaced import days_of_row, school_days_of_units
from ingest.setup.clashes import clash_problems
from ingest.setup.sheets_year import WEEKDAYS
from warehouse.calendar import names_unit

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ingest.setup.placed import Checked
    from ingest.setup.rules import SetupProblem

_PAGE = ("unit_id", "subject_id")


def lesson_problems(checked: Checked) -> Iterator[SetupProblem]:
    """Yield problems of load, timetable and lesson plans."""
    yield from _load_against_timetable(checked)
    yield from _slots(checked)
    yield from clash_problems(checked)
    if checked.year is not None:
        yield from _plans(checked)


def _load_against_timetable(checked: Checked) -> Iterator[SetupProblem]:
    slots: dict[tuple[Any, ...], set[tuple[Any, ...]]] = defaultdict(set)
    first_lesson: dict[tuple[Any, ...], int] = {}
    for number, row in checked.rows("timetable", *_PAGE, "weekday", "slot"):
        page = (row["unit_id"], row["subject_id"])
        if row["is_instead"]:
            first_lesson.setdefault(page, number)
            continue
        slots[page].add((row["weekday"], row["slot"], row["starts_on"]))
        first_lesson.setdefault(page, number)
    taught = set()
    for number, row in checked.rows("load", *_PAGE):
        page = (row["unit_id"], row["subject_id"])
        names = {"unit": page[0], "subject": page[1]}
        if page in taught:
            continue
        taught.add(page)
        if page not in first_lesson:
            yield checked.at(
                "setup_load_in_timetable", "load", number, "unit_id", **names
            )
        elif not _is_dated(checked, page) and row["hours_per_week"] is not None:
            count = len(slots[page])
            if abs(float(str(row["hours_per_week"])) - count) >= 1:
                yield checked.at(
                    "setup_hours_as_timetable",
                    "load",
                    number,
                    "hours_per_week",
                    slots=count,
                    **names,
                )
    for page, number in first_lesson.items():
        if page not in taught:
            yield checked.at(
                "setup_timetable_in_load",
                "timetable",
                number,
                "unit_id",
                unit=page[0],
                subject=page[1],
            )


def _is_dated(checked: Checked, page: tuple[Any, ...]) -> bool:
    """Tell whether load or timetable of a page change within the year."""
    return any(
        (row["unit_id"], row["subject_id"]) == page
        and (row["starts_on"] or row["ends_on"])
        for table in ("load", "timetable")
        for row in checked.tables[table]
        if not row.get("is_instead")
    )


def _slots(checked: Checked) -> Iterator[SetupProblem]:
    units = units_with_bells(checked)
    for number, row in checked.rows("timetable", "unit_id", "weekday", "slot"):
        unit = units.get(str(row["unit_id"]))
        if unit is None:
            continue
        slot, weekday = row["slot"], str(row["weekday"])
        if not any(
            bell.slot == slot and bell.day in {"*", weekday} for bell in unit.bells
        ):
            yield checked.at(
                "setup_slot_has_bell",
                "timetable",
                number,
                "slot",
                shift=unit.row["shift"],
            )
        if int(weekday) > checked.week_days(unit.row):
            yield checked.at(
                "setup_weekday_in_week",
                "timetable",
                number,
                "weekday",
                value=WEEKDAYS[weekday],
                unit=row["unit_id"],
            )


def _plans(checked: Checked) -> Iterator[SetupProblem]:
    topics: Counter[tuple[Any, ...]] = Counter()
    first: dict[tuple[Any, ...], int] = {}
    for number, row in checked.rows("lesson_plans", "plan_id", "subject_id"):
        plan = (row["plan_id"], row["subject_id"], row["units"])
        topics[plan] += 1
        first.setdefault(plan, number)
    lessons = _lessons_of_year(checked) if topics else {}
    for plan, count in topics.items():
        served = [
            (count_lessons, unit)
            for (unit, grade, subject), count_lessons in lessons.items()
            if subject == plan[1] and names_unit(str(plan[2]), unit, grade)
        ]
        if served and max(served)[0] > count:
            most, unit = max(served)
            yield checked.at(
                "setup_plan_long_enough",
                "lesson_plans",
                first[plan],
                "plan_id",
                topics=count,
                unit=unit,
                lessons=most,
            )


def _lessons_of_year(checked: Checked) -> dict[tuple[str, int, str], int]:
    """Return how many lessons each page of a class or group has in the year."""
    days = school_days_of_units(checked)
    grades = {
        str(row[key]): int(str(row["grade"]))
        for table, key in (("classes", "class_id"), ("groups", "group_id"))
        for _, row in checked.rows(table, key, "grade")
    }
    rows = [row for _, row in checked.rows("timetable", *_PAGE, "weekday")]
    replaced: dict[str, set[date]] = defaultdict(set)
    for row in rows:
        if row["is_instead"]:
            replaced[str(row["unit_id"])].update(days_of_row(row, days))
    lessons: dict[tuple[str, int, str], int] = defaultdict(int)
    for row in rows:
        unit = str(row["unit_id"])
        if unit in days:
            page = (unit, grades[unit], str(row["subject_id"]))
            here = set(days_of_row(row, days))
            lessons[page] += len(here if row["is_instead"] else here - replaced[unit])
    return lessons
