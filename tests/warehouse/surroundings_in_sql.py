"""The question behind `warehouse.lesson_surroundings`, as SQL: what it is held to.

The program asks mappings in memory, because DuckDB needs forty milliseconds to plan
this for the cells of one upload. Both must say the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb
    import polars as pl

_WHO_ENTERS = """
    stays as materialized (
        select
            page_id, person_id, starts_on,
            coalesce(ends_on, date '9999-12-31') as ends_on
        from journal.page_teachers
        where page_id in (select page_id from cells)
    ),

    staff_names as (
        select
            person_id,
            arg_max(
                concat_ws(' ', surname, given_name, nullif(patronymic, '')), valid_from
            ) as name
        from setup.staff
        group by person_id
    ),

    -- Finals on whose last day somebody has the page: that is who enters them.
    page_lasts as (
        select distinct page_finals.page_id, page_finals.period_id
        from page_finals
        inner join stays
            on page_finals.page_id = stays.page_id
            and page_finals.until_on between stays.starts_on and stays.ends_on
    ),

    dated_cells as (
        select
            cells.row, cells.page_id, cells.lesson_id, cells.person_id,
            cells.received_on,
            coalesce(lessons.lesson_on, page_finals.until_on) as day_on
        from cells
        left join page_lessons as lessons
            on cells.page_id = lessons.page_id and cells.lesson_id = lessons.lesson_id
        left join page_finals
            on cells.page_id = page_finals.page_id
            and cells.period_id = page_finals.period_id
    ),

    -- Who taught the page that day; is_here: somebody of them is still on the staff.
    answering as (
        select
            cells.row,
            bool_or(staff.person_id is not null) as is_here,
            string_agg(
                distinct coalesce(staff_names.name, stays.person_id), ', '
                order by coalesce(staff_names.name, stays.person_id)
            ) as teacher_names
        from dated_cells as cells
        inner join stays
            on cells.page_id = stays.page_id
            and cells.day_on between stays.starts_on and stays.ends_on
        left join staff_names on stays.person_id = staff_names.person_id
        left join setup.staff
            on stays.person_id = staff.person_id
            and (staff.valid_to is null or staff.valid_to > cells.received_on)
        group by cells.row
    ),

    assigned as (
        select cells.row, true as is_assigned
        from cells
        left join page_lessons as lessons
            on cells.page_id = lessons.page_id and cells.lesson_id = lessons.lesson_id
        left join page_finals
            on cells.page_id = page_finals.page_id
            and cells.period_id = page_finals.period_id
        left join page_lasts
            on cells.page_id = page_lasts.page_id
            and cells.period_id = page_lasts.period_id
        inner join journal.page_teachers
            on cells.page_id = page_teachers.page_id
            and cells.person_id = page_teachers.person_id
            and page_teachers.starts_on <= coalesce(
                lessons.lesson_on,
                if(page_lasts.page_id is null, null, page_finals.until_on),
                if(cells.field = 'message', cells.received_on, date '9999-12-31')
            )
            and coalesce(page_teachers.ends_on, date '9999-12-31') >= coalesce(
                lessons.lesson_on,
                if(page_lasts.page_id is null, null, page_finals.until_on),
                page_finals.since_on,
                if(cells.field = 'message', cells.received_on, page_teachers.starts_on)
            )
        where not exists (
            select 1 from replaced
            where replaced.lesson_id = cells.lesson_id and replaced.person_id <> ''
        )
        group by cells.row
        union
        select cells.row, true as is_assigned
        from cells
        inner join replaced
            on cells.lesson_id = replaced.lesson_id
            and cells.person_id = replaced.person_id
        union
        -- What somebody left undone who is not at the school any more falls to the
        -- page's teacher of now.
        select cells.row, true as is_assigned
        from dated_cells as cells
        inner join stays
            on cells.page_id = stays.page_id
            and cells.person_id = stays.person_id
            and cells.received_on between stays.starts_on and stays.ends_on
            and cells.day_on < stays.starts_on
        left join answering on cells.row = answering.row
        anti join replaced
            on cells.lesson_id = replaced.lesson_id and replaced.person_id <> ''
        where not coalesce(answering.is_here, false)
    )
"""

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
    + _WHO_ENTERS
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


def lessons_around_in_sql(
    cursor: duckdb.DuckDBPyConnection, cells: pl.DataFrame
) -> pl.DataFrame:
    """Return what is known around each cell, in their order."""
    cursor.register("cells", cells.with_row_index("row").to_arrow())
    known = cursor.execute(_AROUND).pl()
    cursor.unregister("cells")
    return known.drop("row")
