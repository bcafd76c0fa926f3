"""Our marks and final marks, to be set beside those of another system."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def stays(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return when the viewer's students learnt what, and whether the viewer reads it.

    Columns: student_id, class_id, subject_id, page_id, starts_on, ends_on, reads,
    reads_whole (the class, not only this page). Stays that the viewer does not read
    tell only that the days are somebody else's.
    """
    return ask(
        database,
        viewer,
        """
        with stays as (
            select
                roster.student_id,
                roster.class_id,
                pages.subject_id,
                roster.page_id,
                roster.starts_on,
                roster.ends_on,
                access.page_id is not null as reads,
                coalesce(access.reads_whole_class, false) as reads_whole
            from staging.stg_roster as roster
            inner join staging.stg_pages as pages on roster.page_id = pages.page_id
            left join intermediate.int_class_page_access as access
                on roster.class_id = access.class_id
                and roster.page_id = access.page_id
                and access.person_id = $person_id
        )

        select
            student_id, class_id, subject_id, page_id, starts_on, ends_on, reads,
            reads_whole
        from stays
        where student_id in (select student_id from stays where reads)
        order by student_id, subject_id, starts_on, page_id
        """,
    )


def marks(
    database: Database, viewer: Viewer, student_ids: Sequence[str]
) -> pl.DataFrame:
    """Return the marks of these students that the viewer reads, in the day's order.

    Columns: student_id, class_id, subject_id, page_id, lesson_id, lesson_on, slot,
    value, value_text.
    """
    return ask(
        database,
        viewer,
        """
        select
            marks.student_id, access.class_id, pages.subject_id, marks.page_id,
            marks.lesson_id, marks.lesson_on, lessons.slot, marks.value,
            marks.value_text
        from intermediate.int_student_marks as marks
        inner join staging.stg_lessons as lessons on marks.lesson_id = lessons.lesson_id
        inner join staging.stg_pages as pages on marks.page_id = pages.page_id
        inner join staging.stg_roster as roster
            on marks.page_id = roster.page_id
            and marks.student_id = roster.student_id
            and marks.lesson_on between roster.starts_on and roster.ends_on
        inner join intermediate.int_class_page_access as access
            on roster.class_id = access.class_id
            and roster.page_id = access.page_id
            and access.person_id = $person_id
        where list_contains($student_ids, marks.student_id)
        order by marks.student_id, pages.subject_id, marks.lesson_on, lessons.slot
        """,
        student_ids=list(student_ids),
    )


def finals(
    database: Database, viewer: Viewer, student_ids: Sequence[str]
) -> pl.DataFrame:
    """Return the final marks of these students that the viewer reads.

    Columns: student_id, class_id, subject_id, page_id, period_id, value, value_text.
    """
    return ask(
        database,
        viewer,
        """
        with periods as (
            select page_id, period_id, starts_on, ends_on
            from staging.stg_page_periods
            union all
            select page_id, period_id, starts_on, ends_on
            from staging.stg_page_attestations
        )

        select
            finals.student_id, access.class_id, pages.subject_id, finals.page_id,
            finals.period_id, finals.value, finals.value_text
        from staging.stg_current as finals
        inner join staging.stg_pages as pages on finals.page_id = pages.page_id
        inner join staging.stg_roster as roster
            on finals.page_id = roster.page_id
            and finals.student_id = roster.student_id
        inner join intermediate.int_class_page_access as access
            on roster.class_id = access.class_id
            and roster.page_id = access.page_id
            and access.person_id = $person_id
        left join periods
            on finals.page_id = periods.page_id
            and finals.period_id = periods.period_id
        where finals.field = 'final'
            and finals.value is not null
            -- Who left before the period began is nobody's student of that class then.
            and roster.starts_on <= coalesce(periods.ends_on, date '9999-12-31')
            and roster.ends_on >= coalesce(periods.starts_on, date '0001-01-01')
            and list_contains($student_ids, finals.student_id)
        qualify row_number() over (
            partition by finals.student_id, pages.subject_id, finals.period_id
            order by roster.starts_on desc, finals.page_id
        ) = 1
        order by finals.student_id, pages.subject_id, finals.period_id
        """,
        student_ids=list(student_ids),
    )


def names(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the names of the viewer's students and subjects.

    Columns: kind ('student', 'subject' or 'period'), id, name.
    """
    return ask(
        database,
        viewer,
        """
        with read as (
            select distinct roster.student_id, roster.page_id
            from staging.stg_roster as roster
            inner join intermediate.int_class_page_access as access
                on roster.class_id = access.class_id
                and roster.page_id = access.page_id
                and access.person_id = $person_id
        ),

        periods as (
            select page_id, period_id, period_name from staging.stg_page_periods
            union all
            select page_id, period_id, period_name from staging.stg_page_attestations
        )

        select
            'student' as kind, read.student_id as id,
            any_value(named.person_name) as name
        from read
        inner join intermediate.int_person_names as named
            on named.person_id = 'student:' || read.student_id
        group by read.student_id
        union all
        select 'subject', pages.subject_id, any_value(pages.subject_name)
        from read
        inner join intermediate.int_page_names as pages on read.page_id = pages.page_id
        group by pages.subject_id
        union all
        select 'period', periods.period_id, min(periods.period_name)
        from read
        inner join periods on read.page_id = periods.page_id
        group by periods.period_id
        order by kind, id
        """,
    )
