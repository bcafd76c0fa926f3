"""What the warehouse knows around the cells of one upload, for rules to judge by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warehouse.closings import CLOSED, closed_cells
from warehouse.final_surroundings import NO_FINALS, finals_around
from warehouse.lesson_surroundings import Said, lessons_around

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from warehouse.closings import Entering
    from warehouse.page_facts import PageFacts

# One row per cell with a final mark: what it is judged by, marks of this upload
# included.
_AROUND_FINALS = """
    with marks as (
        select page_id, lesson_id, student_id, mark_1, mark_2, attendance
        from cells where field = 'mark' and value is not null
        union all
        select
            current.page_id, current.lesson_id, current.student_id, current.mark_1,
            current.mark_2, current.attendance
        from journal.current
        anti join cells
            on current.page_id = cells.page_id
            and current.lesson_id = cells.lesson_id
            and current.student_id = cells.student_id
            and cells.field = 'mark'
        where current.field = 'mark'
            and current.page_id in (select page_id from cells where field = 'final')
    ),

    of_period as (
        select
            marks.page_id, lessons.period_id, marks.student_id,
            sum(coalesce(mark_1, 0) + coalesce(mark_2, 0)) as sum_marks,
            count(mark_1) + count(mark_2) as count_marks,
            count(attendance) filter (where attendance <> 'о') as count_missed
        from marks
        inner join journal.lessons on marks.lesson_id = lessons.lesson_id
        group by marks.page_id, lessons.period_id, marks.student_id
    ),

    lessons_given as (
        select
            finals.page_id, finals.period_id, finals.received_on,
            count(*) as count_lessons
        from (
            select distinct page_id, period_id, received_on
            from cells where field = 'final'
        ) as finals
        inner join journal.lessons
            on finals.page_id = lessons.page_id
            and finals.period_id = lessons.period_id
            and finals.received_on >= lessons.lesson_on
            and lessons.lesson_id not in (
                select lesson_id from journal.replaced_lessons where kind = 'cancelled'
            )
        group by finals.page_id, finals.period_id, finals.received_on
    ),

    hours as (
        select pages.page_id, max(load.hours_per_week) as hours_per_week
        from journal.pages
        inner join setup.load
            on pages.unit_id = load.unit_id
            and pages.subject_id = load.subject_id
            and load.valid_to is null
        where pages.page_id in (select page_id from cells)
        group by pages.page_id
    )

    select
        cells.row,
        of_period.sum_marks / nullif(of_period.count_marks, 0)::double as average,
        of_period.count_marks::integer as count_marks,
        of_period.count_missed / nullif(lessons_given.count_lessons, 0)::double
            as missed_share,
        hours.hours_per_week
    from cells
    left join of_period
        on cells.page_id = of_period.page_id
        and cells.period_id = of_period.period_id
        and cells.student_id = of_period.student_id
    left join lessons_given
        on cells.page_id = lessons_given.page_id
        and cells.period_id = lessons_given.period_id
        and cells.received_on = lessons_given.received_on
    left join hours on cells.page_id = hours.page_id
    where cells.field = 'final'
"""
_FINALS = {
    "average": pl.Float64(),
    "count_marks": pl.Int32(),
    "missed_share": pl.Float64(),
    "hours_per_week": pl.Float64(),
}
# From schemas alone: what is imported before a process forks must not start polars.
_NO_FINALS = [
    pl.lit(None, kind).alias(name)
    for name, kind in (_FINALS | dict(NO_FINALS.schema)).items()
    if name != "row"
]
_NOTHING_CLOSED = [
    pl.lit(None, kind).alias(name) for name, kind in CLOSED.items() if name != "row"
]


def around(
    cursor: duckdb.DuckDBPyConnection,
    cells: pl.DataFrame,
    facts: PageFacts,
    said: Said,
    entering: Entering | None = None,
    keys: Sequence[tuple[str, ...]] = (),
) -> pl.DataFrame:
    """Return `cells` with the columns that the rules judge by, in their order.

    `cells` say for themselves who entered them (`person_id`) and on which day of the
    school they were received (`received_on`); `said` is what the journal says about
    their lessons. With `entering` what they would change in a closed period is told
    (§2.11). Whoever has the `keys` of the cells gives them along.
    """
    known = lessons_around(cells, facts, said, keys)
    numbered = cells.with_row_index("row")
    if (cells["field"] == "final").any():
        cursor.register("cells", numbered.to_arrow())
        finals = (cursor.execute(_AROUND_FINALS).pl(), finals_around(cursor))
        cursor.unregister("cells")
        known = known.hstack(_beside(numbered, *finals))
    else:
        known = known.with_columns(_NO_FINALS)
    if entering is not None and facts.is_anything_closed:
        closed = _closed(cursor, numbered, entering)
        return cells.hstack([*known.get_columns(), *_beside(numbered, closed)])
    return cells.hstack(known.with_columns(_NOTHING_CLOSED).get_columns())


def _beside(numbered: pl.DataFrame, *found: pl.DataFrame) -> list[pl.Series]:
    """Return what was found by row as columns beside all rows."""
    rows = numbered.select("row")
    for more in found:
        rows = rows.join(more, on="row", how="left", maintain_order="left")
    return rows.drop("row").get_columns()


def _closed(
    cursor: duckdb.DuckDBPyConnection, cells: pl.DataFrame, entering: Entering
) -> pl.DataFrame:
    """Return where a cell of a closed period would not stay as it is."""
    changing = cells.filter(pl.col("value").ne_missing(pl.col("current_value")))
    found = closed_cells(cursor, changing, entering)
    places = changing.select(pl.col("row").gather(found["row"])).to_series()
    return found.with_columns(places)
