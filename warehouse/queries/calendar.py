"""What a calendar program is told of one child: lessons and homework, no marks (§1.5).

A calendar goes to servers of others: no mark, absence, message, teacher or class is
asked for here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def lessons(
    database: Database, viewer: Viewer, student_id: str, first: date, last: date
) -> pl.DataFrame:
    """Return the child's lessons from day to day, in order.

    Columns: lesson_id, lesson_on, slot, starts_at, ends_at, subject_name, room, topic,
    status, is_distance, kind ('' if it goes as the timetable says), from_on, from_slot:
    its place there, homework: what is due in it, change_id, changed_at.
    """
    return ask(
        database,
        viewer,
        """
        with mine as (
            select
                lessons.lesson_id, lessons.page_id, lessons.lesson_on, lessons.slot,
                lessons.starts_at, lessons.ends_at, lessons.subject_name, lessons.room,
                coalesce(lessons.topic, '') as topic,
                coalesce(lessons.status, '') as status, lessons.is_distance
            from marts.diary_lessons as lessons
            inner join intermediate.int_diary_access as access
                on
                    lessons.student_id = access.student_id
                    and access.person_id = $person_id
            where
                lessons.student_id = $student_id
                and lessons.lesson_on between $first and $last
        ),

        first_of_day as (
            select page_id, lesson_on, min_by(lesson_id, slot) as lesson_id
            from mine
            where status <> 'cancelled'
            group by page_id, lesson_on
        ),

        due as (
            select
                first_of_day.lesson_id,
                string_agg(
                    homework.homework, '; ' order by homework.set_on, homework.slot
                ) as homework,
                max(changes.changed_at) as set_at
            from marts.diary_homework as homework
            inner join first_of_day
                on
                    homework.page_id = first_of_day.page_id
                    and homework.due_on = first_of_day.lesson_on
            left join intermediate.int_lesson_changes as changes
                on homework.lesson_id = changes.lesson_id
            where homework.student_id = $student_id
            group by first_of_day.lesson_id
        )

        select
            mine.lesson_id, mine.lesson_on, mine.slot, mine.starts_at, mine.ends_at,
            mine.subject_name, mine.room, mine.topic, mine.status, mine.is_distance,
            coalesce(replaced.kind, '') as kind, replaced.from_on, replaced.from_slot,
            coalesce(due.homework, '') as homework,
            changes.change_id, greatest(changes.changed_at, due.set_at) as changed_at
        from mine
        left join staging.stg_replaced_lessons as replaced
            on mine.lesson_id = replaced.lesson_id
        left join due on mine.lesson_id = due.lesson_id
        left join intermediate.int_lesson_changes as changes
            on mine.lesson_id = changes.lesson_id
        order by mine.starts_at, mine.lesson_id
        """,
        student_id=student_id,
        first=first,
        last=last,
    )
