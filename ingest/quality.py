"""The full suites over a school's warehouse: nightly, and when uploads have ceased."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.check import gate
from expectations.rules_warehouse import WAREHOUSE_RULES
from expectations.warehouse_rule import count_violations
from ingest.load import settings_of
from warehouse import suite_runs
from warehouse.clock import school_day
from warehouse.surroundings import around

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from expectations.suite_run import SuiteRun
    from warehouse.school_folder import School


def run_full_suites(school: School) -> list[SuiteRun]:
    """Judge every current cell and the warehouse as a whole; keep the results.

    Reads from one snapshot and holds the writer only while the results are kept. A cell
    is judged as if its author handed it in on the day it was recorded.
    """
    suites = gate().suites()
    settings = settings_of(school)
    started_at = school.clock.now()
    with school.database.reading() as cursor:
        facts = school.known.facts(cursor)
        cells = around(cursor, _current_cells(cursor, school), facts, _nothing_else)
        counts = count_violations(
            WAREHOUSE_RULES,
            lambda query, named: cursor.execute(query, named).fetchall(),
            school_day(started_at, school.timezone),
            settings,
        )
    runs = [
        suites.run_cells(cells, settings),
        suites.run_warehouse(counts, settings),
    ]
    with school.database.writing() as cursor:
        school.database.changes.only(())  # no journal page
        for run in runs:
            suite_runs.store(cursor, run, started_at, school.clock.now())
    return runs


def _current_cells(cursor: duckdb.DuckDBPyConnection, school: School) -> pl.DataFrame:
    """Return every current cell as the reader would deliver it."""
    return cursor.execute(
        """
        select
            '' as sheet, '' as cell, page_id, lesson_id, period_id, student_id, field,
            '' as label, 'text' as kind, value_text, value, mark_1, mark_2, attendance,
            '' as hint, value as base_value, value as current_value,
            false as is_duplicate, recorded_by as person_id,
            (recorded_at at time zone 'UTC' at time zone $zone)::date as received_on
        from journal.current
        """,
        {"zone": school.timezone.key},
    ).pl()


def _nothing_else(_page: str, _lesson: str, _field: str) -> None:
    """Say nothing about a lesson: the cells are all that the journal says."""
