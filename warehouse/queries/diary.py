"""The diary (§1.5, §1.6): what one student, and the parents, read about the student.

Every question joins `int_diary_access`: about another child the answer is empty, and no
classmate is in any of them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


# The summer: further back no lesson's homework is due. It bounds what is looked at.
LONGEST_BREAK = timedelta(days=100)


def children(database: Database, viewer: Viewer, today: date) -> pl.DataFrame:
    """Return the students of the school whose diaries a person reads, by grade.

    Columns: student_id, student_name, class_id. Students read their own.
    """
    return ask(
        database,
        viewer,
        """
        select students.student_id, students.student_name, students.class_id
        from staging.stg_students as students
        inner join intermediate.int_diary_access as access
            on
                students.student_id = access.student_id
                and access.person_id = $person_id
        left join staging.stg_known_classes as classes
            on students.class_id = classes.class_id
        where
            students.enrolled_on <= $today
            and (students.left_on is null or students.left_on >= $today)
        order by classes.grade, students.class_id, students.student_name
        """,
        today=today,
    )


def periods(database: Database, viewer: Viewer, student_id: str) -> pl.DataFrame:
    """Return the reporting periods in which the student is on a roll, in order.

    Columns: period_id, period_name, starts_on, ends_on.
    """
    return ask(
        database,
        viewer,
        """
        select distinct
            roster.period_id,
            roster.period_name,
            roster.period_starts_on as starts_on,
            roster.period_ends_on as ends_on
        from intermediate.int_period_roster as roster
        inner join intermediate.int_diary_access as access
            on
                roster.student_id = access.student_id
                and access.person_id = $person_id
        where roster.student_id = $student_id
        order by starts_on, roster.period_id
        """,
        student_id=student_id,
    )


def week(
    database: Database, viewer: Viewer, student_id: str, monday: date
) -> pl.DataFrame:
    """Return the student's lessons from Monday to Sunday in order, with the mark.

    Columns as described at `marts.diary_lessons`; lessons to come are there too.
    """
    return ask(
        database,
        viewer,
        """
        select lessons.*
        from marts.diary_lessons as lessons
        inner join intermediate.int_diary_access as access
            on
                lessons.student_id = access.student_id
                and access.person_id = $person_id
        where
            lessons.student_id = $student_id
            and lessons.lesson_on between $monday and $sunday
        order by
            lessons.lesson_on, lessons.slot, lessons.subject_name, lessons.lesson_id
        """,
        student_id=student_id,
        monday=monday,
        sunday=monday + timedelta(days=6),
    )


def messages(
    database: Database, viewer: Viewer, student_id: str, monday: date
) -> pl.DataFrame:
    """Return what teachers wrote to the student's parents or class in a week.

    Columns as described at `marts.diary_messages`.
    """
    return ask(
        database,
        viewer,
        """
        select messages.*
        from marts.diary_messages as messages
        inner join intermediate.int_diary_access as access
            on
                messages.student_id = access.student_id
                and access.person_id = $person_id
        where
            messages.student_id = $student_id
            and messages.message_on between $monday and $sunday
            and not messages.is_taken_back
        order by messages.message_on, messages.person_name, messages.message_id
        """,
        student_id=student_id,
        monday=monday,
        sunday=monday + timedelta(days=6),
    )


def subjects(
    database: Database, viewer: Viewer, student_id: str, period_id: str
) -> pl.DataFrame:
    """Return the student's subjects in a period, as the summary sheet counts them.

    Columns as described at `marts.class_summary`: page_id, unit_name, subject_name,
    grading, count_marks, sum_marks, average, count_missed, count_missed_ill,
    count_missed_excused, count_late, final, final_mark.
    """
    return ask(
        database,
        viewer,
        """
        select
            sheet.page_id, sheet.unit_name, sheet.subject_name, sheet.grading,
            sheet.count_marks, sheet.sum_marks, sheet.average, sheet.count_missed,
            sheet.count_missed_ill, sheet.count_missed_excused, sheet.count_late,
            sheet.final, sheet.final_mark
        from marts.class_summary as sheet
        inner join intermediate.int_diary_access as access
            on
                sheet.student_id = access.student_id
                and access.person_id = $person_id
        where sheet.student_id = $student_id and sheet.period_id = $period_id
        order by sheet.subject_name, sheet.page_id
        """,
        student_id=student_id,
        period_id=period_id,
    )


def marks(
    database: Database, viewer: Viewer, student_id: str, period_id: str
) -> pl.DataFrame:
    """Return the student's marks and attendance codes of a period in order.

    Columns: page_id, lesson_on, slot, value, mark_1, mark_2, attendance,
    work_type_name, as at `marts.diary_lessons`; only days on the roll.
    """
    return ask(
        database,
        viewer,
        """
        with stays as (
            select distinct page_id, starts_on, ends_on
            from staging.stg_roster
            where student_id = $student_id
        ),

        work_types as (
            select
                chosen.lesson_id,
                coalesce(types.work_type_name, chosen.value) as work_type_name
            from staging.stg_current as chosen
            left join staging.stg_work_types as types
                on chosen.value = types.work_type_id
            where chosen.field = 'work_type'
        )

        select
            marks.page_id, marks.lesson_on, lessons.slot, marks.value,
            marks.mark_1, marks.mark_2, marks.attendance, work_types.work_type_name
        from intermediate.int_student_marks as marks
        inner join intermediate.int_diary_access as access
            on
                marks.student_id = access.student_id
                and access.person_id = $person_id
        inner join stays
            on
                marks.page_id = stays.page_id
                and marks.lesson_on between stays.starts_on and stays.ends_on
        inner join staging.stg_lessons as lessons
            on marks.lesson_id = lessons.lesson_id
        left join work_types on marks.lesson_id = work_types.lesson_id
        where marks.student_id = $student_id and marks.period_id = $period_id
        order by marks.lesson_on, lessons.slot, marks.lesson_id
        """,
        student_id=student_id,
        period_id=period_id,
    )


def homework(
    database: Database, viewer: Viewer, student_id: str, first: date, last: date
) -> pl.DataFrame:
    """Return what is due from the first to the last day, by day and lesson.

    Columns as described at `marts.diary_homework`.
    """
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
            and homework.due_on between $first and $last
            and homework.set_on between $earliest and $last
        order by homework.due_on, homework.subject_name, homework.set_on, homework.slot
        """,
        student_id=student_id,
        first=first,
        last=last,
        earliest=first - LONGEST_BREAK,
    )


def corrections(
    database: Database, viewer: Viewer, student_id: str, monday: date
) -> pl.DataFrame:
    """Return the marks of a week's lessons that were others before, removed ones too.

    Columns as described at `marts.diary_corrections`.
    """
    return ask(
        database,
        viewer,
        """
        select corrections.*
        from marts.diary_corrections as corrections
        inner join intermediate.int_diary_access as access
            on
                corrections.student_id = access.student_id
                and access.person_id = $person_id
        inner join staging.stg_lessons as lessons
            on corrections.lesson_id = lessons.lesson_id
        where
            corrections.student_id = $student_id
            and lessons.lesson_on between $monday and $sunday
        order by corrections.lesson_id
        """,
        student_id=student_id,
        monday=monday,
        sunday=monday + timedelta(days=6),
    )


def stamp(database: Database, viewer: Viewer, student_id: str) -> str:
    """Return what grows whenever the diary may say something else; '' of nobody's.

    Far cheaper than the diary: the last entry on the student's pages, the last message
    anywhere (one to a class stands on any page of it), the last block without
    entries, which is a change of the set-up, a replacement, a breach, a statement, and
    the last mark that the family made in this diary.
    """
    found = ask(
        database,
        viewer,
        """
        with pages as (
            select distinct roster.page_id
            from staging.stg_roster as roster
            inner join intermediate.int_diary_access as access
                on
                    roster.student_id = access.student_id
                    and access.person_id = $person_id
            where roster.student_id = $student_id
        ),

        entered as (
            select max(entries.entry_id) as entry_id
            from staging.stg_entries as entries
            inner join pages on entries.page_id = pages.page_id
            where entries.student_id in ('', $student_id)
        ),

        said as (
            select max(entry_id) as entry_id
            from staging.stg_entries
            where field = 'message'
        ),

        changed as (
            select max(block_id) as block_id
            from staging.stg_blocks
            where coalesce(count_entries, 0) = 0
        ),

        marked as (
            select max(marks.marked_at) as marked_at
            from (
                select read_at as marked_at
                from staging.stg_message_reads
                where student_id = $student_id or person_id = $person_id
                union all
                select seen_at as marked_at
                from staging.stg_weeks_seen
                where student_id = $student_id
            ) as marks
        )

        select
            concat_ws(
                '.', entered.entry_id, said.entry_id, changed.block_id, marked.marked_at
            ) as stamp
        from entered
        cross join said
        cross join changed
        cross join marked
        where exists (select 1 from pages)
        """,
        student_id=student_id,
    )
    return "" if found.is_empty() else str(found.item())
