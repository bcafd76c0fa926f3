"""Rules about replacements: who gives them, where they go, what they replace."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from ingest.setup.cells import as_text
from ingest.setup.check_replaced import school_days_of_units
from warehouse.calendar import grades_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.setup.placed import Checked, Row
    from ingest.setup.rules import SetupProblem

_TABLE = "replacements"
_NEEDED = ("unit_id", "subject_id", "lesson_on", "slot", "kind")
_GIVEN_BY_ANOTHER = frozenset({"substitute", "merged"})
_GIVEN_BY_NOBODY_ELSE = frozenset({"cancelled", "distance"})
_Place = tuple[str, str, object, object]  # unit, subject, day, lesson no.


def replacement_problems(checked: Checked) -> Iterator[SetupProblem]:
    """Yield what is wrong with the replacements of the year; older ones are history."""
    if checked.year is None:
        return
    rows = [
        (number, row)
        for number, row in checked.rows(_TABLE, *_NEEDED)
        if row["lesson_on"] >= checked.year.starts_on  # type: ignore[operator]
    ]
    if not rows:
        return
    for number, row in rows:
        yield from _who(checked, number, row)
        yield from _where(checked, number, row)
    timetable = _timetable(checked)
    yield from _lessons(checked, rows, timetable)
    yield from _at_once(checked, rows, timetable)


def _who(checked: Checked, number: int, row: Row) -> Iterator[SetupProblem]:
    if row["kind"] in _GIVEN_BY_ANOTHER and not row["person_id"]:
        yield _told(checked, "setup_replaced_by_somebody", number, row, "person_id")
    if row["kind"] in _GIVEN_BY_NOBODY_ELSE and row["person_id"]:
        yield _told(checked, "setup_replaced_by_nobody", number, row, "person_id")


def _where(checked: Checked, number: int, row: Row) -> Iterator[SetupProblem]:
    is_elsewhere = row["to_on"] is not None or row["to_slot"] is not None
    if row["kind"] != "moved":
        if is_elsewhere:
            yield _told(checked, "setup_only_moved_has_place", number, row, "to_on")
        return
    if not is_elsewhere and not row["room"]:
        yield _told(checked, "setup_moved_somewhere", number, row, "to_on")
    on = row["to_on"]
    unit = _unit(checked, row)
    if unit is None:
        return
    if on is not None and not any(
        period["starts_on"] <= on <= period["ends_on"]  # type: ignore[operator]
        and unit["grade"] in grades_of(str(period["grades"]))
        for _, period in checked.rows("periods", "starts_on", "ends_on")
    ):
        yield _told(checked, "setup_moved_within_period", number, row, "to_on")
    if row["to_slot"] is not None:
        known = {
            (bell["shift"], bell["slot"])
            for _, bell in checked.rows("bells", "shift", "slot")
        }
        if (unit["shift"], row["to_slot"]) not in known:
            yield _told(
                checked,
                "setup_moved_has_bell",
                number,
                row,
                "to_slot",
                shift=unit["shift"],
                to_slot=row["to_slot"],
            )


def _unit(checked: Checked, row: Row) -> Row | None:
    return next(
        (
            unit
            for table, key in (("classes", "class_id"), ("groups", "group_id"))
            for _, unit in checked.rows(table, key, "shift", "grade")
            if unit[key] == row["unit_id"]
        ),
        None,
    )


def _timetable(checked: Checked) -> dict[str, dict[tuple[str, object], list[Row]]]:
    """Return the rows of the timetable by unit, then by subject and lesson no."""
    units: dict[str, dict[tuple[str, object], list[Row]]] = defaultdict(
        lambda: defaultdict(list)
    )
    for _, row in checked.rows("timetable", "unit_id", "subject_id", "weekday", "slot"):
        place = (str(row["subject_id"]), row["slot"])
        units[str(row["unit_id"])][place].append(row)
    return units


def _lessons(
    checked: Checked,
    rows: list[tuple[int, Row]],
    timetable: dict[str, dict[tuple[str, object], list[Row]]],
) -> Iterator[SetupProblem]:
    """Yield rows without their lesson, as far as the timetable at hand can tell."""
    days = school_days_of_units(checked)
    weekdays = {
        unit: {day.on: day.weekday for day in of_unit} for unit, of_unit in days.items()
    }
    for number, row in rows:
        unit = str(row["unit_id"])
        weekday = weekdays.get(unit, {}).get(row["lesson_on"])  # type: ignore[call-overload]
        here = timetable[unit][str(row["subject_id"]), row["slot"]]
        if not any(_holds(lesson, row["lesson_on"], weekday) for lesson in here):
            yield _told(
                checked,
                "setup_replaced_lesson_there",
                number,
                row,
                "lesson_on",
                subject=row["subject_id"],
            )


def _holds(lesson: Row, on: object, weekday: int | None) -> bool:
    first, last = lesson["starts_on"] or date.min, lesson["ends_on"] or date.max
    return lesson["weekday"] == weekday and first <= on <= last  # type: ignore[operator]


def _at_once(
    checked: Checked,
    rows: list[tuple[int, Row]],
    timetable: dict[str, dict[tuple[str, object], list[Row]]],
) -> Iterator[SetupProblem]:
    """Yield lessons moved to where another lesson of the same page is."""
    left: set[_Place] = {_from(row) for _, row in rows if _goes_away(row)}
    taken: set[_Place] = set()
    for number, row in rows:
        place = _to(row)
        if row["kind"] != "moved" or place == _from(row):
            continue
        unit, subject, on, slot = place
        weekday = on.isoweekday()  # type: ignore[attr-defined]
        is_of_timetable = place not in left and any(
            _holds(lesson, on, weekday) for lesson in timetable[unit][subject, slot]
        )
        if is_of_timetable or place in taken:
            yield _told(
                checked, "setup_moved_once", number, row, "to_slot", day=as_text(on)
            )
        taken.add(place)


def _from(row: Row) -> _Place:
    return str(row["unit_id"]), str(row["subject_id"]), row["lesson_on"], row["slot"]


def _to(row: Row) -> _Place:
    unit, subject, on, slot = _from(row)
    to_slot = slot if row["to_slot"] is None else row["to_slot"]
    return unit, subject, row["to_on"] or on, to_slot


def _goes_away(row: Row) -> bool:
    return row["kind"] == "moved" and _to(row) != _from(row)


def _told(
    checked: Checked, rule: str, number: int, row: Row, key: str, **facts: object
) -> SetupProblem:
    said = {
        "unit": row["unit_id"],
        "day": as_text(row["lesson_on"]),
        "slot": row["slot"] if rule != "setup_moved_once" else _to(row)[3],
        **facts,
    }
    return checked.at(rule, _TABLE, number, key, **said)
