"""What the weekly mail tells a parent (§1.6): what is new in the diary since a moment.

Every question joins `int_diary_access`, as the diary does: about a child that is not
the viewer's (any more) the answer is empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date, datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def children(database: Database, viewer: Viewer, today: date) -> pl.DataFrame:
    """Return the children on the roll today, by grade. Columns: student_id, given_name.

    A parent's, not one's own diary: students get no weekly mails.
    """
    return ask(
        database,
        viewer,
        """
        select students.student_id, students.given_name
        from staging.stg_students as students
        inner join staging.stg_children as children
            on
                students.student_id = children.student_id
                and children.person_id = $person_id
        inner join intermediate.int_diary_access as access
            on
                students.student_id = access.student_id
                and access.person_id = $person_id
        left join staging.stg_classes as classes
            on students.class_id = classes.class_id
        where
            students.enrolled_on <= $today
            and (students.left_on is null or students.left_on >= $today)
        order by classes.grade, students.class_id, students.student_name
        """,
        today=today,
    )


def changed_cells(
    database: Database, viewer: Viewer, student_id: str, since: datetime
) -> pl.DataFrame:
    """Return the cells of the grid in which something was entered since a moment.

    Columns: lesson_id, marks ('4/5', '' if none) and attendance as they are now,
    marks_before and attendance_before as they were then, former_marks (the latest other
    marks of the cell, null if there were none). Void entries are no entries (§4.4).
    """
    return ask(
        database,
        viewer,
        """
        with entries as (
            select
                entries.lesson_id,
                entries.entry_id,
                entries.recorded_at,
                coalesce(entries.attendance, '') as attendance,
                concat_ws('/', entries.mark_1, entries.mark_2) as marks
            from intermediate.int_valid_entries as entries
            inner join intermediate.int_diary_access as access
                on
                    entries.student_id = access.student_id
                    and access.person_id = $person_id
            where entries.field = 'mark' and entries.student_id = $student_id
        ),

        cells as (
            select
                lesson_id,
                arg_max(marks, entry_id) as marks,
                arg_max(attendance, entry_id) as attendance,
                arg_max(marks, entry_id) filter (where recorded_at < $since)
                    as marks_before,
                arg_max(attendance, entry_id) filter (where recorded_at < $since)
                    as attendance_before
            from entries
            group by lesson_id
            having max(recorded_at) >= $since
        )

        select
            cells.lesson_id,
            cells.marks,
            cells.attendance,
            coalesce(cells.marks_before, '') as marks_before,
            coalesce(cells.attendance_before, '') as attendance_before,
            (
                select arg_max(entries.marks, entries.entry_id)
                from entries
                where
                    entries.lesson_id = cells.lesson_id
                    and entries.marks not in ('', cells.marks)
            ) as former_marks
        from cells
        """,
        student_id=student_id,
        since=since,
    )


def lessons(
    database: Database, viewer: Viewer, student_id: str, first: date, last: date
) -> pl.DataFrame:
    """Return the student's lessons of some days in order.

    Columns as described at `marts.diary_lessons`: lesson_id, page_id, lesson_on, slot,
    subject_name, work_type_name, work_type_2_name.
    """
    return ask(
        database,
        viewer,
        """
        select
            lessons.lesson_id, lessons.page_id, lessons.lesson_on, lessons.slot,
            lessons.subject_name, lessons.work_type_name, lessons.work_type_2_name
        from marts.diary_lessons as lessons
        inner join intermediate.int_diary_access as access
            on
                lessons.student_id = access.student_id
                and access.person_id = $person_id
        where
            lessons.student_id = $student_id
            and lessons.lesson_on between $first and $last
        order by lessons.lesson_on, lessons.slot, lessons.subject_name
        """,
        student_id=student_id,
        first=first,
        last=last,
    )


def finals(
    database: Database, viewer: Viewer, student_id: str, since: datetime
) -> pl.DataFrame:
    """Return the final marks given since a moment, as they are now.

    Columns: subject_name, period_name, final (as the ledger understood it).
    """
    return ask(
        database,
        viewer,
        """
        select pages.subject_name, periods.period_name, given.value as final
        from staging.stg_current as given
        inner join intermediate.int_diary_access as access
            on
                given.student_id = access.student_id
                and access.person_id = $person_id
        inner join intermediate.int_page_names as pages
            on given.page_id = pages.page_id
        inner join intermediate.int_named_periods as periods
            on
                given.page_id = periods.page_id
                and given.period_id = periods.period_id
        where
            given.field = 'final'
            and given.student_id = $student_id
            and given.recorded_at >= $since
        order by periods.starts_on, pages.subject_name
        """,
        student_id=student_id,
        since=since,
    )


def messages(
    database: Database, viewer: Viewer, student_id: str, since: datetime
) -> pl.DataFrame:
    """Return what teachers wrote since a moment to the parents, the oldest first.

    Columns as described at `marts.diary_messages`: message_on, value_text, is_to_class,
    person_name.
    """
    return ask(
        database,
        viewer,
        """
        select distinct
            messages.message_on, messages.value_text, messages.is_to_class,
            messages.person_name
        from marts.diary_messages as messages
        inner join intermediate.int_diary_access as access
            on
                messages.student_id = access.student_id
                and access.person_id = $person_id
        where
            messages.student_id = $student_id
            and messages.recorded_at >= $since
            and not messages.is_taken_back
        order by messages.message_on, messages.person_name, messages.value_text
        """,
        student_id=student_id,
        since=since,
    )
