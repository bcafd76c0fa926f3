"""Replacing lessons: of whom, which, and who is free at that time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def teachers(database: Database, viewer: Viewer, today: date) -> pl.DataFrame:
    """Return who gives lessons of pages that the viewer replaces, by name.

    Columns: person_id, person_name.
    """
    return ask(
        database,
        viewer,
        """
        select distinct
            teachers.person_id,
            coalesce(staff.person_name, teachers.person_id) as person_name
        from staging.stg_page_teachers as teachers
        inner join intermediate.int_replacement_access as access
            on teachers.page_id = access.page_id and access.person_id = $person_id
        inner join staging.stg_staff as staff
            on teachers.person_id = staff.person_id
        where teachers.ends_on >= $today
        order by person_name, teachers.person_id
        """,
        today=today,
    )


_LESSONS = """
select
    lessons.lesson_id, lessons.page_id, pages.unit_id, pages.unit_name,
    pages.subject_id, pages.subject_name, pages.grade, lessons.lesson_on, lessons.slot,
    lessons.starts_at, lessons.ends_at, lessons.room, lessons.planned_topic,
    coalesce(replaced.kind, '') as kind,
    coalesce(substitutes.person_name, replaced.person_id, '') as substitute_name,
    replaced.kind is not null and replaced.said_at is not null as is_replaced,
    coalesce(replaced.from_on, lessons.lesson_on) as from_on,
    coalesce(replaced.from_slot, lessons.slot) as from_slot,
    coalesce(written.count_entries, 0) as count_entries
from staging.stg_lessons as lessons
inner join intermediate.int_replacement_access as access
    on lessons.page_id = access.page_id and access.person_id = $person_id
inner join intermediate.int_page_names as pages on lessons.page_id = pages.page_id
left join staging.stg_replaced_lessons as replaced
    on lessons.lesson_id = replaced.lesson_id
left join intermediate.int_person_names as substitutes
    on replaced.person_id = substitutes.person_id
left join (
    select lesson_id, count(*) as count_entries
    from staging.stg_current
    where lesson_id <> ''
    group by lesson_id
) as written on lessons.lesson_id = written.lesson_id
"""


def lessons_of_teacher(
    database: Database, viewer: Viewer, teacher_id: str, first: date, last: date
) -> pl.DataFrame:
    """Return the lessons of a teacher in a span of days, those given for others too.

    Columns: lesson_id, page_id, unit_id, unit_name, subject_id, subject_name, grade,
    lesson_on, slot, starts_at, ends_at, room, planned_topic, kind ('' if it goes as
    the timetable says), substitute_name, is_replaced (by the administration; not by a
    distance day), from_on and from_slot (its place in the timetable), count_entries.
    """
    return ask(
        database,
        viewer,
        f"""
        {_LESSONS}
        where lessons.lesson_on between $first and $last
            and (
                exists (
                    select 1 from staging.stg_page_teachers as teachers
                    where teachers.page_id = lessons.page_id
                        and teachers.person_id = $teacher_id
                        and lessons.lesson_on
                        between teachers.starts_on and teachers.ends_on
                )
                or replaced.person_id = $teacher_id
            )
        order by lessons.lesson_on, lessons.slot, pages.unit_name
        """,
        teacher_id=teacher_id,
        first=first,
        last=last,
    )


def who_is_free(
    database: Database, viewer: Viewer, lesson_ids: Sequence[str]
) -> pl.DataFrame:
    """Return for each lesson every other teacher, whoever serves best first.

    Free is who gives no lesson at that time; of them who teaches the subject goes
    first, then who has lessons that day anyway, the fewest before the most. Columns:
    lesson_id, person_id, person_name, is_free, teaches_subject, count_that_day,
    busy_with (the lesson given at that time, '' if free), merges_with (that lesson if
    it is of the same subject: both groups could be taken at once, else '').
    """
    return ask(
        database,
        viewer,
        """
        with asked as (
            select
                lessons.lesson_id, lessons.page_id, lessons.lesson_on,
                lessons.starts_at, lessons.ends_at, pages.subject_id
            from staging.stg_lessons as lessons
            inner join intermediate.int_replacement_access as access
                on
                    lessons.page_id = access.page_id
                    and access.person_id = $person_id
            inner join staging.stg_pages as pages on lessons.page_id = pages.page_id
            where list_contains($lesson_ids, lessons.lesson_id)
        ),

        given as (
            select
                giving.person_id, giving.lesson_id, giving.lesson_on, lessons.starts_at,
                lessons.ends_at, pages.subject_id,
                pages.unit_name || ' · ' || pages.subject_name as title
            from intermediate.int_giving_teachers as giving
            inner join staging.stg_lessons as lessons
                on giving.lesson_id = lessons.lesson_id
            inner join intermediate.int_page_names as pages
                on giving.page_id = pages.page_id
            where giving.kind <> 'cancelled'
                and giving.lesson_on in (select asked.lesson_on from asked)
        ),

        people as (
            select staff.person_id, staff.person_name
            from staging.stg_staff as staff
            where staff.role_list like '%,teacher,%'
                or staff.person_id in (
                    select teachers.person_id
                    from staging.stg_page_teachers as teachers
                )
        ),

        subjects as (
            select distinct teachers.person_id, pages.subject_id
            from staging.stg_page_teachers as teachers
            inner join staging.stg_pages as pages on teachers.page_id = pages.page_id
        ),

        beside as (
            select
                asked.lesson_id, people.person_id, people.person_name,
                count(distinct given.lesson_id) as count_that_day,
                coalesce(string_agg(distinct given.title, ', ') filter (
                    where given.starts_at < asked.ends_at
                        and given.ends_at > asked.starts_at
                ), '') as busy_with,
                coalesce(string_agg(distinct given.title, ', ') filter (
                    where given.starts_at < asked.ends_at
                        and given.ends_at > asked.starts_at
                        and given.subject_id = asked.subject_id
                ), '') as merges_with
            from asked
            cross join people
            left join given
                on
                    people.person_id = given.person_id
                    and asked.lesson_on = given.lesson_on
            where not exists (
                select 1 from intermediate.int_giving_teachers as own
                where own.lesson_id = asked.lesson_id
                    and own.person_id = people.person_id
            )
            group by asked.lesson_id, people.person_id, people.person_name
        )

        select
            beside.lesson_id, beside.person_id, beside.person_name,
            beside.busy_with = '' as is_free,
            subjects.person_id is not null as teaches_subject,
            beside.count_that_day, beside.busy_with, beside.merges_with
        from beside
        inner join asked on beside.lesson_id = asked.lesson_id
        left join subjects
            on
                beside.person_id = subjects.person_id
                and asked.subject_id = subjects.subject_id
        order by
            beside.lesson_id, is_free desc, teaches_subject desc,
            beside.count_that_day = 0, beside.count_that_day, beside.person_name,
            beside.person_id
        """,
        lesson_ids=list(lesson_ids),
    )
