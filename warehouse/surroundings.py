"""What the warehouse knows around the cells of one upload, for rules to judge by."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warehouse.closings import CLOSED, closed_cells
from warehouse.final_surroundings import NO_FINALS, finals_around
from warehouse.who_enters import WHO_ENTERS

if TYPE_CHECKING:
    import duckdb

    from warehouse.closings import Entering

# One row per cell of `cells`. "After this upload" is the file's value where the cell
# changed, else the current one.
_AROUND = (
    """
    with last_days as (
        select page_id, max(ends_on) as ends_on
        from journal.page_periods
        where page_id in (select page_id from cells)
        group by page_id
    ),

    -- Who is on the roll and who teaches is asked on days of lessons: an exam may be
    -- long after them.
    page_finals as materialized (
        select
            page_id, period_id, 'period' as kind, starts_on, ends_on,
            starts_on as since_on, ends_on as until_on
        from journal.page_periods
        where page_id in (select page_id from cells)
        union all
        select
            attestations.page_id, attestations.period_id, attestations.kind,
            attestations.starts_on, attestations.ends_on,
            least(attestations.starts_on, last_days.ends_on),
            least(attestations.ends_on, last_days.ends_on)
        from journal.page_attestations as attestations
        inner join last_days using (page_id)
    ),

    page_lessons as materialized (
        select page_id, lesson_id, period_id, lesson_on, planned_topic
        from journal.lessons
        where page_id in (select page_id from cells)
    ),

    -- A lesson that was replaced, and who gives it instead of the page's teachers.
    replaced as materialized (
        select lesson_id, kind, person_id
        from journal.replaced_lessons
        where page_id in (select page_id from cells)
    ),

    current_fields as (
        select page_id, lesson_id, field, value
        from journal.current
        where student_id = '' and lesson_id in (select lesson_id from cells)
    ),

    said as (
        select page_id, lesson_id, field, value from cells
        where student_id = '' and lesson_id <> '' and value is not null
        union all
        select page_id, lesson_id, field, value from current_fields
        anti join cells using (page_id, lesson_id, field)
    ),

    lesson_state as (
        select
            page_id,
            lesson_id,
            max(value) filter (where field = 'status') as status,
            max(value) filter (where field = 'work_type') as work_type,
            max(value) filter (where field = 'work_type_2') as work_type_2,
            max(value) filter (where field = 'topic') as topic,
            max(value) filter (where field = 'homework') as homework
        from said
        group by page_id, lesson_id
    ),

    on_roll as (
        select cells.row, true as is_on_roll
        from cells
        left join page_lessons as lessons
            on cells.page_id = lessons.page_id and cells.lesson_id = lessons.lesson_id
        left join page_finals
            on cells.page_id = page_finals.page_id
            and cells.period_id = page_finals.period_id
        inner join journal.roster
            on cells.page_id = roster.page_id
            and cells.student_id = roster.student_id
            and roster.starts_on <= coalesce(lessons.lesson_on, page_finals.until_on)
            and coalesce(roster.ends_on, date '9999-12-31')
            >= coalesce(lessons.lesson_on, page_finals.since_on)
        group by cells.row
    ),

"""
    + WHO_ENTERS
    + """
    select
        cells.row,
        lessons.lesson_on,
        if(replaced.kind = 'cancelled', 'cancelled', lesson_state.status) as status,
        lesson_state.work_type,
        lesson_state.work_type_2,
        lesson_state.topic,
        lesson_state.homework,
        lessons.planned_topic,
        case when cells.lesson_id <> '' then lessons.lesson_id is not null end
            as is_school_day,
        lessons.lesson_on > cells.received_on as is_future,
        coalesce(on_roll.is_on_roll, false) as is_on_roll,
        coalesce(assigned.is_assigned, false) as is_assigned,
        case
            when replaced.person_id not in ('', cells.person_id)
                then coalesce(substitutes.name, replaced.person_id)
            when cells.lesson_id <> '' and exists (
                select 1 from stays
                where stays.page_id = cells.page_id
                    and stays.person_id = cells.person_id
            ) then answering.teacher_names
        end as given_by,
        pages.grading,
        page_finals.starts_on as period_starts_on,
        page_finals.ends_on as period_ends_on,
        if(cells.field = 'final', page_finals.kind, null) as final_kind,
        coalesce(subjects.rounding_threshold, 0.5) as rounding_threshold
    from cells
    left join page_lessons as lessons
        on cells.page_id = lessons.page_id and cells.lesson_id = lessons.lesson_id
    left join lesson_state
        on cells.page_id = lesson_state.page_id
        and cells.lesson_id = lesson_state.lesson_id
    left join on_roll on cells.row = on_roll.row
    left join assigned on cells.row = assigned.row
    left join replaced on cells.lesson_id = replaced.lesson_id
    left join answering on cells.row = answering.row
    left join staff_names as substitutes
        on replaced.person_id = substitutes.person_id
    left join journal.pages on cells.page_id = pages.page_id
    left join setup.subjects
        on pages.subject_id = subjects.subject_id and subjects.valid_to is null
    left join page_finals
        on cells.page_id = page_finals.page_id
        and page_finals.period_id
        = coalesce(nullif(cells.period_id, ''), lessons.period_id)
    order by cells.row
"""
)

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
_NO_FINALS = pl.DataFrame(
    schema={
        "row": pl.UInt32(),
        "average": pl.Float64(),
        "count_marks": pl.Int32(),
        "missed_share": pl.Float64(),
        "hours_per_week": pl.Float64(),
    }
)


def around(
    cursor: duckdb.DuckDBPyConnection,
    cells: pl.DataFrame,
    entering: Entering | None = None,
) -> pl.DataFrame:
    """Return `cells` with the columns that the rules judge by, in their order.

    `cells` say for themselves who entered them (`person_id`) and on which day of the
    school they were received (`received_on`). With `entering` what they would change
    in a closed period is told (§2.11).
    """
    numbered = cells.with_row_index("row")
    cursor.register("cells", numbered.to_arrow())
    known = cursor.execute(_AROUND).pl()
    has_finals = (cells["field"] == "final").any()
    finals = cursor.execute(_AROUND_FINALS).pl() if has_finals else _NO_FINALS
    others = finals_around(cursor) if has_finals else NO_FINALS
    cursor.unregister("cells")
    for more in (finals, others, _closed(cursor, numbered, entering)):
        known = known.join(more, on="row", how="left", maintain_order="left")
    return cells.hstack(known.drop("row").get_columns())


def _closed(
    cursor: duckdb.DuckDBPyConnection, cells: pl.DataFrame, entering: Entering | None
) -> pl.DataFrame:
    """Return where a cell of a closed period would not stay as it is."""
    if entering is None:
        return pl.DataFrame(schema=CLOSED)
    changing = cells.filter(pl.col("value").ne_missing(pl.col("current_value")))
    found = closed_cells(cursor, changing, entering)
    places = changing.select(pl.col("row").gather(found["row"])).to_series()
    return found.with_columns(places)
