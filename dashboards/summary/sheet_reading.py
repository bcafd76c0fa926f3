"""Read a summary sheet: from the frames of the warehouse to plain data."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from dashboards.outside_marks.stated import of_frame
from dashboards.summary.sheet_data import (
    CATEGORIES,
    HOLDS_AT_ONCE,
    Attendance,
    Category,
    Cell,
    Column,
    SheetData,
    Student,
    Subject,
    Teaching,
)
from warehouse.blocks import last_shown_block
from warehouse.clock import school_day, utc_naive
from warehouse.past import end_of_day
from warehouse.queries import choices, sheet
from warehouse.rounding import rule_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import polars as pl

    from warehouse.queries.sheet import Sheet
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer


def read_sheet(
    school: School,
    viewer: Viewer,
    class_id: str,
    period_id: str,
    day: date | None = None,
) -> SheetData | None:
    """Return the sheet of a class in a period or, by the year's mark, of the year.

    `period_id` is `2026-Q1` or `2026-year`; with `day` as it stood at the end of that
    school day. Only what the viewer reads; None where that is nothing.
    """
    found = sheet.class_sheet(
        school.database, viewer, class_id, period_id, day, school.timezone
    )
    if found.period.is_empty():
        return None
    classes = choices.classes(school.database, viewer).filter(class_id=class_id)
    now = school.clock.now()
    moment = now if day is None else min(now, end_of_day(day, school.timezone))
    today = school_day(now, school.timezone) if day is None else day
    period = found.period.row(0, named=True)
    block = found.block.row(0, named=True) if len(found.block) else {}
    attendance = {
        one.pop("student_id"): Attendance(**one)
        for one in found.attendance.iter_rows(named=True)
    }
    return SheetData(
        class_id=class_id,
        period_id=period_id,
        period_name=period["period_name"],
        starts_on=period["starts_on"],
        ends_on=period["ends_on"],
        is_year=found.is_year,
        homeroom_name="".join(classes["homeroom_name"]),
        rule=rule_of(school.database),
        day=day,
        as_of=utc_naive(moment),
        block_id=block.get("block_id", 0),
        digest=block.get("digest", ""),
        subjects=_subjects(found),
        students=_students(found, attendance, period, today),
        totals={
            (one["subject_id"], one["period_id"]): one
            for one in found.totals.iter_rows(named=True)
        },
        overall=next(found.overall.iter_rows(named=True), None),
        categories=_categories(found.students),
        class_attendance=_summed(attendance),
        outside=of_frame(found.outside),
    )


def last_block(school: School) -> int:
    """Return the number of the ledger's last block, whichever class it concerns."""
    with school.database.reading() as cursor:
        return last_shown_block(cursor).block_id


def _subjects(found: Sheet) -> tuple[Subject, ...]:
    taught: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for one in found.teachers.iter_rows(named=True):
        taught[one["subject_id"]][one["unit_name"]].append(one["person_name"])
    columns: dict[str, dict[str, Column]] = defaultdict(dict)
    named: dict[str, dict[str, Any]] = {}
    for one in found.results.sort("subject_name", "subject_id").iter_rows(named=True):
        subject_id = one["subject_id"]
        named.setdefault(subject_id, one)
        columns[subject_id].setdefault(
            one["period_id"],
            Column(
                subject_id, one["period_id"], one["period_name"], one["period_kind"]
            ),
        )
    order = _order_of_columns(found.results)
    return tuple(
        Subject(
            subject_id,
            one["subject_name"],
            one["subject_short_name"],
            one["grading"],
            tuple(sorted(columns[subject_id].values(), key=lambda c: order[c[1]])),
            tuple(
                Teaching(unit, tuple(names))
                for unit, names in taught[subject_id].items()
            ),
        )
        for subject_id, one in named.items()
    )


def _order_of_columns(results: pl.DataFrame) -> dict[str, tuple[int, Any, str]]:
    kinds = ("period", "year", "exam", "overall")
    rows = results.select("period_id", "period_kind", "period_ends_on").unique().rows()
    return {
        period_id: (kinds.index(kind), ends_on, period_id)
        for period_id, kind, ends_on in sorted(rows, key=str)
    }


def _students(
    found: Sheet,
    attendance: Mapping[str, Attendance],
    period: Mapping[str, Any],
    today: date,
) -> tuple[Student, ...]:
    stays = {one[0]: one[1:] for one in found.stays.iter_rows()}
    names: dict[str, str] = {}
    cells: dict[str, dict[tuple[str, str], Cell]] = defaultdict(dict)
    here: dict[str, bool] = defaultdict(bool)
    sums = {
        one["student_id"]: (one["sum_finals"], one["count_marked"])
        for one in found.students.iter_rows(named=True)
    }
    for one in found.results.iter_rows(named=True):
        student_id = one["student_id"]
        names[student_id] = one["student_name"]
        here[student_id] |= one["is_enrolled_at_end"]
        cells[student_id][one["subject_id"], one["period_id"]] = _cell(one)
    return tuple(
        Student(
            student_id,
            name,
            _after(stays[student_id][0], period["starts_on"]),
            _before(stays[student_id][1], period["ends_on"], today),
            here[student_id],
            cells[student_id],
            attendance.get(student_id),
            *sums.get(student_id, (0, 0)),
        )
        for student_id, name in names.items()
    )


def _after(joined_on: date, starts_on: date) -> date | None:
    return joined_on if joined_on > starts_on else None


def _before(left_on: date, ends_on: date, today: date) -> date | None:
    return left_on if left_on < min(ends_on, today) else None


def _cell(one: Mapping[str, Any]) -> Cell:
    is_from_former = one["transferred_from"] is not None and "sum_marks" not in one
    return Cell(
        final=one["final"],
        sum_marks=one.get("sum_marks", 0),
        count_marks=one.get("count_marks", 0),
        sum_weighted=one.get("sum_weighted", 0.0),
        sum_weights=one.get("sum_weights", 0.0),
        rounded_average=one.get("rounded_average"),
        objectivity=one.get("objectivity"),
        rounding_threshold=one.get("rounding_threshold"),
        transferred_from=one["transferred_from"],
        count_transferred=one.get("count_transferred", 0),
        is_final_transferred=one.get("is_final_transferred", is_from_former),
        page_id=one["page_id"],
        unit_name=one["unit_name"],
    )


def _categories(students: pl.DataFrame) -> tuple[Category, ...]:
    if students.is_empty():
        return ()
    here = students.filter("is_enrolled_at_end")
    found = []
    for kind, title in CATEGORIES:
        inside = here.filter(kind)
        is_sure = inside["is_complete"] | (kind in HOLDS_AT_ONCE)
        found.append(
            Category(
                kind,
                title,
                tuple(inside.filter(is_sure)["student_name"]),
                tuple(inside.filter(~is_sure)["student_name"]),
            )
        )
    return tuple(found)


def _summed(attendance: Mapping[str, Attendance]) -> Attendance | None:
    if not attendance:
        return None
    return Attendance(
        *(sum(column) for column in zip(*attendance.values(), strict=True))
    )
