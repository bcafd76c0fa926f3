"""What a change of plans did to the lessons, compared inside the same transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb
    import polars as pl

_OTHER_PAGES = N_(
    "{page}: this would change the plan of a page that was not chosen, because plans "
    "overlap. Choose that page too, or ask the deputy to part the plans."
)
_CLOSED = N_(
    "{lesson}: the period is closed (§2.11). Choose a later day from which the plan "
    "holds."
)
_DIFFERING = """
select
    coalesce(after.page_id, before.page_id) as page_id,
    coalesce(after.lesson_id, before.lesson_id) as lesson_id
from plan_lessons_before as before
full join journal.lessons as after using (lesson_id)
where (
    before.lesson_on, before.slot, before.starts_at, before.ends_at, before.room,
    before.period_id, before.planned_topic
) is distinct from (
    after.lesson_on, after.slot, after.starts_at, after.ends_at, after.room,
    after.period_id, after.planned_topic
)
"""
_CLOSED_LESSON = f"""
select pages.title || ', ' || strftime(lessons.lesson_on, '%d.%m.%Y')
from ({_DIFFERING}) as differing
inner join journal.lessons using (lesson_id)
inner join journal.pages on lessons.page_id = pages.page_id
where exists (
    select 1
    from journal.roster
    inner join staging.stg_closed_periods as closed
        on
            roster.class_id = closed.class_id
            and lessons.period_id = closed.period_id
    where roster.page_id = lessons.page_id
)
order by lessons.lesson_on
limit 1
"""
_LESSONS = f"""
select
    pages.page_id, pages.title, lessons.lesson_on, lessons.slot,
    lessons.plan_position, before.planned_topic as topic_before,
    lessons.planned_topic as topic_after
from ({_DIFFERING}) as differing
inner join journal.lessons using (lesson_id)
inner join plan_lessons_before as before using (lesson_id)
inner join journal.pages on lessons.page_id = pages.page_id
order by pages.grade, pages.title, lessons.lesson_on, lessons.slot
"""
_WORKBOOKS = f"""
select distinct
    workbooks.person_id,
    coalesce(people.person_name, workbooks.person_id) as person_name,
    workbooks.period_name
from ({_DIFFERING}) as differing
inner join journal.lessons using (lesson_id)
inner join journal.workbook_pages as held on lessons.page_id = held.page_id
inner join journal.workbooks as workbooks using (workbook_id)
left join intermediate.int_person_names as people
    on workbooks.person_id = people.person_id
where workbooks.ends_on >= $today
    and lessons.lesson_on between workbooks.starts_on and workbooks.ends_on
order by person_name, workbooks.period_name
"""


def remember_lessons(cursor: duckdb.DuckDBPyConnection) -> None:
    """Keep the lessons as they are before a change, for this connection only."""
    cursor.execute(
        "create or replace temp table plan_lessons_before as from journal.lessons"
    )


def touched_pages(cursor: duckdb.DuckDBPyConnection) -> tuple[str, ...]:
    """Return the pages any of whose lessons differ from before."""
    rows = cursor.execute(
        f"select distinct page_id from ({_DIFFERING}) order by page_id"
    ).fetchall()
    return tuple(page_id for (page_id,) in rows)


def refuse_more_than_topics(
    cursor: duckdb.DuckDBPyConnection, page_ids: Sequence[str]
) -> None:
    """Refuse a change that reached other pages than these, or a closed period.

    Rows of plans can say nothing of a lesson but its planned topic.
    """
    others = set(touched_pages(cursor)) - set(page_ids)
    if others:
        title = cursor.execute(
            "select title from journal.pages where page_id = ?", [min(others)]
        ).fetchone()
        raise VedomostError(_OTHER_PAGES, page=title[0] if title else min(others))
    closed = cursor.execute(_CLOSED_LESSON).fetchone()
    if closed is not None:
        raise VedomostError(_CLOSED, lesson=closed[0])


def lessons(cursor: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return the lessons whose planned topic changed.

    Columns: page_id, title, lesson_on, slot, plan_position, topic_before, topic_after.
    """
    return cursor.execute(_LESSONS).pl()


def workbooks(cursor: duckdb.DuckDBPyConnection, today: date) -> pl.DataFrame:
    """Return who holds a workbook with such a lesson whose term is not over.

    Columns: person_id, person_name, period_name. Its prefilled topics are the plan's of
    before.
    """
    return cursor.execute(_WORKBOOKS, {"today": today}).pl()
