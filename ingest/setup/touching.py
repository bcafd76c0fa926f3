"""What planned changes of the set-up touch, seen before anything is written (§2.2).

The changes are applied and taken back again in one rehearsal, so the preview cannot
differ from what the change does.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.setup.applying import Cause, apply_changes
from ingest.setup.school import occasion_now

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb
    import polars as pl

    from ingest.setup.applying import Occasion
    from ingest.setup.changes import Change
    from warehouse.school_folder import School

_TABLES = ("pages", "page_teachers", "roster", "lessons", "replaced_lessons")
_LESSONS = """
select
    coalesce(after.lesson_id, before.lesson_id) as lesson_id,
    pages.page_id, pages.title,
    coalesce(after.lesson_on, before.lesson_on) as lesson_on,
    coalesce(after.slot, before.slot) as slot,
    case
        when before.lesson_id is null then 'added'
        when after.lesson_id is null then 'removed'
        when (before.starts_at, before.ends_at, before.room)
            is distinct from (after.starts_at, after.ends_at, after.room) then 'moved'
        else 'replanned'
    end as kind,
    coalesce(after.lesson_id, before.lesson_id) in (
        select lesson_id from journal.current
    ) as is_written
from was_lessons as before
full join journal.lessons as after using (lesson_id)
inner join (
    from journal.pages union distinct from was_pages
) as pages on pages.page_id = coalesce(after.page_id, before.page_id)
where (
    before.starts_at, before.ends_at, before.room, before.planned_topic,
    before.period_id
) is distinct from (
    after.starts_at, after.ends_at, after.room, after.planned_topic, after.period_id
)
order by lesson_on, slot, title
"""
_STAYS = """
with was as (
    select page_id, {who}, starts_on, coalesce(ends_on, date '9999-12-31') as ends_on
    from was_{table}
),
now as (
    select page_id, {who}, starts_on, coalesce(ends_on, date '9999-12-31') as ends_on
    from journal.{table}
),
changed as (
    (select *, 'gains' as kind from (from now except from was))
    union all
    (select *, 'loses' as kind from (from was except from now))
)
select
    changed.kind, pages.page_id, pages.title, changed.{who}, changed.starts_on,
    nullif(changed.ends_on, date '9999-12-31') as ends_on
from changed
inner join (
    from journal.pages union distinct from was_pages
) as pages using (page_id)
order by pages.title, changed.{who}, changed.kind desc, changed.starts_on
"""
_WORKBOOKS = """
with replaced as (
    (from journal.replaced_lessons except from was_replaced_lessons)
    union all
    (from was_replaced_lessons except from journal.replaced_lessons)
),

touched as (
    select page_id from (from touched_lessons) where kind <> 'replanned'
    union
    select page_id from (from touched_teachers)
    union
    select page_id from (from touched_students)
    union
    select page_id from replaced
)
select distinct workbooks.person_id, workbooks.period_name
from journal.workbooks as workbooks
inner join journal.workbook_pages as held using (workbook_id)
inner join touched using (page_id)
where workbooks.ends_on >= $from_date
union
select workbooks.person_id, workbooks.period_name
from journal.workbooks as workbooks
inner join replaced
    on workbooks.person_id = replaced.person_id
    and replaced.from_on >= workbooks.starts_on
    and replaced.from_on <= workbooks.ends_on
order by person_id, period_name
"""


class Touched(NamedTuple):
    """What changes in the journal.

    `lessons`: lesson_id, page_id, title, lesson_on, slot, kind (`added`, `removed`,
    `moved` in time or room, `replanned`: another topic), is_written (entries stand
    there: the lesson is kept whatever the timetable says). `teachers` and `students`:
    kind (`gains`, `loses`), page_id, title, person_id or student_id, starts_on,
    ends_on. `workbooks`: person_id and period_name of workbooks handed out that should
    be downloaded again.
    """

    lessons: pl.DataFrame
    teachers: pl.DataFrame
    students: pl.DataFrame
    workbooks: pl.DataFrame


def touched_by(school: School, changes: Sequence[Change], from_date: date) -> Touched:
    """Return what the changes would touch; nobody writes while it is tried."""
    with school.database.rehearsing() as cursor:
        return tried(cursor, changes, occasion_now(school), from_date)


def tried(
    cursor: duckdb.DuckDBPyConnection,
    changes: Sequence[Change],
    occasion: Occasion,
    from_date: date,
) -> Touched:
    """Apply the changes inside a rehearsal of the caller, who may look further."""
    for table in _TABLES:
        cursor.execute(
            f"create or replace temp table was_{table} as from journal.{table}"
        )
    apply_changes(cursor, changes, occasion, Cause("page", ""), from_date=from_date)
    return Touched(
        _kept(cursor, "touched_lessons", _LESSONS),
        _kept(cursor, "touched_teachers", _stays("page_teachers")),
        _kept(cursor, "touched_students", _stays("roster")),
        cursor.execute(_WORKBOOKS, {"from_date": from_date}).pl(),
    )


def _stays(table: str) -> str:
    who = "person_id" if table == "page_teachers" else "student_id"
    return _STAYS.format(table=table, who=who)


def _kept(cursor: duckdb.DuckDBPyConnection, name: str, query: str) -> pl.DataFrame:
    cursor.execute(f"create or replace temp table {name} as {query}")
    return cursor.execute(f"from {name}").pl()
