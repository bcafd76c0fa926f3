"""How a class does over time, for its homeroom teacher (§2.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def weekly_progress(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return one row per student, page and week with marks or missed lessons.

    By week; columns as described at `marts.class_progress`.
    """
    return ask(
        database,
        viewer,
        """
        select progress.*
        from marts.class_progress as progress
        inner join intermediate.int_class_page_access as access
            on
                progress.page_id = access.page_id
                and progress.class_id = access.class_id
                and access.person_id = $person_id
        where progress.class_id = $class_id and progress.period_id = $period_id
        order by progress.week_starts_on, progress.student_id, progress.page_id
        """,
        class_id=class_id,
        period_id=period_id,
    )


def student_attendance(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return one row per student: lessons held and missed over the readable pages.

    Columns: student_id, count_lessons, count_missed, count_missed_ill,
    count_missed_excused.
    """
    return ask(
        database,
        viewer,
        """
        select
            attendance.student_id,
            sum(attendance.count_lessons)::bigint as count_lessons,
            sum(attendance.count_missed)::bigint as count_missed,
            sum(attendance.count_missed_ill)::bigint as count_missed_ill,
            sum(attendance.count_missed_excused)::bigint as count_missed_excused
        from marts.attendance_by_student as attendance
        inner join intermediate.int_class_page_access as access
            on
                attendance.page_id = access.page_id
                and attendance.class_id = access.class_id
                and access.person_id = $person_id
        where attendance.class_id = $class_id and attendance.period_id = $period_id
        group by attendance.student_id
        order by attendance.student_id
        """,
        class_id=class_id,
        period_id=period_id,
    )


def class_attendance(database: Database, viewer: Viewer, class_id: str) -> pl.DataFrame:
    """Return one row per school day; only to who reads the whole class.

    Columns as described at `marts.attendance_by_class`.
    """
    return ask(
        database,
        viewer,
        """
        select attendance.*
        from marts.attendance_by_class as attendance
        inner join intermediate.int_class_access as access
            on attendance.class_id = access.class_id and access.person_id = $person_id
        where attendance.class_id = $class_id
        order by attendance.lesson_on
        """,
        class_id=class_id,
    )


def trends(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return how averages change: one row per student and page with marks enough.

    Columns: student_id, page_id, average_recent, average_before, direction (-1, 0, 1).
    """
    return ask(
        database,
        viewer,
        """
        select
            trends.student_id, trends.page_id, trends.average_recent,
            trends.average_before, trends.direction
        from intermediate.int_average_trends as trends
        inner join intermediate.int_class_access as access
            on trends.class_id = access.class_id and access.person_id = $person_id
        where trends.class_id = $class_id and trends.period_id = $period_id
        order by trends.student_id, trends.page_id
        """,
        class_id=class_id,
        period_id=period_id,
    )


def class_averages(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return one row per subject; columns as described at `marts.class_averages`."""
    return ask(
        database,
        viewer,
        """
        select averages.*
        from marts.class_averages as averages
        inner join intermediate.int_class_access as access
            on averages.class_id = access.class_id and access.person_id = $person_id
        where averages.class_id = $class_id and averages.period_id = $period_id
        order by averages.subject_id
        """,
        class_id=class_id,
        period_id=period_id,
    )


def hints(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return one row per student, hint and page; only to who reads the whole class.

    By student; columns as described at `marts.hints`.
    """
    return ask(
        database,
        viewer,
        """
        select hints.*
        from marts.hints as hints
        inner join intermediate.int_class_access as access
            on hints.class_id = access.class_id and access.person_id = $person_id
        where hints.class_id = $class_id and hints.period_id = $period_id
        order by hints.student_name, hints.student_id, hints.subject_name, hints.hint
        """,
        class_id=class_id,
        period_id=period_id,
    )


def numbers(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the school's numbers as they hold now, to who reads a class whole.

    Columns: parameter_id, value, unit, clause.
    """
    return ask(
        database,
        viewer,
        """
        select parameter_id, value, unit, clause
        from staging.stg_parameters
        where exists (
            select 1 from intermediate.int_class_access as access
            where access.person_id = $person_id
        )
        order by parameter_id
        """,
    )


def attendance_days(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return one row per student and day with lessons held, by name and day.

    Columns as described at `marts.attendance_by_day`, and student_name.
    """
    return ask(
        database,
        viewer,
        """
        select
            days.*, coalesce(students.student_name, days.student_id) as student_name
        from marts.attendance_by_day as days
        inner join intermediate.int_class_access as access
            on days.class_id = access.class_id and access.person_id = $person_id
        left join staging.stg_students as students
            on days.student_id = students.student_id
        where days.class_id = $class_id and days.period_id = $period_id
        order by student_name, days.student_id, days.lesson_on
        """,
        class_id=class_id,
        period_id=period_id,
    )


def attendance_of_week(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return one row per weekday and lesson of the day.

    Columns as described at `marts.attendance_by_lesson_of_week`.
    """
    return ask(
        database,
        viewer,
        """
        select lessons.*
        from marts.attendance_by_lesson_of_week as lessons
        inner join intermediate.int_class_access as access
            on lessons.class_id = access.class_id and access.person_id = $person_id
        where lessons.class_id = $class_id and lessons.period_id = $period_id
        order by lessons.week_day, lessons.slot
        """,
        class_id=class_id,
        period_id=period_id,
    )


def homework_loads(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return one row per day with homework; columns as at `marts.homework_loads`."""
    return ask(
        database,
        viewer,
        """
        select loads.*
        from marts.homework_loads as loads
        inner join intermediate.int_class_access as access
            on loads.class_id = access.class_id and access.person_id = $person_id
        where loads.class_id = $class_id and loads.period_id = $period_id
        order by loads.lesson_on
        """,
        class_id=class_id,
        period_id=period_id,
    )
