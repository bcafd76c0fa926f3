"""Rules about bells: the lessons of a day follow one another, for every class."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from ingest.setup.cells import as_text
from warehouse.unit_days import precedence_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import time

    from ingest.setup.placed import Checked, Row
    from ingest.setup.rules import SetupProblem

_DAYS = {"shortened": 1, "*": 3}  # weekdays stand between


class Bell(NamedTuple):
    """One row of the sheet, and how closely it names the class that is looked at."""

    slot: int
    starts: time
    ends: time
    number: int
    day: str
    classes: str
    shift: int
    precedence: int = 0


class Unit(NamedTuple):
    """A class or group with the bells that may ring for it."""

    row: Row
    bells: list[Bell]


def bell_problems(checked: Checked) -> Iterator[SetupProblem]:
    """Yield problems of the sheet “Bells”."""
    of_day: dict[tuple[object, ...], list[Bell]] = defaultdict(list)
    for bell in _bells(checked):
        of_day[bell.shift, bell.day, bell.classes].append(bell)
    for bells in of_day.values():
        for bell in bells:
            if bell.ends <= bell.starts:
                yield checked.at(
                    "setup_dates_in_order",
                    "bells",
                    bell.number,
                    "ends_time",
                    first=as_text(bell.starts),
                )
        yield from _in_order(checked, bells, set())
    yield from _shortened(checked, of_day)
    told: set[tuple[int, int]] = set()
    for unit in units_with_bells(checked).values():
        if any(bell.classes for bell in unit.bells):
            for day in {bell.day for bell in unit.bells}:
                rung = _rung(unit.bells, day)
                # Rows of one day and the same classes are compared above.
                if len({(bell.day, bell.classes) for bell in rung}) > 1:
                    yield from _in_order(checked, rung, told)


def units_with_bells(checked: Checked) -> dict[str, Unit]:
    """Return every class and group with the bells of its shift that name it."""
    home = {
        str(row["student_id"]): str(row["class_id"])
        for _, row in checked.rows("students", "student_id", "class_id")
    }
    homes: dict[str, Counter[str]] = defaultdict(Counter)
    for _, row in checked.rows("group_members", "group_id", "student_id"):
        homes[str(row["group_id"])][home.get(str(row["student_id"]), "")] += 1
    bells = list(_bells(checked))
    units = {}
    for table, key in (("classes", "class_id"), ("groups", "group_id")):
        for _, row in checked.rows(table, key, "grade", "shift"):
            unit, grade = str(row[key]), int(str(row["grade"]))
            named = (
                bell._replace(
                    precedence=precedence_of(bell.classes, unit, grade, homes[unit])
                )
                for bell in bells
                if bell.shift == row["shift"]
            )
            units[unit] = Unit(row, [bell for bell in named if bell.precedence])
    return units


def _bells(checked: Checked) -> Iterator[Bell]:
    needed = ("shift", "day", "slot", "starts_time", "ends_time")
    for number, row in checked.rows("bells", *needed):
        yield Bell(
            int(str(row["slot"])),
            row["starts_time"],  # type: ignore[arg-type]
            row["ends_time"],  # type: ignore[arg-type]
            number,
            str(row["day"]),
            str(row["classes"]),
            int(str(row["shift"])),
        )


def _rung(bells: list[Bell], day: str) -> list[Bell]:
    """Return the bell of each lesson on such a day."""
    chosen: dict[int, Bell] = {}
    for bell in sorted(
        bells, key=lambda bell: (bell.precedence, _DAYS.get(bell.day, 2))
    ):
        if bell.day in {day, "*"}:
            chosen.setdefault(bell.slot, bell)
    return list(chosen.values())


def _in_order(
    checked: Checked, bells: list[Bell], told: set[tuple[int, int]]
) -> Iterator[SetupProblem]:
    for before, bell in pairwise(sorted(bells)):
        if bell.starts < before.ends and (before.number, bell.number) not in told:
            told.add((before.number, bell.number))
            yield checked.at(
                "setup_bells_in_order",
                "bells",
                bell.number,
                "starts_time",
                value=bell.slot,
                starts=as_text(bell.starts),
                other=before.slot,
                ends=as_text(before.ends),
            )


def _shortened(
    checked: Checked, of_day: dict[tuple[object, ...], list[Bell]]
) -> Iterator[SetupProblem]:
    """Yield classes whose own bells hide the common ones of shortened days."""
    if not any(row.kind == "shortened" for row in checked.calendar()):
        return
    told = set()
    for (shift, _, classes), bells in list(of_day.items()):
        hidden = (shift, "shortened", "") in of_day
        own = (shift, "shortened", classes) in of_day
        if classes and hidden and not own and (shift, classes) not in told:
            told.add((shift, classes))
            yield checked.at(
                "setup_bells_shortened",
                "bells",
                bells[0].number,
                "classes",
                value=classes,
            )
