"""What official forms are made of: rolls, finals and days of a whole class (§2.9)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def class_roll(database: Database, viewer: Viewer, class_id: str) -> pl.DataFrame:
    """Return the students of a class and their pages, to who reads the whole class.

    By name and subject. Columns: student_id, full_name, page_id, subject_id,
    subject_name, grading, starts_on, ends_on.
    """
    return ask(
        database,
        viewer,
        """
        select
            roster.student_id,
            coalesce(known.full_name, roster.student_id) as full_name,
            roster.page_id,
            pages.subject_id,
            pages.subject_name,
            pages.grading,
            min(roster.starts_on) as starts_on,
            max(roster.ends_on) as ends_on
        from staging.stg_roster as roster
        inner join intermediate.int_class_access as access
            on roster.class_id = access.class_id and access.person_id = $person_id
        inner join intermediate.int_page_names as pages
            on roster.page_id = pages.page_id
        left join staging.stg_known_students as known
            on roster.student_id = known.student_id
        where roster.class_id = $class_id
        group by all
        order by full_name, roster.student_id, pages.subject_name, roster.page_id
        """,
        class_id=class_id,
    )


def class_finals(database: Database, viewer: Viewer, class_id: str) -> pl.DataFrame:
    """Return every final mark of a class, to who reads the whole class.

    Of reporting periods, the year, exams and overall. Columns: student_id, page_id,
    period_id, value.
    """
    return ask(
        database,
        viewer,
        """
        select distinct
            cells.student_id, cells.page_id, cells.period_id, cells.value
        from staging.stg_current as cells
        inner join staging.stg_roster as roster
            on
                cells.page_id = roster.page_id
                and cells.student_id = roster.student_id
        inner join intermediate.int_class_access as access
            on roster.class_id = access.class_id and access.person_id = $person_id
        where roster.class_id = $class_id and cells.field = 'final'
        order by cells.student_id, cells.page_id, cells.period_id
        """,
        class_id=class_id,
    )


def class_days(
    database: Database, viewer: Viewer, class_id: str, starts_on: date, ends_on: date
) -> pl.DataFrame:
    """Return one row per student and day with a lesson held, from day to day.

    To who reads the whole class. Columns: student_id, lesson_on, count_lessons,
    count_missed, count_ill, count_excused, count_late, is_full_day: every lesson of
    the timetable was missed, cancelled ones apart.
    """
    return ask(
        database,
        viewer,
        """
        select
            days.student_id,
            days.lesson_on,
            sum(days.count_lessons)::bigint as count_lessons,
            sum(days.count_missed)::bigint as count_missed,
            sum(days.count_ill)::bigint as count_ill,
            sum(days.count_excused)::bigint as count_excused,
            sum(days.count_late)::bigint as count_late,
            sum(days.count_missed) = sum(days.count_in_timetable) as is_full_day
        from intermediate.int_attendance_days as days
        inner join intermediate.int_class_access as access
            on days.class_id = access.class_id and access.person_id = $person_id
        where
            days.class_id = $class_id
            and days.lesson_on between $starts_on and $ends_on
            and days.count_lessons > 0
        group by days.student_id, days.lesson_on
        order by days.student_id, days.lesson_on
        """,
        class_id=class_id,
        starts_on=starts_on,
        ends_on=ends_on,
    )


def levels(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the classes of the levels that the viewer answers for, by grade.

    Columns: school_level, class_id, grade.
    """
    return ask(
        database,
        viewer,
        """
        select classes.school_level, classes.class_id, classes.grade
        from staging.stg_classes as classes
        inner join intermediate.int_leaders as leaders
            on
                classes.school_level = leaders.school_level
                and leaders.person_id = $person_id
        order by classes.grade, classes.class_id
        """,
    )


def certifiers(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return who may certify a paper: director, deputies, secretary; to the staff.

    Columns: person_name, role.
    """
    return ask(
        database,
        viewer,
        """
        with offices as (
            select
                person_name,
                case
                    when role_list like '%,director,%' then 'director'
                    when role_list like '%,deputy,%' then 'deputy'
                    when role_list like '%,secretary,%' then 'secretary'
                end as role
            from staging.stg_staff
            where exists (
                select 1 from staging.stg_staff as own
                where own.person_id = $person_id
            )
        )

        select person_name, role
        from offices
        where role is not null
        order by
            list_position(['director', 'deputy', 'secretary'], role), person_name
        """,
    )
