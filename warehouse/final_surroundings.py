"""What finals of the year and overall rest on: the other finals of the same student."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    import duckdb

# One row per final of `cells` that is not a period's: what it is judged by, the finals
# of this upload included.
_AROUND = """
    with judged as (
        select cells.row, cells.page_id, cells.student_id, attestations.kind,
            attestations.ends_on
        from cells
        inner join journal.page_attestations as attestations
            on cells.page_id = attestations.page_id
            and cells.period_id = attestations.period_id
        where cells.field = 'final' and attestations.kind <> 'exam'
    ),

    finals as (
        select page_id, period_id, student_id, value_text, value, mark_1
        from cells where field = 'final' and value is not null
        union all
        select
            current.page_id, current.period_id, current.student_id,
            current.value_text, current.value, current.mark_1
        from journal.current
        anti join cells
            on current.page_id = cells.page_id
            and current.period_id = cells.period_id
            and current.student_id = cells.student_id
            and cells.field = 'final'
        where current.field = 'final'
            and current.page_id in (select page_id from judged)
    ),

    known as (
        select
            page_id, period_id, name, 'period' as kind, starts_on, ends_on,
            page_id || ' ' || period_id in (
                select page_id || ' ' || period_id from journal.lessons
            ) as is_taught
        from journal.page_periods
        where page_id in (select page_id from judged)
        union all
        select page_id, period_id, name, kind, starts_on, ends_on, false
        from journal.page_attestations
        where page_id in (select page_id from judged)
    ),

    enrolled as (
        select distinct judged.row, known.period_id
        from judged
        inner join known
            on judged.page_id = known.page_id
            and known.is_taught
            and known.ends_on <= judged.ends_on
        inner join journal.roster
            on judged.page_id = roster.page_id
            and judged.student_id = roster.student_id
            and roster.starts_on <= known.ends_on
            and coalesce(roster.ends_on, date '9999-12-31') >= known.ends_on
    ),

    owed as (
        select row, count(*)::integer as count_periods from enrolled group by row
    ),

    behind as (
        select
            judged.row, known.kind, known.name, known.starts_on, finals.value,
            finals.value_text, finals.mark_1,
            if(judged.kind = 'year', known.kind = 'period', known.kind <> 'period')
                as is_basis
        from judged
        inner join finals
            on judged.page_id = finals.page_id
            and judged.student_id = finals.student_id
        inner join known
            on finals.page_id = known.page_id
            and finals.period_id = known.period_id
            and known.kind <> 'overall'
    )

    select
        judged.row,
        avg(behind.mark_1) filter (where behind.kind = 'period') as finals_average,
        (count(behind.value) filter (where behind.kind = 'period'))::integer
            as count_finals,
        coalesce(max(owed.count_periods), 0) as count_periods,
        string_agg(
            behind.name || ': ' || behind.value_text, ', ' order by behind.starts_on
        ) filter (
            where behind.is_basis and (
                behind.mark_1 <= 2 or behind.value in ('not_attested', 'незачёт')
            )
        ) as failed_finals,
        (max(behind.mark_1) filter (where behind.kind = 'year'))::tinyint as year_mark,
        (max(behind.mark_1) filter (where behind.kind = 'exam'))::tinyint as exam_mark,
        coalesce(bool_or(behind.kind = 'year'), false) as has_year
    from judged
    left join behind on judged.row = behind.row
    left join owed on judged.row = owed.row
    group by judged.row
"""
NO_FINALS = pl.DataFrame(
    schema={
        "row": pl.UInt32(),
        "finals_average": pl.Float64(),
        "count_finals": pl.Int32(),
        "count_periods": pl.Int32(),
        "failed_finals": pl.String(),
        "year_mark": pl.Int8(),
        "exam_mark": pl.Int8(),
        "has_year": pl.Boolean(),
    }
)


def finals_around(cursor: duckdb.DuckDBPyConnection) -> pl.DataFrame:
    """Return what the finals of the registered `cells` rest on: rows of NO_FINALS."""
    return cursor.execute(_AROUND).pl().cast(NO_FINALS.schema)
