"""Pages, teachers, rosters, periods and lessons: made from the dated set-up rows.

Deterministic: making them twice changes nothing. Only the current school year is made
anew, and what the ledger has entries for is kept even when the set-up drops it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from warehouse.attestations import page_attestations
from warehouse.calendar import grades_of, names_unit, names_unit_itself
from warehouse.rosters import (
    ALWAYS,
    Days,
    Membership,
    Page,
    class_stays,
    group_stays,
    joined,
    roster,
)
from warehouse.unit_days import unit_bells, unit_days

if TYPE_CHECKING:
    from collections.abc import Sequence
    from zoneinfo import ZoneInfo

    import duckdb


_DERIVED = Path(__file__).parent / "derived"
_OF_PAGES = ("page_teachers", "roster", "page_periods", "page_attestations")
_TABLES = ("pages", *_OF_PAGES, "lessons", "replaced_lessons")
# What is derived, each table with the columns that tell its rows apart.
DERIVED = {
    "pages": "page_id",
    "page_teachers": "page_id, person_id",
    "roster": "page_id, student_id",
    "page_periods": "page_id, period_id",
    "page_attestations": "page_id, period_id",
    "lessons": "lesson_id",
    "replaced_lessons": "lesson_id",
}


class Year(NamedTuple):
    """The school year that is made anew."""

    year_id: str
    starts_on: date
    ends_on: date
    week_days: int


def current_year(cursor: duckdb.DuckDBPyConnection) -> Year:
    """Return the school year of the latest set-up."""
    about = dict(
        cursor.execute(
            "select setting, value from setup.about where valid_to is null"
        ).fetchall()
    )
    return Year(
        about["year_id"],
        date.fromisoformat(about["year_starts_on"]),
        date.fromisoformat(about["year_ends_on"]),
        int(about["week_days"]),
    )


def derive(cursor: duckdb.DuckDBPyConnection, zone: ZoneInfo) -> None:
    """Make the journal's pages and lessons of the current year anew, inside a write.

    Dated rows are respected: a timetable that changes on a day leaves the lessons
    before that day as they were.
    """
    year = current_year(cursor)
    span = {"year_id": year.year_id, "starts_on": year.starts_on}
    cursor.execute(_sql("pages"), {**span, "ends_on": year.ends_on})
    in_classes = class_stays(cursor, year.starts_on)
    in_groups = group_stays(cursor, year.starts_on)
    _make_teachers(cursor, year)
    _make_roster(cursor, in_classes, in_groups)
    _make_periods(cursor, year)
    _make_attestations(cursor, year)
    _make_lessons(cursor, year, zone, in_classes, in_groups)
    for statement in _KEEP:
        cursor.execute(statement, {"year": f"{year.year_id}:"})
    for table in _TABLES:
        cursor.execute(
            f"delete from journal.{table} where starts_with(page_id, ?)",
            [f"{year.year_id}:"],
        )
        cursor.execute(f"insert into journal.{table} by name from new_{table}")
        cursor.execute(f"drop table new_{table}")


def _make_teachers(cursor: duckdb.DuckDBPyConnection, year: Year) -> None:
    rows = cursor.execute(
        """
        select
            page_id, person_id,
            greatest(coalesce(load.starts_on, $starts_on), valid_from, $starts_on),
            least(coalesce(load.ends_on, $always), coalesce(valid_to - 1, $always))
        from setup.load
        inner join new_pages using (unit_id, subject_id)
        """,
        {"starts_on": year.starts_on, "always": ALWAYS},
    ).fetchall()
    spans: dict[tuple[str, str], list[Days]] = defaultdict(list)
    for page_id, person_id, first, last in rows:
        if first <= last:
            spans[page_id, person_id].append(Days(first, last))
    teachers = [
        (page_id, person_id, days.first, None if days.last == ALWAYS else days.last)
        for (page_id, person_id), found in sorted(spans.items())
        for days in joined(found)
    ]
    _make_table(
        cursor,
        "new_page_teachers",
        teachers,
        {
            "page_id": pl.String,
            "person_id": pl.String,
            "starts_on": pl.Date,
            "ends_on": pl.Date,
        },
    )


def _make_roster(
    cursor: duckdb.DuckDBPyConnection,
    in_classes: list[Membership],
    in_groups: list[Membership],
) -> None:
    pages = cursor.execute(
        "select page_id, unit_id, unit_kind, subject_id from new_pages"
    ).fetchall()
    _make_table(
        cursor,
        "new_roster",
        roster((Page(*page) for page in pages), in_classes, in_groups),
        {
            "page_id": pl.String,
            "student_id": pl.String,
            "class_id": pl.String,
            "starts_on": pl.Date,
            "ends_on": pl.Date,
        },
    )


def _make_periods(cursor: duckdb.DuckDBPyConnection, year: Year) -> None:
    """Give each page the periods of its grade; settle grades without marks too."""
    pages = cursor.execute(
        "select page_id, grade, grades_without_marks from new_pages order by page_id"
    ).fetchall()
    periods = cursor.execute(
        """
        select
            grades, period_id, name, starts_on,
            least(ends_on, coalesce(valid_to - 1, ends_on)) as last_on
        from setup.periods
        where valid_to is null or valid_from < valid_to
        qualify row_number() over (
            partition by period_id order by valid_from desc, valid_to nulls first
        ) = 1 and starts_on <= last_on
        and starts_on <= $ends_on and last_on >= $starts_on
        order by starts_on, period_id
        """,
        {"starts_on": year.starts_on, "ends_on": year.ends_on},
    ).fetchall()
    _make_table(
        cursor,
        "new_page_periods",
        [
            (page_id, *period)
            for page_id, grade, _ in pages
            for grades, *period in periods
            if grade in grades_of(grades)
        ],
        {
            "page_id": pl.String,
            "period_id": pl.String,
            "name": pl.String,
            "starts_on": pl.Date,
            "ends_on": pl.Date,
        },
    )
    without_marks = [
        (page_id,)
        for page_id, grade, grades in pages
        if grades and grade in grades_of(grades)
    ]
    _make_table(cursor, "without_marks", without_marks, {"page_id": pl.String})
    cursor.execute(
        "update new_pages set grading = 'none' "
        "where page_id in (select page_id from without_marks)"
    )
    cursor.execute("alter table new_pages drop column grades_without_marks")
    cursor.execute("drop table without_marks")


def _make_attestations(cursor: duckdb.DuckDBPyConnection, year: Year) -> None:
    _make_table(
        cursor,
        "new_page_attestations",
        page_attestations(cursor, year.year_id, year.starts_on),
        {
            "page_id": pl.String,
            "period_id": pl.String,
            "kind": pl.String,
            "name": pl.String,
            "starts_on": pl.Date,
            "ends_on": pl.Date,
        },
    )


def _make_lessons(
    cursor: duckdb.DuckDBPyConnection,
    year: Year,
    zone: ZoneInfo,
    in_classes: list[Membership],
    in_groups: list[Membership],
) -> None:
    _make_table(
        cursor,
        "unit_days",
        unit_days(cursor, year, in_classes, in_groups),
        {
            "unit_id": pl.String,
            "grade": pl.Int16,
            "shift": pl.Int16,
            "lesson_on": pl.Date,
            "weekday": pl.Int16,
            "is_shortened": pl.Boolean,
            "is_distance": pl.Boolean,
        },
    )
    _make_table(
        cursor,
        "unit_bells",
        unit_bells(cursor, year, in_classes, in_groups),
        {
            "unit_id": pl.String,
            "grade": pl.Int16,
            "classes": pl.String,
            "precedence": pl.Int8,
        },
    )
    _make_table(
        cursor,
        "page_plans",
        _page_plans(cursor),
        {
            "page_id": pl.String,
            "plan_id": pl.String,
            "units": pl.String,
            "precedence": pl.Int8,
        },
    )
    cursor.execute(_sql("replacements"))
    cursor.execute(
        _sql("lessons"),
        {
            "zone": str(zone),
            "starts_on": year.starts_on,
            "ends_on": year.ends_on,
        },
    )
    cursor.execute(_sql("replaced_lessons"))
    for table in ("unit_days", "unit_bells", "page_plans", "new_replacements"):
        cursor.execute(f"drop table {table}")


def _page_plans(
    cursor: duckdb.DuckDBPyConnection,
) -> list[tuple[str, str, str, int]]:
    """Return which plans serve which pages; a plan for the very unit ranks first."""
    plans = cursor.execute(
        "select distinct plan_id, subject_id, units from setup.lesson_plans "
        "order by all"
    ).fetchall()
    pages = cursor.execute(
        "select page_id, unit_id, subject_id, grade from new_pages order by page_id"
    ).fetchall()
    return [
        (
            page_id,
            plan_id,
            units,
            1 if names_unit_itself(units, unit_id) else 2 if units else 3,
        )
        for page_id, unit_id, subject_id, grade in pages
        for plan_id, plan_subject_id, units in plans
        if plan_subject_id == subject_id and names_unit(units, unit_id, grade)
    ]


# Nothing that the ledger speaks of is dropped: neither a lesson nor a whole page.
_KEEP = (
    """
    insert into new_lessons by name
    select lessons.*
    from journal.lessons
    where starts_with(lessons.page_id, $year)
        and lessons.lesson_id in (select lesson_id from journal.entries)
        and lessons.lesson_id not in (select lesson_id from new_lessons)
    """,
    """
    insert into new_page_attestations by name
    select attestations.*
    from journal.page_attestations as attestations
    inner join new_pages using (page_id)
    where (attestations.page_id, attestations.period_id) in (
        select (page_id, period_id) from journal.entries where field = 'final'
    )
    and (attestations.page_id, attestations.period_id) not in (
        select (page_id, period_id) from new_page_attestations
    )
    and starts_with(attestations.page_id, $year)
    """,
    """
    create or replace temp table kept_pages as
    select pages.*
    from journal.pages
    where starts_with(pages.page_id, $year)
        and pages.page_id in (select page_id from journal.entries)
        and pages.page_id not in (select page_id from new_pages)
    """,
    *(
        f"""
        insert into new_{table} by name
        select {table}.*
        from journal.{table}
        inner join kept_pages using (page_id)
        where starts_with(page_id, $year)
        """
        for table in _OF_PAGES
    ),
    "insert into new_pages by name select * from kept_pages "
    "where starts_with(page_id, $year)",
)


def _sql(table: str) -> str:
    return (_DERIVED / f"{table}.sql").read_text(encoding="utf-8")


def _make_table(
    cursor: duckdb.DuckDBPyConnection,
    name: str,
    rows: Sequence[tuple[object, ...]],
    schema: dict[str, type[pl.DataType]],
) -> None:
    """Make a temporary table of rows: registered frames do not outlive a cursor."""
    frame = pl.DataFrame(rows, schema=schema, orient="row").to_arrow()
    cursor.register("rows_to_keep", frame)
    cursor.execute(f"create or replace temp table {name} as from rows_to_keep")
    cursor.unregister("rows_to_keep")
