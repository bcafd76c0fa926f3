"""Which days of the year each class and group has lessons on, and by which bells."""

from __future__ import annotations

from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from warehouse.calendar import (
    SchoolDay,
    calendar_rows,
    grades_of,
    names_unit_itself,
    school_days,
)
from warehouse.rosters import Days

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import duckdb

    from warehouse.rosters import Membership
    from warehouse.timetable import Year


class _Unit(NamedTuple):
    """A class or group as one set-up described it, and the days that held."""

    unit_id: str
    grade: int
    shift: int
    week_days: int | None  # of classes only
    days: Days


def unit_days(
    cursor: duckdb.DuckDBPyConnection,
    year: Year,
    in_classes: list[Membership],
    in_groups: list[Membership],
) -> list[tuple[str, int, int, date, int, bool, bool]]:
    """Return the lesson days of every class and group: a group's are its classes'."""
    calendar = calendar_rows(cursor)
    of_class: dict[str, dict[date, SchoolDay]] = defaultdict(dict)
    rows = []
    for unit in _units(cursor, "classes", year):
        for day in school_days(
            calendar,
            class_id=unit.unit_id,
            grade=unit.grade,
            week_days=unit.week_days or year.week_days,
            starts_on=unit.days.first,
            ends_on=unit.days.last,
        ):
            of_class[unit.unit_id][day.on] = day
            rows.append((unit.unit_id, unit.grade, unit.shift, *day))
    homes = _home_classes(in_classes, in_groups)
    for unit in _units(cursor, "groups", year):
        days: dict[date, SchoolDay] = {}
        for class_id in sorted(homes[unit.unit_id]):
            days = {**of_class[class_id], **days}
        rows += [
            (unit.unit_id, unit.grade, unit.shift, *days[on])
            for on in sorted(days)
            if unit.days.first <= on <= unit.days.last
        ]
    return rows


def unit_bells(
    cursor: duckdb.DuckDBPyConnection,
    year: Year,
    in_classes: list[Membership],
    in_groups: list[Membership],
) -> list[tuple[str, int, str, int]]:
    """Return by which bells the lessons of every class and group may go.

    The lowest precedence wins: 1 the unit itself, 2 for a group the class of most of
    its students, 3 the grade, 4 all.
    """
    written = [
        classes
        for (classes,) in cursor.execute(
            "select distinct classes from setup.bells order by classes"
        ).fetchall()
    ]
    homes = _home_classes(in_classes, in_groups)
    units = {
        (unit.unit_id, unit.grade)
        for table in ("classes", "groups")
        for unit in _units(cursor, table, year)
    }
    return [
        (unit_id, grade, classes, precedence)
        for unit_id, grade in sorted(units)
        for classes in written
        if (precedence := precedence_of(classes, unit_id, grade, homes[unit_id]))
    ]


def precedence_of(
    written: str, unit_id: str, grade: int, homes: Mapping[str, int]
) -> int:
    """Return how closely a list of classes names a unit, 0 if it does not."""
    if not written.strip():
        return 4
    if names_unit_itself(written, unit_id):
        return 1
    home = min(homes, key=lambda class_id: (-homes[class_id], class_id), default="")
    if names_unit_itself(written, home):
        return 2
    return 3 if grade in grades_of(written) else 0


def _home_classes(
    in_classes: list[Membership], in_groups: list[Membership]
) -> dict[str, Counter[str]]:
    """Return the classes of each group's students, with how many come from each."""
    of_student: dict[str, set[str]] = defaultdict(set)
    for class_id, student_id, _ in in_classes:
        of_student[student_id].add(class_id)
    members: dict[str, set[str]] = defaultdict(set)
    for group_id, student_id, _ in in_groups:
        members[group_id].add(student_id)
    homes: dict[str, Counter[str]] = defaultdict(Counter)
    for group_id, students in members.items():
        for student_id in students:
            homes[group_id].update(of_student[student_id])
    return homes


def _units(cursor: duckdb.DuckDBPyConnection, table: str, year: Year) -> list[_Unit]:
    key, week_days = (
        ("class_id", "week_days") if table == "classes" else ("group_id", "null")
    )
    rows = cursor.execute(
        f"""
        select
            {key}, grade, shift, {week_days},
            greatest(valid_from, $starts_on) as first_on,
            least(coalesce(valid_to - 1, $ends_on), $ends_on) as last_on
        from setup.{table}
        where first_on <= last_on
        order by {key}, first_on
        """,
        {"starts_on": year.starts_on, "ends_on": year.ends_on},
    ).fetchall()
    return [
        _Unit(unit_id, grade, shift, days, Days(first, last))
        for unit_id, grade, shift, days, first, last in rows
    ]
