"""Timetable clashes: a class, a student, a teacher or a room twice at once.

Two lessons are at once when shift, weekday and number are the same and some day belongs
to both. Groups of one class in parallel are fine as long as they share no student. On
the days of a replaced timetable the unit's ordinary lessons are not given.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest.setup.sheets_year import WEEKDAYS
from warehouse.calendar import days_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.setup.placed import Checked, Row
    from ingest.setup.rules import SetupProblem

_WEEK = timedelta(days=7)


class _Lesson(NamedTuple):
    number: int  # row of the timetable
    unit: str
    subject: str
    weekday: int
    slot: int
    room: str
    first: date
    last: date
    is_instead: bool


class _Span(NamedTuple):
    who: str
    first: date
    last: date


class _Page(NamedTuple):
    """Who is in the lessons of a class or group in a subject."""

    students: list[_Span]
    teachers: list[_Span]
    student_ids: frozenset[str]
    teacher_ids: frozenset[str]


def clash_problems(checked: Checked) -> Iterator[SetupProblem]:
    """Yield the clashes of each slot of the week; one problem for a pair of lessons."""
    shifts = {
        row[key]: row["shift"]
        for table, key in (("classes", "class_id"), ("groups", "group_id"))
        for _, row in checked.rows(table, key)
    }
    slots: dict[tuple[Any, ...], list[_Lesson]] = defaultdict(list)
    for lesson in _lessons(checked):
        given = lesson._replace(first=max(lesson.first, checked.since))
        slots[shifts.get(lesson.unit), lesson.weekday, lesson.slot].append(given)
    pages = _pages(checked)
    replaced = _replaced(checked)
    for lessons in slots.values():
        for one, other in combinations(lessons, 2):
            if _share_a_day(one, other, replaced):
                yield from _pair(checked, one, other, pages)


def _replaced(checked: Checked) -> dict[tuple[str, int], list[_Lesson]]:
    """Return the lessons that stand instead of others, by unit and weekday."""
    replaced: dict[tuple[str, int], list[_Lesson]] = defaultdict(list)
    for lesson in _lessons(checked):
        if lesson.is_instead and date.min < lesson.first and lesson.last < date.max:
            replaced[lesson.unit, lesson.weekday].append(lesson)
    return replaced


def _share_a_day(
    one: _Lesson, other: _Lesson, replaced: dict[tuple[str, int], list[_Lesson]]
) -> bool:
    """Tell whether both lessons are given on some day."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    cuts = [
        cut
        for lesson in (one, other)
        if not lesson.is_instead
        for cut in replaced.get((lesson.unit, lesson.weekday), ())
    ]
    if not cuts or first > last:
        return first <= last
    # Beyond a week around the replaced days, both lessons go on as ever.
    first = max(first, min(cut.first for cut in cuts) - _WEEK)
    last = min(last, max(cut.last for cut in cuts) + _WEEK)
    return any(
        on.isoweekday() == one.weekday
        and not any(cut.first <= on <= cut.last for cut in cuts)
        for on in days_between(first, last)
    )


def _lessons(checked: Checked) -> Iterator[_Lesson]:
    needed = ("unit_id", "subject_id", "weekday", "slot")
    for number, row in checked.rows("timetable", *needed):
        yield _Lesson(
            number,
            str(row["unit_id"]),
            str(row["subject_id"]),
            int(str(row["weekday"])),
            int(str(row["slot"])),
            str(row["room"]),
            *_days(row, "starts_on", "ends_on"),
            bool(row["is_instead"]),
        )


def _days(row: Row, begins: str, ends: str) -> tuple[date, date]:
    first, last = row[begins] or date.min, row[ends] or date.max
    return first, last  # type: ignore[return-value]


def _pages(checked: Checked) -> dict[tuple[str, str], _Page]:
    """Return every page of the timetable with its students and teachers.

    A student with an individual plan in a subject is not in the class's lessons of it.
    """
    students: dict[str, list[_Span]] = defaultdict(list)
    for _, row in checked.rows("students", "student_id", "class_id"):
        span = _Span(str(row["student_id"]), *_days(row, "enrolled_on", "left_on"))
        students[str(row["class_id"])].append(span)
    for _, row in checked.rows("group_members", "group_id", "student_id"):
        span = _Span(str(row["student_id"]), *_days(row, "joined_on", "left_on"))
        students[str(row["group_id"])].append(span)
    teachers: dict[tuple[str, str], list[_Span]] = defaultdict(list)
    for _, row in checked.rows("load", "unit_id", "subject_id", "person_id"):
        span = _Span(str(row["person_id"]), *_days(row, "starts_on", "ends_on"))
        teachers[str(row["unit_id"]), str(row["subject_id"])].append(span)
    plans = {
        str(row["group_id"])
        for _, row in checked.rows("groups", "group_id")
        if row["kind"] == "individual"
    }
    individual = {
        (span.who, subject)
        for unit, subject in teachers
        if unit in plans
        for span in students[unit]
    }
    classes = {str(row["class_id"]) for row in checked.tables["classes"]}
    pages = {}
    for _, row in checked.rows("timetable", "unit_id", "subject_id"):
        unit, subject = str(row["unit_id"]), str(row["subject_id"])
        here = [
            span
            for span in students[unit]
            if unit not in classes or (span.who, subject) not in individual
        ]
        taught = teachers[unit, subject]
        pages[unit, subject] = _Page(
            here,
            taught,
            frozenset(span.who for span in here),
            frozenset(span.who for span in taught),
        )
    return pages


def _pair(
    checked: Checked,
    one: _Lesson,
    other: _Lesson,
    pages: dict[tuple[str, str], _Page],
) -> Iterator[SetupProblem]:
    here, there = pages[one.unit, one.subject], pages[other.unit, other.subject]
    students = (
        _at_once(here.students, there.students, one, other)
        if here.student_ids & there.student_ids
        else []
    )
    teachers = (
        _at_once(here.teachers, there.teachers, one, other)
        if here.teacher_ids & there.teacher_ids
        else []
    )
    is_same_room = one.room != "" and one.room == other.room
    if one.unit == other.unit:
        yield _told(checked, "setup_unit_clash", one, other)
        return
    if students:
        who = {"student": students[0], "count": len(students)}
        yield _told(checked, "setup_student_clash", one, other, **who)
    if teachers:
        name = _teacher_name(checked, teachers[0])
        yield _told(checked, "setup_teacher_clash", one, other, teacher=name)
    elif is_same_room:
        yield _told(checked, "setup_room_clash", one, other)


def _told(
    checked: Checked, rule: str, one: _Lesson, other: _Lesson, **facts: object
) -> SetupProblem:
    """Return a clash, told at the later row of the timetable."""
    key = "room" if rule == "setup_room_clash" else "slot"
    return checked.at(
        rule,
        "timetable",
        other.number,
        key,
        unit=other.unit,
        other=one.unit,
        weekday=(WEEKDAYS[str(one.weekday)],),
        slot=one.slot,
        first=checked.address("timetable", one.number, key)[1],
        **facts,
    )


def _at_once(
    some: list[_Span], others: list[_Span], one: _Lesson, other: _Lesson
) -> list[str]:
    """Return who is on both sides on some day on which both lessons are given."""
    first, last = max(one.first, other.first), min(one.last, other.last)
    spans: dict[str, list[_Span]] = defaultdict(list)
    for span in others:
        spans[span.who].append(span)
    return sorted(
        {
            span.who
            for span in some
            for twin in spans.get(span.who, ())
            if max(span.first, twin.first, first) <= min(span.last, twin.last, last)
        }
    )


def _teacher_name(checked: Checked, person_id: str) -> str:
    for row in checked.tables["staff"]:
        if row["person_id"] == person_id:
            return f"{row['surname']} {row['given_name']} ({person_id})"
    return person_id
