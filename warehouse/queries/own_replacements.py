"""Replacements as a teacher has them: lessons given for others, the own ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def of_teacher(database: Database, viewer: Viewer, today: date) -> pl.DataFrame:
    """Return replacements that touch the viewer: lessons given for others, own ones.

    From a week ago on, besides lessons whose terms still run. Columns: lesson_id,
    lesson_on, slot, from_on, from_slot, starts_at, ends_at, unit_name, subject_name,
    room, kind, is_given (by the viewer for another), other_name (who is absent, or who
    gives it instead), is_open (the viewer reads its students), planned_topic, reason.
    """
    return ask(
        database,
        viewer,
        """
        with touching as (
            select
                replaced.*,
                replaced.person_id = $person_id as is_given,
                exists (
                    select 1 from staging.stg_page_teachers as teachers
                    where teachers.page_id = replaced.page_id
                        and teachers.person_id = $person_id
                        and replaced.from_on
                        between teachers.starts_on and teachers.ends_on
                ) as is_own
            from staging.stg_replaced_lessons as replaced
            where replaced.said_at is not null
        ),

        absent as (
            select
                touching.lesson_id,
                string_agg(
                    distinct people.person_name, ', ' order by people.person_name
                ) as absent_names
            from touching
            inner join staging.stg_page_teachers as teachers
                on
                    touching.page_id = teachers.page_id
                    and touching.from_on between teachers.starts_on and teachers.ends_on
            inner join intermediate.int_person_names as people
                on teachers.person_id = people.person_id
            where touching.is_given
            group by touching.lesson_id
        )

        select
            touching.lesson_id, lessons.lesson_on, lessons.slot, touching.from_on,
            touching.from_slot, lessons.starts_at, lessons.ends_at, pages.unit_name,
            pages.subject_name, coalesce(lessons.room, '') as room, touching.kind,
            touching.is_given,
            case
                when touching.is_given then coalesce(absent.absent_names, '')
                else coalesce(people.person_name, touching.person_id)
            end as other_name,
            opened.lesson_id is not null as is_open,
            coalesce(lessons.planned_topic, '') as planned_topic, touching.reason
        from touching
        inner join intermediate.int_page_names as pages
            on touching.page_id = pages.page_id
        left join staging.stg_lessons as lessons
            on touching.lesson_id = lessons.lesson_id
        left join absent on touching.lesson_id = absent.lesson_id
        left join intermediate.int_person_names as people
            on touching.person_id = people.person_id
        left join intermediate.int_substitute_access as opened
            on
                touching.lesson_id = opened.lesson_id
                and opened.person_id = $person_id
        where (touching.is_given or touching.is_own)
            and (
                coalesce(lessons.lesson_on, touching.from_on) >= $today - 7
                or touching.from_on >= $today - 7
                or opened.lesson_id is not null
            )
        order by
            coalesce(lessons.lesson_on, touching.from_on),
            coalesce(lessons.slot, touching.from_slot), pages.unit_name
        """,
        today=today,
    )


def students_of_lesson(
    database: Database, viewer: Viewer, lesson_id: str
) -> pl.DataFrame:
    """Return who is on the roll of a lesson that the viewer gives for another.

    Columns: student_id, student_name, class_id, value (of that lesson, null if none).
    """
    return ask(
        database,
        viewer,
        """
        select
            roster.student_id,
            any_value(coalesce(students.student_name, roster.student_id))
                as student_name,
            any_value(roster.class_id) as class_id,
            any_value(marks.value) as value
        from intermediate.int_substitute_access as opened
        inner join staging.stg_roster as roster
            on
                opened.page_id = roster.page_id
                and opened.lesson_on between roster.starts_on and roster.ends_on
        left join staging.stg_students as students
            on roster.student_id = students.student_id
        left join staging.stg_current as marks
            on
                opened.lesson_id = marks.lesson_id
                and roster.student_id = marks.student_id
                and marks.field = 'mark'
        where opened.person_id = $person_id and opened.lesson_id = $lesson_id
        group by roster.student_id
        order by student_name, roster.student_id
        """,
        lesson_id=lesson_id,
    )


def lessons_before(database: Database, viewer: Viewer, lesson_id: str) -> pl.DataFrame:
    """Return what the class had before a lesson that the viewer gives for another.

    The three lessons before it that were reported, the latest first. Columns:
    lesson_on, slot, topic, homework.
    """
    return ask(
        database,
        viewer,
        """
        select before.lesson_on, before.slot, before.topic, before.homework
        from intermediate.int_substitute_access as opened
        inner join staging.stg_lessons as lesson on opened.lesson_id = lesson.lesson_id
        inner join marts.lesson_rows as before
            on
                opened.page_id = before.page_id
                and before.starts_at < lesson.starts_at
        where opened.person_id = $person_id and opened.lesson_id = $lesson_id
            and before.is_held and (before.topic <> '' or before.homework <> '')
        order by before.lesson_on desc, before.slot desc
        limit 3
        """,
        lesson_id=lesson_id,
    )
