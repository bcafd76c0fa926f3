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


def students_at_risk(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return one row per student, page and reason for concern, by student.

    Columns as described at `marts.students_at_risk`.
    """
    return ask(
        database,
        viewer,
        """
        select risks.*
        from marts.students_at_risk as risks
        inner join intermediate.int_class_page_access as access
            on
                risks.page_id = access.page_id
                and risks.class_id = access.class_id
                and access.person_id = $person_id
        where risks.class_id = $class_id and risks.period_id = $period_id
        order by risks.student_name, risks.student_id, risks.subject_name, risks.reason
        """,
        class_id=class_id,
        period_id=period_id,
    )
