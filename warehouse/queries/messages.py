"""Messages and comments (§1.5): what a writer sent and who read it; what is new.

`places`, `students`, `lessons`, `sent` and `readers` are for who writes, and join
`int_message_access`: a colleague's messages and read lists are in none of them.
`of_diaries` is for the diary, and joins `int_diary_access`.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# What is older is shown as unread no more: whoever gets an account in May would find a
# year's messages new.
NEW_FOR = timedelta(days=30)


def places(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return where the viewer writes to families: the own class first, then pages.

    Columns: page_id, unit_name, subject_name (''), is_class_sheet.
    """
    return ask(
        database,
        viewer,
        """
        select
            places.page_id, places.unit_name, places.subject_name,
            places.is_class_sheet
        from intermediate.int_message_places as places
        inner join intermediate.int_message_access as access
            on places.page_id = access.page_id and access.person_id = $person_id
        order by
            places.is_class_sheet desc, places.unit_name, places.subject_name,
            places.page_id
        """,
    )


def students(
    database: Database, viewer: Viewer, page_id: str, on: date
) -> pl.DataFrame:
    """Return whose families a message of that day may go to from a place, by name.

    Columns: student_id, student_name, patronymic.
    """
    return ask(
        database,
        viewer,
        """
        select distinct
            students.student_id, students.student_name, students.patronymic
        from intermediate.int_message_recipients as recipients
        inner join intermediate.int_message_access as access
            on recipients.page_id = access.page_id and access.person_id = $person_id
        inner join staging.stg_students as students
            on recipients.student_id = students.student_id
        where
            recipients.page_id = $page_id
            and $on between recipients.starts_on and recipients.ends_on
        order by students.student_name, students.patronymic, students.student_id
        """,
        page_id=page_id,
        on=on,
    )


def lessons(
    database: Database, viewer: Viewer, page_id: str, since: date, until: date
) -> pl.DataFrame:
    """Return the viewer's own lessons of a page on days, the latest first.

    Columns: lesson_id, lesson_on, slot. One a day: a comment belongs to the first.
    """
    return ask(
        database,
        viewer,
        """
        select
            min_by(lessons.lesson_id, lessons.slot) as lesson_id,
            lessons.lesson_on,
            min(lessons.slot) as slot
        from staging.stg_lessons as lessons
        inner join intermediate.int_giving_teachers as giving
            on lessons.lesson_id = giving.lesson_id and giving.person_id = $person_id
        inner join intermediate.int_message_access as access
            on lessons.page_id = access.page_id and access.person_id = $person_id
        where
            lessons.page_id = $page_id
            and lessons.lesson_on between $since and $until
            and giving.kind <> 'cancelled'
        group by lessons.lesson_on
        order by lessons.lesson_on desc
        """,
        page_id=page_id,
        since=since,
        until=until,
    )


def sent(database: Database, viewer: Viewer, since: date) -> pl.DataFrame:
    """Return the viewer's messages from a day on, those of workbooks too, latest first.

    Columns: page_id, message_id, entry_id, message_on, unit_name, subject_name,
    is_class_sheet, student_id (''), student_name (null for a class), lesson_id (null),
    value_text (the last words, also of one taken back), is_taken_back, is_corrected,
    written_at, recorded_at, count_students (reached), count_students_read (of whom a
    parent read it: a student who did is no parent who knows).
    """
    return ask(
        database,
        viewer,
        """
        with read as (
            select
                page_id, message_id, entry_id,
                count(distinct student_id) as count_students,
                count(distinct student_id) filter (
                    where read_at is not null and not is_student
                ) as count_students_read
            from marts.message_readers
            where writer_id = $person_id
            group by page_id, message_id, entry_id
        )

        select
            messages.page_id, messages.message_id, messages.entry_id,
            messages.message_on, places.unit_name, places.subject_name,
            places.is_class_sheet, messages.student_id,
            students.person_name as student_name, lessons.lesson_id,
            messages.value_text, messages.is_taken_back, messages.is_corrected,
            messages.written_at, messages.recorded_at,
            coalesce(read.count_students, 0) as count_students,
            coalesce(read.count_students_read, 0) as count_students_read
        from intermediate.int_messages as messages
        inner join intermediate.int_message_access as access
            on messages.page_id = access.page_id and access.person_id = $person_id
        inner join intermediate.int_message_places as places
            on messages.page_id = places.page_id
        left join intermediate.int_person_names as students
            on 'student:' || messages.student_id = students.person_id
        left join intermediate.int_message_lessons as lessons
            on
                messages.page_id = lessons.page_id
                and messages.message_id = lessons.message_id
                and messages.student_id = lessons.student_id
        left join read on messages.entry_id = read.entry_id
        where
            messages.person_id = $person_id
            and messages.message_on >= $since
            and not messages.is_moved
        order by messages.message_on desc, messages.recorded_at desc, messages.entry_id
        """,
        since=since,
    )


def readers(database: Database, viewer: Viewer, entry_id: int) -> pl.DataFrame:
    """Return who read one of the viewer's own messages and who did not, by student.

    Columns: student_id, student_name, person_id, person_name, is_student, read_at
    (naive UTC, null while unread). The parents of a student come before the student.
    """
    return ask(
        database,
        viewer,
        """
        select
            readers.student_id, readers.student_name, readers.person_id,
            readers.person_name, readers.is_student, readers.read_at
        from marts.message_readers as readers
        inner join intermediate.int_message_access as access
            on readers.page_id = access.page_id and access.person_id = $person_id
        where readers.writer_id = $person_id and readers.entry_id = $entry_id
        order by
            readers.student_name, readers.student_id, readers.is_student,
            readers.person_name, readers.person_id
        """,
        entry_id=entry_id,
    )


def of_student(
    database: Database, viewer: Viewer, student_id: str, today: date
) -> pl.DataFrame:
    """Return those of `of_diaries` that stand in one diary."""
    found = of_diaries(database, viewer, today)
    return found.filter(pl.col("student_id") == student_id)


def of_diaries(database: Database, viewer: Viewer, today: date) -> pl.DataFrame:
    """Return all messages in the viewer's diaries, as the viewer has read them, by day.

    Columns as described at `marts.diary_messages`, read_at (when the viewer read the
    last words; null) and is_new. One that was taken back is among them only if
    somebody read it in that diary: who never saw it need not wonder. They are asked for
    together, because a week's messages and how many are new in which diary stand on
    one page; one diary alone costs as much.
    """
    return ask(
        database,
        viewer,
        """
        with own_reads as (
            select entry_id, min(read_at) as read_at
            from intermediate.int_message_reads
            where person_id = $person_id
            group by entry_id
        ),

        family_reads as (
            select distinct entry_id, student_id
            from intermediate.int_message_reads
        )

        select
            messages.*,
            own_reads.read_at,
            own_reads.read_at is null
            and not messages.is_taken_back
            and messages.recorded_at >= $new_since as is_new
        from marts.diary_messages as messages
        inner join intermediate.int_diary_access as access
            on
                messages.student_id = access.student_id
                and access.person_id = $person_id
        left join own_reads on messages.entry_id = own_reads.entry_id
        left join family_reads
            on
                messages.entry_id = family_reads.entry_id
                and messages.student_id = family_reads.student_id
        where
            not messages.is_taken_back
            or family_reads.entry_id is not null
        order by messages.message_on, messages.person_name, messages.message_id
        """,
        new_since=today - NEW_FOR,
    )


def in_week(found: pl.DataFrame, monday: date) -> pl.DataFrame:
    """Return those of `of_student` that stand in a week."""
    sunday = monday + timedelta(days=6)
    return found.filter(pl.col("message_on").is_between(monday, sunday))


def new_by_week(found: pl.DataFrame) -> pl.DataFrame:
    """Return how many of `of_student` are new in which week, the latest week first.

    Columns: week_on (its Monday), count_new, first_id (the entry of the first one).
    """
    return (
        found.filter("is_new")
        .group_by(
            pl.col("message_on").dt.truncate("1w").alias("week_on"), maintain_order=True
        )
        .agg(
            pl.len().alias("count_new"),
            pl.col("entry_id").first().alias("first_id"),
        )
        .sort("week_on", descending=True)
    )


def new_by_student(found: pl.DataFrame) -> dict[str, int]:
    """Return how many of `of_diaries` are new for which student; no zeros."""
    counts = found.filter("is_new").group_by("student_id").len()
    return dict(counts.iter_rows())
