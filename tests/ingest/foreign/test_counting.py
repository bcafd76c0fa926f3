"""What came in is counted as it was written, and apart from what is judged for time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from ingest.foreign.importing import run_import
from ingest.foreign.planning import plan_import
from ingest.setup.seeds import example_tables
from tests.ingest.foreign.drawn_facts import brought, facts
from warehouse import ledger
from warehouse.access.roles import viewer_for
from warehouse.clock import school_day
from warehouse.closing import close
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from warehouse.school_folder import School

DIRECTOR, DEPUTY = "С-01", "С-02"
TABLE = """
    Русский язык | Антипов Максим | 2026-11-19 | 5
    Русский язык |                | 2026-11-19 | Имя существительное
"""


def rows(school: School, query: str) -> list[tuple[object, ...]]:
    with school.database.reading() as cursor:
        return cursor.execute(query).fetchall()


def many_facts() -> pl.DataFrame:
    """Draw a mark of everybody on the lessons of two subjects in September."""
    tables = example_tables()
    pupils = [one for one in tables["students"] if one["class_id"] == "5А"]
    days = [date(2026, 9, 1) + timedelta(days=one) for one in range(40)]
    lines = [
        f"{subject} | {one['surname']} {one['given_name']} | {day} | "
        f"{'5432н'[(number + day.day) % 5]}"
        for subject, weekdays in {"Русский язык": (0, 1, 2, 3, 4), "ГЕО": (1,)}.items()
        for day in days
        if day.weekday() in weekdays
        for number, one in enumerate(pupils)
    ]
    return facts("\n".join(lines))


def test_totals_by_class_subject_and_teacher_are_those_of_the_input(example_school):
    written = many_facts()
    plan = plan_import(example_school, DIRECTOR, brought(written))
    run_import(example_school, DIRECTOR, brought(written))

    load = pl.DataFrame(example_tables()["load"]).filter(unit_id="5А")
    names = {"Русский язык": "РУС", "ГЕО": "ГЕО"}
    placed = written.with_row_index("fact").filter(
        ~pl.col("fact").is_in(
            plan.facts.filter(pl.col("state") != "new")["fact"].to_list()
        )
    )
    expected = (
        placed.with_columns(subject_id=pl.col("subject_name").replace_strict(names))
        .join(load, on="subject_id")
        .group_by("class_name", "subject_id", "person_id")
        .agg(pl.len(), pl.col("mark_1").sum().cast(pl.Int64).alias("sum"))
        .sort("subject_id")
    )
    found = rows(
        example_school,
        """
        select roster.class_id, pages.subject_id, teachers.person_id, count(*),
            sum(current.mark_1)
        from journal.current
        join journal.lessons using (page_id, lesson_id)
        join journal.pages on current.page_id = pages.page_id
        join journal.page_teachers as teachers on pages.page_id = teachers.page_id
        join journal.roster on current.page_id = roster.page_id
            and current.student_id = roster.student_id
        group by all order by pages.subject_id
        """,
    )
    assert found == expected.rows()
    # Whoever came on 15 September was on no roll before.
    assert plan.counts().keys() == {"new", "not_on_roll"}
    assert sum(plan.counts().values()) == len(written)


def test_timeliness_counts_what_was_brought_in_apart(example_school):
    run_import(example_school, DIRECTOR, brought(TABLE))

    found = rows(
        example_school,
        "select kind, entered from intermediate.int_obligation_entries "
        "where lesson_id = '2026:5А:РУС:20261119:2' order by kind",
    )

    assert ("topic", "undetermined") in found
    assert not any(status in {"on_time", "late"} for _, status in found)


def test_a_closed_period_takes_nothing_in(example_school):
    _close(example_school)
    table = """
        Русский язык | Антипов Максим | 2026-09-08 | 5
        Русский язык | Антипов Максим | 2026-11-19 | 5
    """
    plan = plan_import(example_school, DIRECTOR, brought(table))

    assert plan.facts["state"].to_list() == ["closed", "new"]
    assert run_import(example_school, DIRECTOR, brought(table)).count_entries == 1


def test_a_breached_account_brings_nothing_and_its_imports_do_not_count(example_school):
    done = run_import(example_school, DEPUTY, brought(TABLE))
    now = example_school.clock.now()
    with example_school.database.writing() as cursor:
        decision = ledger.Decision(
            example_school.school_id, "b-1", DEPUTY, DIRECTOR, now
        )
        ledger.void_from(cursor, decision, now - timedelta(hours=1))

    with pytest.raises(VedomostError, match="breach"):
        run_import(example_school, DEPUTY, brought(TABLE, b"another"))

    assert rows(example_school, "select count(*) from journal.current") == [(0,)]
    again = run_import(example_school, DIRECTOR, brought(TABLE))
    assert (again.import_id == done.import_id, again.count_entries) == (False, 2)


def _close(school: School) -> None:
    today = school_day(school.clock.now(), school.timezone)
    viewer = viewer_for(school.database, DIRECTOR, today)
    close(school, viewer, "5А", "2026-Q1", "конец четверти")
