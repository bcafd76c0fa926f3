"""One student of a class in all subjects, for who reads the class whole (§2.4).

Nothing here compares a student with another by name: only with the class as a whole.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def students(database: Database, viewer: Viewer, class_id: str) -> pl.DataFrame:
    """Return who is or was on the roll of a class that the viewer reads whole.

    By name. Columns: student_id, student_name, joined_on, left_on (null while here).
    """
    return ask(
        database,
        viewer,
        """
        select
            roster.student_id,
            coalesce(known.student_name, roster.student_id) as student_name,
            min(roster.starts_on) as joined_on,
            nullif(max(roster.ends_on), date '9999-12-31') as left_on
        from staging.stg_roster as roster
        inner join intermediate.int_class_access as access
            on roster.class_id = access.class_id and access.person_id = $person_id
        left join staging.stg_students as known
            on roster.student_id = known.student_id
        where roster.class_id = $class_id
        group by roster.student_id, known.student_name
        order by student_name, roster.student_id
        """,
        class_id=class_id,
    )


def results(
    database: Database, viewer: Viewer, class_id: str, student_id: str
) -> pl.DataFrame:
    """Return one row per page and period of a student, with the class beside it.

    Columns: page_id, subject_id, subject_name, unit_name, grading, period_id,
    period_name, period_starts_on, count_marks, sum_marks, average, final, final_mark,
    is_not_attested, class_average, class_median, count_students.
    """
    return ask(
        database,
        viewer,
        """
        select
            sheet.page_id, sheet.subject_id, sheet.subject_name, sheet.unit_name,
            sheet.grading, sheet.period_id, sheet.period_name, sheet.period_starts_on,
            sheet.count_marks, sheet.sum_marks, sheet.average, sheet.final,
            sheet.final_mark, sheet.is_not_attested,
            class.average as class_average,
            class.median_average as class_median,
            class.count_students
        from marts.class_summary as sheet
        inner join intermediate.int_class_access as access
            on sheet.class_id = access.class_id and access.person_id = $person_id
        left join marts.class_averages as class
            on
                sheet.class_id = class.class_id
                and sheet.subject_id = class.subject_id
                and sheet.period_id = class.period_id
        where sheet.class_id = $class_id and sheet.student_id = $student_id
        order by sheet.subject_name, sheet.page_id, sheet.period_starts_on
        """,
        class_id=class_id,
        student_id=student_id,
    )


def marks(
    database: Database, viewer: Viewer, class_id: str, period_id: str, student_id: str
) -> pl.DataFrame:
    """Return marks and absences of a student in a period, lesson by lesson.

    Columns: page_id, lesson_on, slot, value_text, mark_1, mark_2, attendance,
    is_missed, work_type_name.
    """
    return ask(
        database,
        viewer,
        """
        with stays as (
            select roster.page_id, roster.starts_on, roster.ends_on
            from staging.stg_roster as roster
            inner join intermediate.int_class_access as access
                on roster.class_id = access.class_id and access.person_id = $person_id
            where roster.class_id = $class_id and roster.student_id = $student_id
        )

        select
            cells.page_id, lessons.lesson_on, lessons.slot, cells.value_text,
            cells.mark_1, cells.mark_2, cells.attendance, cells.is_missed,
            lessons.work_type_name
        from intermediate.int_student_marks as cells
        inner join stays
            on
                cells.page_id = stays.page_id
                and cells.lesson_on between stays.starts_on and stays.ends_on
        inner join marts.lesson_rows as lessons on cells.lesson_id = lessons.lesson_id
        where cells.student_id = $student_id and cells.period_id = $period_id
        order by cells.page_id, lessons.lesson_on, lessons.slot
        """,
        class_id=class_id,
        period_id=period_id,
        student_id=student_id,
    )


def attendance(
    database: Database, viewer: Viewer, class_id: str, student_id: str
) -> pl.DataFrame:
    """Return one row per page and period of a student: lessons held and missed.

    Columns as described at `marts.attendance_by_student`.
    """
    return ask(
        database,
        viewer,
        """
        select attendance.*
        from marts.attendance_by_student as attendance
        inner join intermediate.int_class_access as access
            on attendance.class_id = access.class_id and access.person_id = $person_id
        where
            attendance.class_id = $class_id and attendance.student_id = $student_id
        order by attendance.period_id, attendance.page_id
        """,
        class_id=class_id,
        student_id=student_id,
    )
