"""Replacements that were made: the list of days, and the sets to take back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def register(
    database: Database, viewer: Viewer, first: date, last: date
) -> pl.DataFrame:
    """Return the replaced lessons of a span of days, by day, lesson and class.

    A moved lesson stands where it was and where it goes. Columns: lesson_id, from_on,
    from_slot, lesson_on, slot (null both where nothing but entries is left of it),
    unit_name, subject_name, grade, kind, absent_names (the page's teachers that day),
    person_id and substitute_name ('' if nobody else gives it), room, reason,
    document_number, said_at, count_entries.
    """
    return ask(
        database,
        viewer,
        """
        with written as (
            select lesson_id, count(*) as count_entries
            from staging.stg_current
            where lesson_id <> ''
            group by lesson_id
        ),

        absent as (
            select
                replaced.lesson_id,
                string_agg(
                    distinct people.person_name, ', ' order by people.person_name
                ) as absent_names
            from staging.stg_replaced_lessons as replaced
            inner join staging.stg_page_teachers as teachers
                on
                    replaced.page_id = teachers.page_id
                    and replaced.from_on between teachers.starts_on and teachers.ends_on
            inner join intermediate.int_person_names as people
                on teachers.person_id = people.person_id
            group by replaced.lesson_id
        )

        select
            replaced.lesson_id, replaced.from_on, replaced.from_slot,
            lessons.lesson_on, lessons.slot, pages.unit_name, pages.subject_name,
            pages.grade, replaced.kind,
            coalesce(absent.absent_names, '') as absent_names,
            replaced.person_id,
            coalesce(people.person_name, replaced.person_id) as substitute_name,
            coalesce(lessons.room, '') as room, replaced.reason,
            replaced.document_number, replaced.said_at,
            coalesce(written.count_entries, 0) as count_entries
        from staging.stg_replaced_lessons as replaced
        inner join intermediate.int_replacement_access as access
            on replaced.page_id = access.page_id and access.person_id = $person_id
        inner join intermediate.int_page_names as pages
            on replaced.page_id = pages.page_id
        left join staging.stg_lessons as lessons
            on replaced.lesson_id = lessons.lesson_id
        left join absent on replaced.lesson_id = absent.lesson_id
        left join intermediate.int_person_names as people
            on replaced.person_id = people.person_id
        left join written on replaced.lesson_id = written.lesson_id
        where replaced.said_at is not null
            and (
                replaced.from_on between $first and $last
                or lessons.lesson_on between $first and $last
            )
        order by
            replaced.from_on, replaced.from_slot, pages.grade, pages.unit_name,
            pages.subject_name
        """,
        first=first,
        last=last,
    )


def sets(database: Database, viewer: Viewer, since: date) -> pl.DataFrame:
    """Return the sets of replacements that can be taken back, the newest first.

    Those of which the viewer replaces every lesson that is replaced still, with such a
    lesson since a day. Columns: set_id, applied_at, applied_by (a name), reason,
    document_number, count_lessons, first_on, last_on, units (names of classes).
    """
    return ask(
        database,
        viewer,
        """
        with changed as (
            select
                sets.set_id,
                (changes.natural_key ->> 0) as unit_id,
                (changes.natural_key ->> 1) as subject_id,
                (changes.natural_key ->> 2)::date as lesson_on
            from journal.setup_change_sets as sets
            inner join setup.setup_changes as changes
                on changes.change_id between sets.set_id and sets.last_change_id
            inner join setup.replacements as rows
                on (changes.natural_key ->> 0) = rows.unit_id
                and (changes.natural_key ->> 1) = rows.subject_id
                and (changes.natural_key ->> 2)::date = rows.lesson_on
                and (changes.natural_key ->> 3)::smallint = rows.slot
                and sets.from_date = rows.valid_from
                and rows.valid_to is null
            where sets.kind = 'replacement'
                and changes.sheet = 'replacements'
                and sets.set_id not in (
                    select undoing.undoes_set_id
                    from journal.setup_change_sets as undoing
                    where undoing.undoes_set_id is not null
                )
        ),

        told as (
            select
                changed.set_id,
                count(*) as count_lessons,
                min(changed.lesson_on) as first_on,
                max(changed.lesson_on) as last_on,
                string_agg(
                    distinct coalesce(pages.unit_name, changed.unit_id), ', '
                    order by coalesce(pages.unit_name, changed.unit_id)
                ) as units
            from changed
            left join intermediate.int_page_names as pages
                on
                    changed.unit_id = pages.unit_id
                    and changed.subject_id = pages.subject_id
            left join intermediate.int_replacement_access as access
                on pages.page_id = access.page_id and access.person_id = $person_id
            group by changed.set_id
            having bool_and(access.page_id is not null) and last_on >= $since
        )

        select
            told.set_id, sets.applied_at,
            coalesce(people.person_name, sets.applied_by) as applied_by,
            sets.reason, sets.document_number, told.count_lessons, told.first_on,
            told.last_on, told.units
        from told
        inner join journal.setup_change_sets as sets on told.set_id = sets.set_id
        left join intermediate.int_person_names as people
            on sets.applied_by = people.person_id
        order by told.set_id desc
        """,
        since=since,
    )
