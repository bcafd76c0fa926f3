"""What the questions of `questions.py` are made of, and who gets an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import polars as pl

    from warehouse.viewer import Viewer

REGION = "region"  # the role
SMALLEST_GROUP = 5
FIGURES = (
    "count_good", "count_passed", "count_base", "count_without_final",
    "count_on_time", "count_decided", "count_entered", "count_owed",
)  # fmt: skip
SUMS = ", ".join(f"cast(sum({one}) as bigint) as {one}" for one in FIGURES)
_EACH = [f"case when not is_withheld then {one} end as {one}" for one in FIGURES]
SHOWN, SHOWN_FINALS = ", ".join(_EACH), ", ".join(_EACH[:4])
# One row per class with what it has in the period: $year_id, $period_id.
CLASSES = """
with finals as (
    select
        school_id,
        class_id,
        sum(count_5 + count_4) as count_good,
        sum(count_5 + count_4 + count_3) as count_passed,
        sum(count_base) as count_base,
        sum(count_without_final) as count_without_final
    from lake.kept_results
    where year_id = $year_id and period_id = $period_id
        and ($school_id = '' or school_id = $school_id)
    group by school_id, class_id
),

spans as (
    select
        school_id,
        date_trunc('week', starts_on) as from_week,
        ends_on
    from lake.periods
    where year_id = $year_id and period_id = $period_id
),

weeks as (
    select
        told.school_id,
        told.class_id,
        sum(told.count_on_time) as count_on_time,
        sum(told.count_on_time + told.count_late + told.count_missing) as count_decided,
        sum(told.count_entered) as count_entered,
        sum(told.count_owed) as count_owed
    from lake.kept_timeliness_weeks as told
    inner join spans
        on
            told.school_id = spans.school_id
            and told.week_on between spans.from_week and spans.ends_on
    where told.year_id = $year_id
        and ($school_id = '' or told.school_id = $school_id)
    group by told.school_id, told.class_id
),

told as (
    select * from finals
    full join weeks using (school_id, class_id)
),

classes as (
    select
        told.*,
        sizes.grade,
        sizes.count_students
    from told
    left join lake.classes as sizes
        on
            told.school_id = sizes.school_id
            and told.class_id = sizes.class_id
            and sizes.year_id = $year_id
)
"""
# Adds `is_withheld` to rows of `figures`, which have count_students.
WITHHELD = """
, judged as (
    select
        *,
        coalesce(count_students < $smallest, false) as is_small,
        count(*) filter (where count_students < $smallest) over () as count_small,
        row_number() over (
            order by coalesce(count_students < $smallest, false), count_students
        ) as place
    from figures
),

withheld as (
    select
        *,
        is_small or (count_small = 1 and place = 1) as is_withheld
    from judged
)
"""


def ask(
    connection: duckdb.DuckDBPyConnection,
    viewer: Viewer,
    question: str,
    **values: object,
) -> pl.DataFrame:
    """Return the answer as a frame; `question` must use `$is_region`."""
    asked = {"is_region": REGION in viewer.roles, **values}
    return connection.execute(question, asked).pl()
