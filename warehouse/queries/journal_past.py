"""A journal page as it stood at a moment, built from the entries that count.

Each function answers with the columns of its namesake in `journal`, as far as a page
shows them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.clock import utc_naive
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# The cells of one page at $moment, limited to what the viewer may read.
_CELLS = """
with latest as (
    select *
    from intermediate.int_valid_entries
    where page_id = $page_id and recorded_at <= $moment
    qualify row_number() over (
        partition by page_id, lesson_id, period_id, student_id, field
        order by entry_id desc
    ) = 1
),

cells as (
    select * from latest where value is not null
),

students as (
    select roster.class_id, roster.student_id
    from staging.stg_roster as roster
    inner join intermediate.int_class_page_access as access
        on
            roster.page_id = access.page_id
            and roster.class_id = access.class_id
            and access.person_id = $person_id
    where roster.page_id = $page_id
),

marks as (
    select
        cells.*,
        lessons.lesson_on,
        lessons.period_id as of_period,
        missed.code is not null as is_missed
    from cells
    inner join staging.stg_lessons as lessons on cells.lesson_id = lessons.lesson_id
    left join intermediate.int_missed_codes as missed on cells.attendance = missed.code
    where
        cells.field = 'mark'
        and lessons.period_id = $of_period
        and cells.student_id in (select student_id from students)
)
"""


def page_students(
    database: Database, viewer: Viewer, page_id: str, period_id: str, moment: datetime
) -> pl.DataFrame:
    """Return the students of a page with averages and finals as of an aware moment."""
    return ask(
        database,
        viewer,
        f"""
        {_CELLS},

        sums as (
            select
                student_id,
                count(mark_1) + count(mark_2) as count_marks,
                coalesce(sum(mark_1), 0) + coalesce(sum(mark_2), 0) as sum_marks,
                count(*) filter (where is_missed) as count_missed
            from marks
            group by student_id
        ),

        finals as (
            select student_id, value as final
            from cells
            where field = 'final' and period_id = $of_period
        )

        select
            sheet.* replace (
                coalesce(sums.count_marks, 0)::integer as count_marks,
                coalesce(sums.sum_marks, 0)::integer as sum_marks,
                cast(sums.sum_marks as double) / nullif(sums.count_marks, 0) as average,
                coalesce(sums.count_missed, 0)::integer as count_missed,
                finals.final as final
            ),
            known.patronymic
        from marts.class_summary as sheet
        inner join students
            on
                sheet.class_id = students.class_id
                and sheet.student_id = students.student_id
        left join staging.stg_students as known on sheet.student_id = known.student_id
        left join sums on sheet.student_id = sums.student_id
        left join finals on sheet.student_id = finals.student_id
        where sheet.page_id = $page_id and sheet.period_id = $of_period
        order by sheet.student_name, sheet.student_id
        """,
        page_id=page_id,
        of_period=period_id,
        moment=utc_naive(moment),
    )


def page_marks(
    database: Database, viewer: Viewer, page_id: str, period_id: str, moment: datetime
) -> pl.DataFrame:
    """Return the marks and codes of a page as of an aware moment."""
    return ask(
        database,
        viewer,
        f"""
        {_CELLS}

        select
            page_id, of_period as period_id, lesson_id, lesson_on, student_id,
            value_text, value, mark_1, mark_2, attendance, recorded_at, recorded_by,
            entry_id
        from marks
        order by student_id, lesson_on, lesson_id
        """,
        page_id=page_id,
        of_period=period_id,
        moment=utc_naive(moment),
    )


def page_lessons(
    database: Database, viewer: Viewer, page_id: str, period_id: str, moment: datetime
) -> pl.DataFrame:
    """Return the lessons of a page with topic, work and homework as of a moment."""
    return ask(
        database,
        viewer,
        """
        with latest as (
            select *
            from intermediate.int_valid_entries
            where page_id = $page_id and recorded_at <= $moment and student_id = ''
            qualify row_number() over (
                partition by lesson_id, period_id, field order by entry_id desc
            ) = 1
        ),

        entered as (
            select
                lesson_id,
                max(value) filter (where field = 'status') as status,
                max(value) filter (where field = 'topic') as topic,
                max(value) filter (where field = 'work_type') as work_type_id,
                max(value) filter (where field = 'work_type_2') as work_type_2_id,
                max(value) filter (where field = 'homework') as homework,
                max(value) filter (where field = 'minutes') as homework_minutes,
                max(value) filter (where field = 'comment') as comment_text
            from latest
            where value is not null
            group by lesson_id
        )

        select
            lessons.lesson_id, lessons.page_id, lessons.period_id, lessons.lesson_on,
            lessons.slot, lessons.planned_topic, entered.topic, entered.status,
            coalesce(first_type.work_type_name, entered.work_type_id) as work_type_name,
            coalesce(second_type.work_type_name, entered.work_type_2_id)
                as work_type_2_name,
            entered.homework, entered.homework_minutes, entered.comment_text
        from staging.stg_lessons as lessons
        inner join intermediate.int_page_access as access
            on lessons.page_id = access.page_id and access.person_id = $person_id
        left join entered on lessons.lesson_id = entered.lesson_id
        left join staging.stg_work_types as first_type
            on entered.work_type_id = first_type.work_type_id
        left join staging.stg_work_types as second_type
            on entered.work_type_2_id = second_type.work_type_id
        where lessons.page_id = $page_id and lessons.period_id = $period_id
        order by lessons.lesson_on, lessons.slot
        """,
        page_id=page_id,
        period_id=period_id,
        moment=utc_naive(moment),
    )
