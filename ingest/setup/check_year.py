"""Rules about the year: the periods of each grade."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from ingest.setup.cells import as_text
from warehouse.calendar import grades_of, school_days

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ingest.setup.placed import Checked
    from ingest.setup.rules import SetupProblem


def year_problems(checked: Checked) -> Iterator[SetupProblem]:
    """Yield problems of the sheet “Periods”."""
    of_grade: dict[int, list[tuple[Any, Any, int]]] = defaultdict(list)
    for number, row in checked.rows("periods", "grades", "starts_on", "ends_on"):
        for grade in grades_of(str(row["grades"])):
            of_grade[grade].append((row["starts_on"], row["ends_on"], number))
    yield from _overlaps(checked, of_grade)
    yield from _missing(checked, of_grade)


def _overlaps(
    checked: Checked, of_grade: dict[int, list[tuple[Any, Any, int]]]
) -> Iterator[SetupProblem]:
    told = set()
    names = checked.tables["periods"]
    for grade, periods in sorted(of_grade.items()):
        for (_, ends_on, first), (starts_on, _, second) in pairwise(sorted(periods)):
            if starts_on <= ends_on and (first, second) not in told:
                told.add((first, second))
                yield checked.at(
                    "setup_periods_apart",
                    "periods",
                    second,
                    "starts_on",
                    value=names[second]["name"],
                    other=names[first]["name"],
                    grade=grade,
                )


def _missing(
    checked: Checked, of_grade: dict[int, list[tuple[Any, Any, int]]]
) -> Iterator[SetupProblem]:
    told = set()
    calendar = checked.calendar()
    for number, row in checked.rows("classes", "class_id", "grade", "week_days"):
        grade = int(str(row["grade"]))
        if grade in told:
            continue
        told.add(grade)
        if grade not in of_grade:
            yield checked.at(
                "setup_periods_there", "classes", number, "grade", grade=grade
            )
            continue
        if checked.year is None:
            continue
        outside = [
            day.on
            for day in school_days(
                calendar,
                class_id=str(row["class_id"]),
                grade=grade,
                week_days=int(str(row["week_days"])),
                starts_on=checked.year.starts_on,
                ends_on=checked.year.ends_on,
            )
            if not any(first <= day.on <= last for first, last, _ in of_grade[grade])
        ]
        if outside:
            yield checked.at(
                "setup_days_in_periods",
                "periods",
                of_grade[grade][0][2],
                "grades",
                grade=grade,
                count=len(outside),
                first=as_text(outside[0]),
            )
