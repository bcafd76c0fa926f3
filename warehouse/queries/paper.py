"""Weekly sheets on paper (§1.6): whose they are, what stands on them, who wants them.

Of classes that the viewer reads whole; a parent's own copy of the week is made of
`queries.diary`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from warehouse.queries import diary
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

_WEEK = timedelta(days=6)


def families(database: Database, viewer: Viewer, class_id: str) -> pl.DataFrame:
    """Return the students of a class today, by name, and whether they want paper.

    Columns: student_id, student_name, wants_paper, asked_at, asked_by_name, ended_at,
    printed_at, printed_monday, printed_by_name: the last print, of whichever week.
    """
    return ask(
        database,
        viewer,
        """
        with wishes as (
            select student_id, starts_at, asked_by, ends_at
            from staging.stg_paper_wishes
            qualify row_number() over (
                partition by student_id order by starts_at desc
            ) = 1
        ),

        prints as (
            select student_id, monday, printed_at, printed_by
            from staging.stg_paper_prints
            qualify row_number() over (
                partition by student_id order by printed_at desc, monday desc
            ) = 1
        )

        select
            students.student_id,
            students.student_name,
            wishes.starts_at is not null and wishes.ends_at is null as wants_paper,
            wishes.starts_at as asked_at,
            askers.person_name as asked_by_name,
            wishes.ends_at as ended_at,
            prints.printed_at,
            prints.monday as printed_monday,
            printers.person_name as printed_by_name
        from staging.stg_students as students
        inner join intermediate.int_sheet_access as access
            on
                students.student_id = access.student_id
                and access.person_id = $person_id
        left join wishes on students.student_id = wishes.student_id
        left join prints on students.student_id = prints.student_id
        left join intermediate.int_person_names as askers
            on wishes.asked_by = askers.person_id
        left join intermediate.int_person_names as printers
            on prints.printed_by = printers.person_id
        where students.class_id = $class_id
        order by students.student_name, students.student_id
        """,
        class_id=class_id,
    )


def wish_of_child(database: Database, viewer: Viewer, student_id: str) -> pl.DataFrame:
    """Return since when a child's family has wanted paper, if it does, to its parents.

    Columns: asked_at, asked_by_name, printed_at of the last sheet (null if none). No
    rows where nobody wants it.
    """
    return ask(
        database,
        viewer,
        """
        select
            wishes.starts_at as asked_at,
            people.person_name as asked_by_name,
            (
                select max(prints.printed_at)
                from staging.stg_paper_prints as prints
                where prints.student_id = wishes.student_id
            ) as printed_at
        from staging.stg_paper_wishes as wishes
        inner join intermediate.int_diary_access as access
            on
                wishes.student_id = access.student_id
                and access.person_id = $person_id
        left join intermediate.int_person_names as people
            on wishes.asked_by = people.person_id
        where wishes.student_id = $student_id and wishes.ends_at is null
        """,
        student_id=student_id,
    )


def lessons(
    database: Database, viewer: Viewer, class_id: str, monday: date
) -> pl.DataFrame:
    """Return a week's lessons of all students of a class, in order.

    Columns as described at `marts.diary_lessons`, and former_value of a mark that was
    another one before (null).
    """
    return ask(
        database,
        viewer,
        """
        select lessons.*, corrections.former_value
        from marts.diary_lessons as lessons
        inner join intermediate.int_sheet_access as access
            on
                lessons.student_id = access.student_id
                and access.person_id = $person_id
                and access.class_id = $class_id
        left join marts.diary_corrections as corrections
            on
                lessons.student_id = corrections.student_id
                and lessons.lesson_id = corrections.lesson_id
        where lessons.lesson_on between $monday and $sunday
        order by
            lessons.lesson_on, lessons.slot, lessons.subject_name, lessons.lesson_id
        """,
        class_id=class_id,
        monday=monday,
        sunday=monday + _WEEK,
    )


def messages(
    database: Database, viewer: Viewer, class_id: str, monday: date
) -> pl.DataFrame:
    """Return what teachers wrote in a week to the parents of a class's students.

    Columns as described at `marts.diary_messages`.
    """
    return ask(
        database,
        viewer,
        """
        select messages.*
        from marts.diary_messages as messages
        inner join intermediate.int_sheet_access as access
            on
                messages.student_id = access.student_id
                and access.person_id = $person_id
                and access.class_id = $class_id
        where
            messages.message_on between $monday and $sunday
            and messages.value_text is not null
        order by messages.message_on, messages.person_name, messages.message_id
        """,
        class_id=class_id,
        monday=monday,
        sunday=monday + _WEEK,
    )


def homework(
    database: Database, viewer: Viewer, class_id: str, after: date
) -> pl.DataFrame:
    """Return homework that was set up to a day and is due after it, by day.

    Columns as described at `marts.diary_homework`.
    """
    return ask(
        database,
        viewer,
        """
        select homework.*
        from marts.diary_homework as homework
        inner join intermediate.int_sheet_access as access
            on
                homework.student_id = access.student_id
                and access.person_id = $person_id
                and access.class_id = $class_id
        where
            homework.set_on between $earliest and $after
            and homework.due_on > $after
        order by
            homework.due_on, homework.subject_name, homework.set_on, homework.slot
        """,
        class_id=class_id,
        after=after,
        earliest=after - diary.LONGEST_BREAK,
    )


def subjects(
    database: Database, viewer: Viewer, class_id: str, on: date
) -> pl.DataFrame:
    """Return the students' subjects in the period that runs on a day, or ended last.

    Columns: student_id, subject_name, unit_name, period_name, grading, count_marks,
    sum_marks, average, final.
    """
    return ask(
        database,
        viewer,
        """
        select
            sheet.student_id, sheet.subject_name, sheet.unit_name, sheet.period_name,
            sheet.grading, sheet.count_marks, sheet.sum_marks, sheet.average,
            sheet.final
        from marts.class_summary as sheet
        inner join intermediate.int_sheet_access as access
            on
                sheet.student_id = access.student_id
                and access.person_id = $person_id
                and access.class_id = $class_id
        where sheet.period_starts_on <= $on
        qualify rank() over (
            partition by sheet.student_id order by sheet.period_starts_on desc
        ) = 1
        order by sheet.subject_name, sheet.page_id
        """,
        class_id=class_id,
        on=on,
    )


def homework_of_child(
    database: Database, viewer: Viewer, student_id: str, after: date
) -> pl.DataFrame:
    """Return what `homework` tells, of the viewer's own child."""
    return ask(
        database,
        viewer,
        """
        select homework.*
        from marts.diary_homework as homework
        inner join intermediate.int_diary_access as access
            on
                homework.student_id = access.student_id
                and access.person_id = $person_id
        where
            homework.student_id = $student_id
            and homework.set_on between $earliest and $after
            and homework.due_on > $after
        order by
            homework.due_on, homework.subject_name, homework.set_on, homework.slot
        """,
        student_id=student_id,
        after=after,
        earliest=after - diary.LONGEST_BREAK,
    )


def subjects_of_child(
    database: Database, viewer: Viewer, student_id: str, on: date
) -> pl.DataFrame:
    """Return what `subjects` tells, of the viewer's own child."""
    return ask(
        database,
        viewer,
        """
        select
            sheet.student_id, sheet.subject_name, sheet.unit_name, sheet.period_name,
            sheet.grading, sheet.count_marks, sheet.sum_marks, sheet.average,
            sheet.final
        from marts.class_summary as sheet
        inner join intermediate.int_diary_access as access
            on
                sheet.student_id = access.student_id
                and access.person_id = $person_id
        where sheet.student_id = $student_id and sheet.period_starts_on <= $on
        qualify rank() over (order by sheet.period_starts_on desc) = 1
        order by sheet.subject_name, sheet.page_id
        """,
        student_id=student_id,
        on=on,
    )
