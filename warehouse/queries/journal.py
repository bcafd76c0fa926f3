"""One journal page: lessons, marks, students, and the story of a cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def page_teachers(database: Database, viewer: Viewer, page_id: str) -> pl.DataFrame:
    """Return who teaches a page. Columns: person_name, starts_on, ends_on."""
    return ask(
        database,
        viewer,
        """
        select
            coalesce(people.person_name, teachers.person_id) as person_name,
            teachers.starts_on,
            teachers.ends_on
        from staging.stg_page_teachers as teachers
        inner join intermediate.int_page_access as access
            on teachers.page_id = access.page_id and access.person_id = $person_id
        left join intermediate.int_person_names as people
            on teachers.person_id = people.person_id
        where teachers.page_id = $page_id
        order by teachers.starts_on, person_name
        """,
        page_id=page_id,
    )


def page_students(
    database: Database, viewer: Viewer, page_id: str, period_id: str
) -> pl.DataFrame:
    """Return the students of a page in a period by name, with averages and finals.

    Columns as described at `marts.class_summary`, then patronymic. A homeroom teacher
    of one of several classes gets the own class's students.
    """
    return ask(
        database,
        viewer,
        """
        select sheet.*, known.patronymic
        from marts.class_summary as sheet
        left join staging.stg_students as known on sheet.student_id = known.student_id
        inner join intermediate.int_class_page_access as access
            on
                sheet.page_id = access.page_id
                and sheet.class_id = access.class_id
                and access.person_id = $person_id
        where sheet.page_id = $page_id and sheet.period_id = $period_id
        order by sheet.student_name, sheet.student_id
        """,
        page_id=page_id,
        period_id=period_id,
    )


def page_lessons(
    database: Database, viewer: Viewer, page_id: str, period_id: str
) -> pl.DataFrame:
    """Return the lessons of a page in a period in order.

    Columns as described at `marts.lesson_rows`.
    """
    return ask(
        database,
        viewer,
        """
        select lessons.*
        from marts.lesson_rows as lessons
        inner join intermediate.int_page_access as access
            on lessons.page_id = access.page_id and access.person_id = $person_id
        where lessons.page_id = $page_id and lessons.period_id = $period_id
        order by lessons.lesson_on, lessons.slot
        """,
        page_id=page_id,
        period_id=period_id,
    )


def page_marks(
    database: Database, viewer: Viewer, page_id: str, period_id: str
) -> pl.DataFrame:
    """Return the marks and attendance codes of a page in a period.

    Columns as described at `marts.journal_cells`.
    """
    return ask(
        database,
        viewer,
        """
        select cells.*
        from marts.journal_cells as cells
        where
            cells.page_id = $page_id and cells.period_id = $period_id
            and exists (
                select 1
                from staging.stg_roster as roster
                inner join intermediate.int_class_page_access as access
                    on
                        roster.page_id = access.page_id
                        and roster.class_id = access.class_id
                        and access.person_id = $person_id
                where
                    roster.page_id = cells.page_id
                    and roster.student_id = cells.student_id
            )
        order by cells.student_id, cells.lesson_on, cells.lesson_id
        """,
        page_id=page_id,
        period_id=period_id,
    )


def cell_history(
    database: Database,
    viewer: Viewer,
    page_id: str,
    lesson_id: str,
    period_id: str,
    student_id: str,
) -> pl.DataFrame:
    """Return every entry of one student's cell, latest first: who, when, from where.

    A mark has a `lesson_id` and `period_id` ''; a final mark the other way round.
    Void ones (§4.4) are left out. Columns as of `hand_ins.cell_history`.
    """
    return ask(
        database,
        viewer,
        """
        select
            entry_id, recorded_at, person_name, value_text, value, previous_text, via,
            file_name, sheet, cell, reason, is_void
        from intermediate.int_cell_history
        where
            not is_void
            and page_id = $page_id
            and lesson_id = $lesson_id
            and period_id = $period_id
            and student_id = $student_id
            and field in ('mark', 'final')
            and exists (
                select 1
                from staging.stg_roster as roster
                inner join intermediate.int_class_page_access as access
                    on
                        roster.page_id = access.page_id
                        and roster.class_id = access.class_id
                        and access.person_id = $person_id
                where
                    roster.page_id = $page_id and roster.student_id = $student_id
            )
        order by entry_id desc
        """,
        page_id=page_id,
        lesson_id=lesson_id,
        period_id=period_id,
        student_id=student_id,
    )
