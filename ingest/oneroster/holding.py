"""The school as its set-up holds on a day: one row per code, and who is where."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.setup.contract import SHEET_OF
from warehouse.rosters import ALWAYS, Days, class_stays, common
from warehouse.timetable import current_year

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from ingest.setup.changes import Row
    from warehouse.timetable import Year

    Rows = dict[str, Row]


@dataclass(frozen=True)
class Holding:
    """What is exported, by code; `stays` is each student's time in the class of now.

    Who was here and is no longer in the set-up is left out, and so is the time that
    a student spent in an earlier class: a roster tells how things are.
    """

    today: date
    year: Year
    settings: dict[str, str]
    periods: Rows
    subjects: Rows
    classes: Rows
    groups: Rows
    students: Rows
    staff: Rows
    parents: Rows
    stays: dict[str, Days]


def holding(cursor: duckdb.DuckDBPyConnection, today: date) -> Holding:
    """Return what holds today; before the year begins, on its first day."""
    year = current_year(cursor)
    on = max(today, year.starts_on)
    about = _rows(cursor, "about", on)
    students = _rows(cursor, "students", on)
    spans: dict[tuple[str, str], list[Days]] = defaultdict(list)
    for unit_id, student_id, days in class_stays(cursor, year.starts_on):
        spans[student_id, unit_id].append(days)
    stays = {
        code: _of_now(found, on)
        for code, row in students.items()
        if (found := spans.get((code, str(row["class_id"]))))
    }
    periods = {
        code: row
        for code, row in _rows(cursor, "periods", on).items()
        if row["year_id"] == year.year_id
    }
    return Holding(
        today,
        year,
        {setting: str(row["value"]) for setting, row in about.items()},
        periods,
        _rows(cursor, "subjects", on),
        _rows(cursor, "classes", on),
        _rows(cursor, "groups", on),
        {code: row for code, row in students.items() if code in stays},
        _rows(cursor, "staff", on),
        _rows(cursor, "parents", on),
        stays,
    )


def page_stays(
    cursor: duckdb.DuckDBPyConnection, held: Holding
) -> dict[tuple[str, str], list[Days]]:
    """Return the days of each student on each page, within the class of now."""
    rows = cursor.execute(
        "select page_id, student_id, class_id, starts_on, coalesce(ends_on, ?) "
        "from journal.roster where starts_with(page_id, ?) order by all",
        [ALWAYS, f"{held.year.year_id}:"],
    ).fetchall()
    found: dict[tuple[str, str], list[Days]] = defaultdict(list)
    for page_id, student_id, class_id, first, last in rows:
        student = held.students.get(student_id)
        if student is not None and student["class_id"] == class_id:
            stay = held.stays[student_id]
            found[page_id, student_id] += common([Days(first, last)], [stay])
    return found


def _of_now(spans: list[Days], on: date) -> Days:
    """Return the span of the day, or the next one, or the last."""
    ordered = sorted(spans)
    return next((span for span in ordered if span.last >= on), ordered[-1])


def _rows(cursor: duckdb.DuckDBPyConnection, table: str, on: date) -> Rows:
    sheet = SHEET_OF[table]
    (key,) = sheet.key
    names = [column.key for column in sheet.columns]
    rows = cursor.execute(
        f"""
        select {", ".join(names)}
        from setup.{table}
        where (valid_to is null or valid_to > $on)
            and valid_from is distinct from valid_to
        qualify row_number() over (
            partition by {key} order by valid_from <= $on desc, valid_from
        ) = 1
        order by {key}
        """,
        {"on": on},
    ).fetchall()
    position = names.index(key)
    return {str(row[position]): dict(zip(names, row, strict=True)) for row in rows}
