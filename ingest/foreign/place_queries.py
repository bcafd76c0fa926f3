"""What is asked of the journal to place facts: lessons, pages and periods by days.

Each query reads a frame that is registered under the name which its comment tells.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import polars as pl

# Reads `wanted_days`: the students' days on which something was written.
LESSONS_OF_STUDENTS = """
    select
        wanted.student_id, wanted.subject_id, wanted.class_id, wanted.lesson_on,
        lessons.page_id, lessons.lesson_id, lessons.starts_at,
        row_number() over (
            partition by
                wanted.student_id, wanted.subject_id, wanted.class_id, wanted.lesson_on
            order by lessons.slot, lessons.lesson_id
        )::smallint as nth
    from wanted_days as wanted
    inner join journal.roster
        on wanted.student_id = roster.student_id
        and wanted.class_id = roster.class_id
        and wanted.lesson_on between roster.starts_on
        and coalesce(roster.ends_on, date '9999-12-31')
    inner join journal.pages
        on roster.page_id = pages.page_id and wanted.subject_id = pages.subject_id
    inner join journal.lessons
        on pages.page_id = lessons.page_id and wanted.lesson_on = lessons.lesson_on
"""
# Reads `wanted_subjects`: classes and subjects of the file.
PAGES_OF_CLASSES = """
    select distinct wanted.class_id, wanted.subject_id, pages.page_id
    from wanted_subjects as wanted
    inner join journal.pages on wanted.subject_id = pages.subject_id
    inner join journal.roster
        on pages.page_id = roster.page_id and wanted.class_id = roster.class_id
    order by all
"""
LESSONS_OF_PAGES = """
    select
        page_id, lesson_on, lesson_id, starts_at,
        row_number() over (
            partition by page_id, lesson_on order by slot, lesson_id
        )::smallint as nth
    from journal.lessons
    where page_id in (select page_id from wanted_pages)
"""
# Reads `wanted_finals`. Who changed groups is judged on the last page of the period.
PERIODS_OF_STUDENTS = """
    with named as (
        select page_id, period_id, name, starts_on, ends_on from journal.page_periods
        union all
        select page_id, period_id, name, starts_on, ends_on
        from journal.page_attestations
    )

    select
        wanted.student_id, wanted.subject_id, wanted.class_id, wanted.period_names,
        pages.page_id, named.period_id, named.starts_on
    from wanted_finals as wanted
    inner join journal.roster
        on wanted.student_id = roster.student_id and wanted.class_id = roster.class_id
    inner join journal.pages
        on roster.page_id = pages.page_id and wanted.subject_id = pages.subject_id
    inner join named
        on pages.page_id = named.page_id
        and list_contains(string_split(wanted.period_names, chr(10)), named.name)
        and roster.starts_on <= named.ends_on
    qualify row_number() over (
        partition by
            wanted.student_id, wanted.subject_id, wanted.class_id, wanted.period_names
        order by roster.starts_on desc, pages.page_id
    ) = 1
"""
CANCELLED = """
    select page_id, lesson_id from journal.current
    where field = 'status' and value = 'cancelled'
"""


def joined_with(
    cursor: duckdb.DuckDBPyConnection, query: str, **wanted: pl.DataFrame
) -> pl.DataFrame:
    """Ask with frames registered under their names."""
    for name, frame in wanted.items():
        cursor.register(name, frame.to_arrow())
    found = cursor.execute(query).pl()
    for name in wanted:
        cursor.unregister(name)
    return found
