"""What rules are told about a cell is what SQL says about it, whatever the cell."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import TYPE_CHECKING

import polars as pl
import pytest

from tests.warehouse.surroundings_in_sql import lessons_around_in_sql
from warehouse.lesson_surroundings import lessons_around
from warehouse.page_facts import load_page_facts

if TYPE_CHECKING:
    import duckdb

    from warehouse.school_folder import School

COUNT = 600
_FIELDS = ("mark", "final", "message", "status", "topic", "work_type", "homework")
_CELLS = pl.Schema(
    {
        **dict.fromkeys(
            ("page_id", "lesson_id", "period_id", "student_id", "field", "value"),
            pl.String(),
        ),
        "person_id": pl.String(),
        "received_on": pl.Date(),
    }
)
# What the small school of the tests lacks: attestations, replacements, staff who left,
# teachers in turn, a student who came later.
_MORE = """
    insert into journal.page_attestations by name
        select page_id, 'exam' as period_id, 'Экзамен' as name, 'exam' as kind,
            date '2026-12-20' as starts_on, date '2026-12-28' as ends_on
        from journal.pages;
    insert into journal.replaced_lessons by name
        select lesson_id, page_id,
            case hash(lesson_id) % 3 when 0 then 'cancelled' when 1 then 'substitute'
                else 'moved' end as kind,
            case hash(lesson_id) % 3 when 1 then (
                select min(person_id) from setup.staff
            ) else '' end as person_id
        from journal.lessons where hash(lesson_id) % 5 = 0;
    update setup.staff set valid_to = date '2026-11-10'
        where hash(person_id) % 3 = 0;
    update journal.page_teachers set ends_on = date '2026-11-12'
        where hash(page_id) % 2 = 0;
    insert into journal.page_teachers by name
        select page_id, (select max(person_id) from setup.staff) as person_id,
            date '2026-11-13' as starts_on, null::date as ends_on
        from journal.pages where hash(page_id) % 2 = 0;
    update journal.roster set starts_on = date '2026-11-11'
        where hash(student_id) % 3 = 0;
"""


@pytest.mark.parametrize("seed", range(4))
def test_memory_says_what_sql_says_about_any_cell(filled_school: School, seed: int):
    with filled_school.database.writing() as cursor:
        cursor.execute(_MORE)
        cells = _any_cells(cursor, random.Random(seed))
        said = {
            (page, lesson, field): value
            for page, lesson, field, value in cursor.execute(
                "select page_id, lesson_id, field, value from journal.current "
                "where student_id = ''"
            ).fetchall()
        }

        expected = lessons_around_in_sql(cursor, cells)
        found = lessons_around(
            cells, load_page_facts(cursor), lambda *place: said.get(place)
        )

    assert len(expected) == COUNT
    for column in expected.columns:
        assert found[column].to_list() == expected[column].to_list(), column
    told = found.select(pl.all().n_unique())
    assert min(told.select("is_assigned", "is_on_roll", "given_by").row(0)) > 1


def _any_cells(
    cursor: duckdb.DuckDBPyConnection, chance: random.Random
) -> pl.DataFrame:
    def known(question: str) -> list[str]:
        return [row[0] for row in cursor.execute(question).fetchall()] + [""]

    pages = known("select page_id from journal.pages order by all")
    lessons = known("select lesson_id from journal.lessons order by all")
    students = known("select distinct student_id from journal.roster order by all")
    people = known("select distinct person_id from setup.staff order by all")
    periods = known("select distinct period_id from journal.page_periods order by all")
    page_of = dict(
        cursor.execute("select lesson_id, page_id from journal.lessons").fetchall()
    )
    rows = []
    for _ in range(COUNT):
        field = chance.choice(_FIELDS)
        lesson = "" if field in {"final", "message"} else chance.choice(lessons)
        page = page_of.get(lesson, "")
        if not page or chance.random() < 0.1:
            page = chance.choice(pages)
        period = ""
        if field == "final":
            period = chance.choice([*periods, "exam"])
        elif field == "message":
            period = "message:2026-11-20:1"
        student = chance.choice(students) if field in {"mark", "final"} else ""
        value = chance.choice(("5", "held", "Тема", None))
        day = date(2026, 11, 1) + timedelta(days=chance.randrange(60))
        rows.append(
            (page, lesson, period, student, field, value, chance.choice(people), day)
        )
    return pl.DataFrame(rows, schema=_CELLS, orient="row")
