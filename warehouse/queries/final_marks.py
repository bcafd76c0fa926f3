"""Final marks of the classes one reads whole: given of owed, who owes, closing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.clock import utc_naive
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# The classes of the viewer; those they do not lead are the own one (§2.4).
_CLASSES = """
with classes as (
    select
        access.class_id,
        known.grade,
        leaders.person_id is not null as is_led
    from intermediate.int_class_access as access
    inner join staging.stg_classes as known on access.class_id = known.class_id
    left join intermediate.int_leaders as leaders
        on known.school_level = leaders.school_level
        and leaders.person_id = access.person_id
    where access.person_id = $person_id
),

year as (
    select value as year_id from setup.about
    where setting = 'year_id' and valid_to is null
)
"""
_KINDS = "['period', 'year', 'exam', 'overall']"


def completeness(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return each class × period with finals given of owed, by class and period.

    Of classes one leads, or of the own one. Columns: class_id, grade, is_led,
    period_id, period_name, kind, ends_on, count_given, count_owed (0 for an exam),
    closed_at (naive UTC, null while open), closed_by, closing_reason, owed_at_closing.
    """
    return ask(
        database,
        viewer,
        f"""
        {_CLASSES},

        periods as (
            select
                roster.class_id, finals.period_id, finals.kind,
                min(finals.period_name) as period_name, max(finals.ends_on) as ends_on
            from intermediate.int_closing_periods as finals
            inner join staging.stg_roster as roster on finals.page_id = roster.page_id
            inner join year on starts_with(finals.page_id, year.year_id || ':')
            where roster.class_id in (select class_id from classes)
            group by roster.class_id, finals.period_id, finals.kind
        ),

        counted as (
            select
                owed.class_id, owed.period_id, count(*) as count_owed,
                count(*) filter (where owed.is_given) as count_given
            from marts.owed_finals as owed
            inner join year on owed.year_id = year.year_id
            where owed.class_id in (select class_id from classes)
            group by owed.class_id, owed.period_id
        )

        select
            classes.class_id, classes.grade, classes.is_led, periods.period_id,
            periods.period_name, periods.kind, periods.ends_on,
            coalesce(counted.count_given, 0) as count_given,
            coalesce(counted.count_owed, 0) as count_owed,
            closed.closed_at,
            coalesce(names.person_name, closed.by_person_id, '') as closed_by,
            coalesce(closed.reason, '') as closing_reason,
            coalesce(closed.count_owed, 0) as owed_at_closing
        from classes
        cross join year
        inner join periods on classes.class_id = periods.class_id
        left join counted
            on periods.class_id = counted.class_id
            and periods.period_id = counted.period_id
        left join staging.stg_closed_periods as closed
            on year.year_id = closed.year_id
            and periods.class_id = closed.class_id
            and periods.period_id = closed.period_id
        left join intermediate.int_person_names as names
            on closed.by_person_id = names.person_id
        order by
            classes.grade, classes.class_id, list_position({_KINDS}, periods.kind),
            periods.ends_on, periods.period_id
        """,
    )


def owing(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return the pages of a class with a period's finals given of owed, worst first.

    Columns: page_id, unit_name, subject_name, teacher_names (of the last day, else of
    the last before it), count_given, count_owed, lacking (names of the students without
    a final).
    """
    return ask(
        database,
        viewer,
        f"""
        {_CLASSES},

        owed as (
            select owed.*
            from marts.owed_finals as owed
            inner join classes on owed.class_id = classes.class_id
            inner join year on owed.year_id = year.year_id
            where owed.class_id = $class_id and owed.period_id = $period_id
        ),

        pages as (select distinct page_id, ends_on from owed),

        last_teachers as (
            select
                pages.page_id, teachers.person_id
            from pages
            inner join staging.stg_page_teachers as teachers
                on pages.page_id = teachers.page_id
                and teachers.starts_on <= pages.ends_on
            qualify rank() over (
                partition by pages.page_id
                order by least(teachers.ends_on, pages.ends_on) desc
            ) = 1
        ),

        named as (
            select
                teachers.page_id,
                string_agg(
                    distinct coalesce(names.person_name, teachers.person_id), ', '
                    order by coalesce(names.person_name, teachers.person_id)
                ) as teacher_names
            from last_teachers as teachers
            left join intermediate.int_person_names as names
                on teachers.person_id = names.person_id
            group by teachers.page_id
        )

        select
            owed.page_id, owed.unit_name, owed.subject_name,
            coalesce(any_value(named.teacher_names), '') as teacher_names,
            count(*) filter (where owed.is_given) as count_given,
            count(*) as count_owed,
            coalesce(
                list(owed.student_name order by owed.student_name)
                filter (where not owed.is_given),
                []
            ) as lacking
        from owed
        left join named on owed.page_id = named.page_id
        group by owed.page_id, owed.unit_name, owed.subject_name
        order by count_owed - count_given desc, owed.subject_name, owed.unit_name
        """,
        class_id=class_id,
        period_id=period_id,
    )


def permissions(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return the permissions to change a closed period, latest first.

    Columns: permission_id, page_id, unit_name and subject_name ('' for all pages),
    person_name ('' for every teacher), reason, given_by, starts_at, asked_until,
    withdrawn_at, withdrawn_by, ends_at (naive UTC).
    """
    return ask(
        database,
        viewer,
        f"""
        {_CLASSES}

        select
            permissions.permission_id, permissions.page_id,
            coalesce(pages.unit_name, '') as unit_name,
            coalesce(pages.subject_name, '') as subject_name,
            coalesce(teachers.person_name, permissions.person_id) as person_name,
            permissions.reason,
            coalesce(givers.person_name, permissions.by_person_id) as given_by,
            permissions.starts_at, permissions.asked_until, permissions.withdrawn_at,
            coalesce(takers.person_name, permissions.withdrawn_by, '')
                as withdrawn_by,
            permissions.ends_at
        from staging.stg_change_permissions as permissions
        inner join classes on permissions.class_id = classes.class_id
        inner join year on permissions.year_id = year.year_id
        left join intermediate.int_page_names as pages
            on permissions.page_id = pages.page_id
        left join intermediate.int_person_names as teachers
            on permissions.person_id = teachers.person_id
        left join intermediate.int_person_names as givers
            on permissions.by_person_id = givers.person_id
        left join intermediate.int_person_names as takers
            on permissions.withdrawn_by = takers.person_id
        where permissions.class_id = $class_id and permissions.period_id = $period_id
        order by permissions.starts_at desc
        """,
        class_id=class_id,
        period_id=period_id,
    )


def changed_after(
    database: Database, viewer: Viewer, class_id: str, period_id: str
) -> pl.DataFrame:
    """Return what was changed after closing, latest first: before → after, by whom.

    Columns: entry_id, unit_name, subject_name, lesson_on (null for a final), slot,
    student_name ('' for a lesson), field, previous_text, value_text (null where it was
    removed), person_name, recorded_at, is_void, reason and given_by (of the
    permission).
    """
    return ask(
        database,
        viewer,
        f"""
        {_CLASSES}

        select
            told.entry_id, pages.unit_name, pages.subject_name, lessons.lesson_on,
            lessons.slot,
            coalesce(students.full_name, told.student_id) as student_name,
            told.field, told.previous_text,
            if(told.value is null, null, told.value_text) as value_text,
            told.person_name, told.recorded_at, told.is_void,
            coalesce(permissions.reason, '') as reason,
            coalesce(givers.person_name, '') as given_by
        from intermediate.int_closed_entries as changed
        inner join classes on changed.class_id = classes.class_id
        inner join intermediate.int_cell_history as told
            on changed.entry_id = told.entry_id
        inner join year on starts_with(told.page_id, year.year_id || ':')
        inner join intermediate.int_page_names as pages on told.page_id = pages.page_id
        left join staging.stg_lessons as lessons on told.lesson_id = lessons.lesson_id
        left join staging.stg_known_students as students
            on told.student_id = students.student_id
        left join staging.stg_change_permissions as permissions
            on changed.permission_id = permissions.permission_id
        left join intermediate.int_person_names as givers
            on permissions.by_person_id = givers.person_id
        where changed.class_id = $class_id and changed.period_id = $period_id
        order by told.entry_id desc
        """,
        class_id=class_id,
        period_id=period_id,
    )


def pages_and_teachers(
    database: Database, viewer: Viewer, class_id: str
) -> pl.DataFrame:
    """Return the pages of a class and their teachers, whom a permission may name.

    Columns: page_id, unit_name, subject_name, person_id, person_name.
    """
    return ask(
        database,
        viewer,
        f"""
        {_CLASSES}

        select distinct
            pages.page_id, pages.unit_name, pages.subject_name, teachers.person_id,
            coalesce(names.person_name, teachers.person_id) as person_name
        from classes
        inner join staging.stg_roster as roster on classes.class_id = roster.class_id
        inner join year on starts_with(roster.page_id, year.year_id || ':')
        inner join intermediate.int_page_names as pages
            on roster.page_id = pages.page_id
        inner join staging.stg_page_teachers as teachers
            on pages.page_id = teachers.page_id
        left join intermediate.int_person_names as names
            on teachers.person_id = names.person_id
        where classes.class_id = $class_id
        order by pages.subject_name, pages.unit_name, person_name
        """,
        class_id=class_id,
    )


def permitted_to_me(database: Database, viewer: Viewer, now: datetime) -> pl.DataFrame:
    """Return the permissions by which one may change closed periods of one's pages now.

    Columns: class_id, period_name, unit_name and subject_name ('' for all one's pages),
    asked_until (naive UTC), reason.
    """
    return ask(
        database,
        viewer,
        """
        with own as (
            select distinct teachers.page_id, roster.class_id
            from staging.stg_page_teachers as teachers
            inner join staging.stg_roster as roster on teachers.page_id = roster.page_id
            where teachers.person_id = $person_id
        )

        select
            permissions.class_id, min(periods.period_name) as period_name,
            coalesce(any_value(pages.unit_name), '') as unit_name,
            coalesce(any_value(pages.subject_name), '') as subject_name,
            permissions.asked_until, permissions.reason
        from staging.stg_change_permissions as permissions
        inner join own
            on permissions.class_id = own.class_id
            and permissions.page_id in ('', own.page_id)
            and starts_with(own.page_id, permissions.year_id || ':')
        inner join intermediate.int_named_periods as periods
            on own.page_id = periods.page_id
            and permissions.period_id = periods.period_id
        left join intermediate.int_page_names as pages
            on permissions.page_id = pages.page_id
        where permissions.person_id in ('', $person_id)
            and permissions.ends_at > $now
        group by
            permissions.permission_id, permissions.class_id, permissions.asked_until,
            permissions.reason
        order by permissions.asked_until, permissions.class_id
        """,
        now=utc_naive(now),
    )
