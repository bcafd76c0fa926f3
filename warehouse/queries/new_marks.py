"""Marks that came since a person last looked at a class (§2.4).

The last look is read from the log of access, which knows it anyway (§1.7): nothing
about the reader is kept for this (docs/decisions/0013).
"""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from warehouse.clock import utc_naive
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# Looks less than this apart are one visit: going to a student and back is no new look.
_ONE_VISIT = timedelta(hours=1)


def last_look(
    database: Database, viewer: Viewer, class_id: str, now: datetime
) -> datetime | None:
    """Return when the viewer's visit before this one looked at the class, aware."""
    found = ask(
        database,
        viewer,
        """
        with looks as (
            select
                logged_at,
                lead(logged_at, 1, $now::timestamp) over (order by logged_at) as next_at
            from staging.stg_access_log
            where
                person_id = $person_id
                and action = 'page_viewed'
                and place = 'class_progress'
                and scope = $class_id
                and about_person_id = ''
        )

        select max(logged_at) as looked_at
        from looks
        where next_at - logged_at >= to_seconds($seconds)
        """,
        class_id=class_id,
        now=utc_naive(now),
        seconds=_ONE_VISIT.total_seconds(),
    )
    looked_at: datetime | None = found["looked_at"].item()
    return looked_at.replace(tzinfo=UTC) if looked_at else None


def marks_since(
    database: Database, viewer: Viewer, class_id: str, since: datetime
) -> pl.DataFrame:
    """Return marks and finals of a class that changed after a moment, latest first.

    Columns: student_id, student_name, subject_name, lesson_on (null for a final),
    period_name (of a final), field, value_text ('' is removed), previous_text (null is
    none), recorded_at, teacher_name. Only to who reads the whole class.
    """
    return ask(
        database,
        viewer,
        """
        with students as (
            select distinct roster.page_id, roster.student_id
            from staging.stg_roster as roster
            inner join intermediate.int_class_access as access
                on roster.class_id = access.class_id and access.person_id = $person_id
            where roster.class_id = $class_id
        ),

        cells as (
            select
                entries.page_id, entries.lesson_id, entries.period_id,
                entries.student_id, entries.field,
                arg_max(entries.value_text, entries.entry_id) as value_text,
                arg_max(entries.recorded_by, entries.entry_id) as recorded_by,
                max(entries.recorded_at) as recorded_at,
                arg_max(entries.value_text, entries.entry_id)
                    filter (where entries.recorded_at <= $since) as previous_text
            from intermediate.int_valid_entries as entries
            inner join students
                on
                    entries.page_id = students.page_id
                    and entries.student_id = students.student_id
            where entries.field in ('mark', 'final')
            group by
                entries.page_id, entries.lesson_id, entries.period_id,
                entries.student_id, entries.field
            having max(entries.recorded_at) > $since
        )

        select
            cells.student_id,
            coalesce(known.student_name, cells.student_id) as student_name,
            pages.subject_name,
            lessons.lesson_on,
            coalesce(periods.period_name, cells.period_id) as period_name,
            cells.field,
            cells.value_text,
            nullif(cells.previous_text, '') as previous_text,
            cells.recorded_at,
            coalesce(people.person_name, cells.recorded_by) as teacher_name
        from cells
        inner join intermediate.int_page_names as pages
            on cells.page_id = pages.page_id
        left join staging.stg_students as known
            on cells.student_id = known.student_id
        left join staging.stg_lessons as lessons
            on cells.lesson_id = lessons.lesson_id
        left join staging.stg_page_periods as periods
            on cells.page_id = periods.page_id and cells.period_id = periods.period_id
        left join intermediate.int_person_names as people
            on cells.recorded_by = people.person_id
        where cells.value_text is distinct from coalesce(cells.previous_text, '')
        order by
            cells.recorded_at desc, student_name, cells.student_id,
            pages.subject_name, lessons.lesson_on
        """,
        class_id=class_id,
        since=utc_naive(since),
    )
