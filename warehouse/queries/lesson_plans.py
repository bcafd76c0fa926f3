"""Whose lesson plans the viewer changes, lesson by lesson, and what they changed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def pages(database: Database, viewer: Viewer, today: date) -> pl.DataFrame:
    """Return the pages of this year whose plan the viewer changes, the own ones first.

    Columns: page_id, unit_id, unit_name, subject_id, subject_name, grade, leads (the
    viewer answers for the level), teaches, teacher_names (of today and later),
    count_lessons (of the year, cancelled ones not), count_planned (with a topic).
    """
    return ask(
        database,
        viewer,
        """
        with teachers as (
            select
                teaching.page_id,
                bool_or(teaching.person_id = $person_id) as teaches,
                string_agg(
                    distinct people.person_name, ', ' order by people.person_name
                ) as teacher_names
            from staging.stg_page_teachers as teaching
            inner join intermediate.int_person_names as people
                on teaching.person_id = people.person_id
            where teaching.ends_on >= $today
            group by teaching.page_id
        ),

        lessons as (
            select
                page_id,
                count(*) as count_lessons,
                count(*) filter (where planned_topic <> '') as count_planned
            from staging.stg_lessons
            where lesson_id not in (
                select lesson_id from staging.stg_replaced_lessons
                where kind = 'cancelled'
            )
            group by page_id
        )

        select
            names.page_id, names.unit_id, names.unit_name, names.subject_id,
            names.subject_name, names.grade, access.leads,
            coalesce(teachers.teaches, false) as teaches,
            coalesce(teachers.teacher_names, '') as teacher_names,
            coalesce(lessons.count_lessons, 0) as count_lessons,
            coalesce(lessons.count_planned, 0) as count_planned
        from intermediate.int_page_names as names
        inner join intermediate.int_plan_access as access
            on names.page_id = access.page_id and access.person_id = $person_id
        left join teachers on names.page_id = teachers.page_id
        left join lessons on names.page_id = lessons.page_id
        order by
            teaches desc, names.subject_name, names.grade, names.unit_name,
            names.page_id
        """,
        today=today,
    )


def lessons(database: Database, viewer: Viewer, page_id: str) -> pl.DataFrame:
    """Return the lessons of a page of the viewer's by their number in the plan.

    Cancelled ones are left out: their topic is the next lesson's. Columns:
    plan_position, lesson_on, slot, planned_topic.
    """
    return ask(
        database,
        viewer,
        """
        select
            lessons.plan_position, lessons.lesson_on, lessons.slot,
            lessons.planned_topic
        from staging.stg_lessons as lessons
        inner join intermediate.int_plan_access as access
            on lessons.page_id = access.page_id and access.person_id = $person_id
        where lessons.page_id = $page_id
            and lessons.lesson_id not in (
                select lesson_id from staging.stg_replaced_lessons
                where kind = 'cancelled'
            )
        order by lessons.plan_position, lessons.lesson_on, lessons.slot
        """,
        page_id=page_id,
    )


def own_sets(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the viewer's own changes of plans that hold, the latest first.

    Columns: set_id, applied_at (UTC), from_date, count_changes, reason.
    """
    return ask(
        database,
        viewer,
        """
        select set_id, applied_at, from_date, count_changes, reason
        from staging.stg_setup_change_sets
        where kind = 'plan' and applied_by = $person_id and taken_back_at is null
        order by set_id desc
        """,
    )
