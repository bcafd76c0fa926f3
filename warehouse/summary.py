"""The maintained summary: counts and sums that summary sheets are drawn from."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import duckdb

    from warehouse.known_page import SummaryRow

_ROW = pl.Schema(
    {
        "page_id": pl.String(),
        "period_id": pl.String(),
        "student_id": pl.String(),
        "count_marks": pl.Int32(),
        "sum_marks": pl.Int32(),
        "sum_weighted": pl.Float64(),
        "sum_weights": pl.Float64(),
        "count_missed": pl.Int32(),
        "count_missed_ill": pl.Int32(),
        "count_missed_excused": pl.Int32(),
        "count_late": pl.Int32(),
        "final": pl.String(),
    }
)

# One row per page, period and student that has a mark, a code or a final. Weights are
# the work types', summed as decimals; a double's second mark takes the lesson's second
# work type.
_SUMMARY = """
    with here as materialized (
        select
            page_id, lesson_id, period_id, student_id, field, value, mark_1, mark_2,
            attendance
        from {current}
        where list_contains($page_ids, page_id)
            and field in ('mark', 'final', 'work_type', 'work_type_2')
    ),

    page_lessons as (
        select page_id, lesson_id, period_id as of_period
        from journal.lessons
        where list_contains($page_ids, page_id)
    ),

    cells as (
        select marks.*, lessons.of_period
        from here as marks
        inner join page_lessons as lessons
            on marks.page_id = lessons.page_id
            and marks.lesson_id = lessons.lesson_id
        where marks.field = 'mark'
    ),

    weights as (
        select
            said.lesson_id, said.field,
            cast(work_types.weight as decimal(18, 6)) as weight
        from here as said
        inner join setup.work_types
            on said.value = work_types.work_type_id and work_types.valid_to is null
        where said.field in ('work_type', 'work_type_2')
    ),

    weighted as (
        select
            cells.*,
            coalesce(first_type.weight, 1) as weight_1,
            coalesce(second_type.weight, first_type.weight, 1) as weight_2
        from cells
        left join weights as first_type
            on cells.lesson_id = first_type.lesson_id and first_type.field = 'work_type'
        left join weights as second_type
            on cells.lesson_id = second_type.lesson_id
            and second_type.field = 'work_type_2'
    ),

    marks as (
        select
            page_id, of_period as period_id, student_id,
            count(mark_1) + count(mark_2) as count_marks,
            sum(coalesce(mark_1, 0) + coalesce(mark_2, 0)) as sum_marks,
            sum(coalesce(mark_1, 0) * weight_1 + coalesce(mark_2, 0) * weight_2)
                as sum_weighted,
            sum(case when mark_1 is null then 0 else weight_1 end)
            + sum(case when mark_2 is null then 0 else weight_2 end) as sum_weights,
            count(attendance) filter (where attendance <> 'о') as count_missed,
            count(*) filter (where attendance = 'б') as count_missed_ill,
            count(*) filter (where attendance = 'у') as count_missed_excused,
            count(*) filter (where attendance = 'о') as count_late
        from weighted
        group by page_id, of_period, student_id
    ),

    finals as (
        select page_id, period_id, student_id, value
        from here
        where field = 'final'
    )

    select
        coalesce(marks.page_id, finals.page_id) as page_id,
        coalesce(marks.period_id, finals.period_id) as period_id,
        coalesce(marks.student_id, finals.student_id) as student_id,
        coalesce(marks.count_marks, 0) as count_marks,
        coalesce(marks.sum_marks, 0) as sum_marks,
        coalesce(marks.sum_weighted, 0) as sum_weighted,
        coalesce(marks.sum_weights, 0) as sum_weights,
        coalesce(marks.count_missed, 0) as count_missed,
        coalesce(marks.count_missed_ill, 0) as count_missed_ill,
        coalesce(marks.count_missed_excused, 0) as count_missed_excused,
        coalesce(marks.count_late, 0) as count_late,
        finals.value as final
    from marks
    full outer join finals
        on marks.page_id = finals.page_id
        and marks.period_id = finals.period_id
        and marks.student_id = finals.student_id
"""


def refresh(cursor: duckdb.DuckDBPyConnection, page_ids: list[str]) -> None:
    """Make the summary rows of these pages anew from the current values."""
    _delete(cursor, page_ids)
    cursor.execute(
        f"insert into journal.summary {of_values('journal.current')}",
        {"page_ids": page_ids},
    )


def replace(
    cursor: duckdb.DuckDBPyConnection, page_ids: list[str], rows: list[SummaryRow]
) -> None:
    """Put rows that somebody made of the current values in the place of the old."""
    _delete(cursor, page_ids)
    cursor.register("summed", pl.DataFrame(rows, _ROW, orient="row").to_arrow())
    cursor.execute("insert into journal.summary select * from summed")
    cursor.unregister("summed")


def _delete(cursor: duckdb.DuckDBPyConnection, page_ids: list[str]) -> None:
    cursor.execute(
        "delete from journal.summary where list_contains($page_ids, page_id)",
        {"page_ids": page_ids},
    )


def of_values(current: str) -> str:
    """Return the query of the summary rows of $page_ids from a table of values.

    Its columns are those of `journal.current`, as `ledger.as_of` gives them too.
    """
    return _SUMMARY.format(current=current)
