"""Which week of a diary was seen by whom: for the family, and for who leads the class.

`of_student` joins `int_diary_access`; `of_class` joins `int_class_access`: the own
homeroom class, and the classes of the own levels.
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


_SEEN_ALONE = """(
    select
        seen.student_id, seen.week_on, seen.person_id, seen.seen_at,
        people.person_name, cast(0 as bigint) as count_since
    from intermediate.int_weeks_seen as seen
    left join intermediate.int_person_names as people
        on seen.person_id = people.person_id
)"""
_OF_STUDENT = """
    select
        seen.person_id, seen.person_name, seen.seen_at, seen.count_since,
        seen.person_id = $person_id as is_own
    from {seen} as seen
    inner join intermediate.int_diary_access as access
        on seen.student_id = access.student_id and access.person_id = $person_id
    where seen.student_id = $student_id and seen.week_on = $monday
    order by is_own desc, seen.person_name, seen.person_id
"""


def of_student(
    database: Database, viewer: Viewer, student_id: str, monday: date
) -> pl.DataFrame:
    """Return who marked a week of a diary as seen, the viewer first.

    Columns: person_id, person_name, seen_at (naive UTC), count_since, is_own. What has
    come since is asked only of weeks that somebody has seen: most diaries are opened
    before that.
    """
    asked = {"student_id": student_id, "monday": monday}
    seen = ask(database, viewer, _OF_STUDENT.format(seen=_SEEN_ALONE), **asked)
    if seen.is_empty():
        return seen
    return ask(database, viewer, _OF_STUDENT.format(seen="marts.weeks_seen"), **asked)


def may_mark(database: Database, viewer: Viewer, student_id: str) -> pl.DataFrame:
    """Return one row, column `may_mark`: a parent marks weeks as seen, no student."""
    return ask(
        database,
        viewer,
        """
        select count(*) > 0 as may_mark
        from staging.stg_children
        where person_id = $person_id and student_id = $student_id
        """,
        student_id=student_id,
    )


def of_class(
    database: Database, viewer: Viewer, class_id: str, monday: date
) -> pl.DataFrame:
    """Return who has seen a week and who has not, by student of the class that week.

    One row per student and parent of today or parent whose mark stands; one with empty
    person columns where a student has neither. Columns: student_id, student_name,
    person_id, person_name, is_parent (today), seen_at (naive UTC, null), count_since.
    """
    return ask(
        database,
        viewer,
        """
        with members as (
            select distinct stays.student_id
            from intermediate.int_class_stays as stays
            inner join intermediate.int_class_access as access
                on stays.class_id = access.class_id and access.person_id = $person_id
            where
                stays.class_id = $class_id
                and stays.starts_on <= $sunday and stays.ends_on >= $monday
        ),

        seen as (
            select seen.*
            from marts.weeks_seen as seen
            where seen.week_on = $monday
        ),

        parents as (
            select student_id, person_id, true as is_parent
            from staging.stg_children
            union
            select seen.student_id, seen.person_id, false as is_parent
            from seen
            anti join staging.stg_children as children
                on
                    seen.student_id = children.student_id
                    and seen.person_id = children.person_id
        )

        select
            members.student_id,
            coalesce(students.person_name, members.student_id) as student_name,
            parents.person_id,
            coalesce(people.person_name, parents.person_id) as person_name,
            coalesce(parents.is_parent, false) as is_parent,
            seen.seen_at,
            coalesce(seen.count_since, 0) as count_since
        from members
        left join parents on members.student_id = parents.student_id
        left join seen
            on
                parents.student_id = seen.student_id
                and parents.person_id = seen.person_id
        left join intermediate.int_person_names as students
            on 'student:' || members.student_id = students.person_id
        left join intermediate.int_person_names as people
            on parents.person_id = people.person_id
        order by student_name, members.student_id, person_name, parents.person_id
        """,
        class_id=class_id,
        monday=monday,
        sunday=monday + timedelta(days=6),
    )
