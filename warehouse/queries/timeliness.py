"""How timely the journals are kept (§2.2, 2.5–2.8), with what a share is made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias

from warehouse.clock import utc_naive
from warehouse.queries.timeliness_asked import (
    CAME_LATE,
    IS_CORRECTED,
    IS_EARLY,
    LATENESS_OF,
    ONCE,
    Asked,
    ask_followed,
)

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

__all__ = (
    "OUTCOMES", "Asked", "By", "counts", "counts_by_day_and_lesson", "due", "lateness",
)  # fmt: skip
By: TypeAlias = Literal["all", "teacher", "subject", "unit", "level", "week", "kind"]
OUTCOMES = (
    "on_time", "late", "missing", "excused", "void", "undetermined", "not_yet_due",
)  # fmt: skip
_WEEK = "strftime(date_trunc('week', owed_on), '%Y-%m-%d')"
# What obligations are put together by: (key, name, order).
_BY: dict[By, tuple[str, str, str]] = {
    "all": ("''", "''", "key"),
    "teacher": ("followed.person_id", "max(people.person_name)", "name"),
    "subject": ("subject_id", "max(subject_name)", "name"),
    "unit": ("unit_id", "max(unit_name)", "max(grade), name"),
    "level": ("school_level", "school_level", "key"),
    "week": (_WEEK, _WEEK, "key"),
    "kind": ("kind", "kind", "key"),
}


def counts(
    database: Database, viewer: Viewer, asked: Asked, by: By = "all"
) -> pl.DataFrame:
    """Return how many obligations came out how, put together by something.

    One row per key that has any. Columns: key (a code; of weeks the Monday, as an ISO
    date), name, count_all, one count per outcome (`count_on_time` …), count_early
    (finals before their window, among those on time), count_corrected (after the due
    time).
    """
    key, name, order = _BY[by]
    people = (
        "left join intermediate.int_person_names as people "
        "on followed.person_id = people.person_id"
        if by == "teacher"
        else ""
    )
    each = "true" if by == "teacher" else ONCE
    return ask_followed(
        database,
        viewer,
        asked,
        f"""
        select
            {key} as key,
            {name} as name,
            {_COUNTS}
        from followed
        {people}
        where {each}
        group by {key}
        order by {order}
        """,
    )


def counts_by_day_and_lesson(
    database: Database, viewer: Viewer, asked: Asked
) -> pl.DataFrame:
    """Return the counts of `counts` by weekday (1 = Monday) and slot of the lesson.

    Final marks belong to no lesson and are left out.
    """
    return ask_followed(
        database,
        viewer,
        asked,
        f"""
        select
            isodow(followed.owed_on) as weekday,
            lessons.slot,
            {_COUNTS}
        from followed
        inner join staging.stg_lessons as lessons
            on followed.page_id = lessons.page_id
            and followed.lesson_id = lessons.lesson_id
        where {ONCE}
        group by all
        order by weekday, lessons.slot
        """,
    )


def lateness(database: Database, viewer: Viewer, asked: Asked) -> pl.DataFrame:
    """Return how late the entries came that came late, excused ones among them.

    One row per span of `LATENESS` that has any. Columns: lateness, count_late (with the
    excused ones), count_excused.
    """
    return ask_followed(
        database,
        viewer,
        asked,
        f"""
        select
            {LATENESS_OF} as lateness,
            count(*) as count_late,
            count(*) filter (where outcome = 'excused') as count_excused
        from followed
        where {CAME_LATE} and {ONCE}
        group by lateness
        """,
    )


def due(
    database: Database, viewer: Viewer, asked: Asked, until: datetime
) -> pl.DataFrame:
    """Return who owes what is not entered: due until a moment (aware), or overdue.

    One row per teacher and journal page, the most overdue first. Columns: person_id,
    person_name, page_id, unit_name, subject_name, count_due, next_due_at (null),
    count_overdue, oldest_due_at (null), and for sums over teachers count_due_once and
    count_overdue_once; moments are naive UTC. Void entries are overdue: they are to be
    made again (§4.4).
    """
    return ask_followed(
        database,
        viewer,
        asked,
        """
        , owing as (
            select
                *,
                outcome <> 'not_yet_due' as is_overdue
            from followed
            where
                outcome in ('missing', 'void')
                or (outcome = 'not_yet_due' and due_at <= $until)
        )

        select
            owing.person_id,
            coalesce(max(people.person_name), owing.person_id) as person_name,
            owing.page_id,
            max(owing.unit_name) as unit_name,
            max(owing.subject_name) as subject_name,
            count(*) filter (where not owing.is_overdue) as count_due,
            count(*) filter (where not owing.is_overdue and owing.is_counted)
                as count_due_once,
            min(owing.due_at) filter (where not owing.is_overdue)
                as next_due_at,
            count(*) filter (where owing.is_overdue) as count_overdue,
            count(*) filter (where owing.is_overdue and owing.is_counted)
                as count_overdue_once,
            min(owing.due_at) filter (where owing.is_overdue)
                as oldest_due_at
        from owing
        left join intermediate.int_person_names as people
            on owing.person_id = people.person_id
        group by owing.person_id, owing.page_id
        order by count_overdue desc, next_due_at, person_name, unit_name
        """,
        until=utc_naive(until),
    )


_COUNT = "count(*) filter (where"
_COUNTS = ",\n            ".join(
    [
        "count(*) as count_all",
        *(f"{_COUNT} outcome = '{one}') as count_{one}" for one in OUTCOMES),
        f"{_COUNT} {IS_EARLY}) as count_early",
        f"{_COUNT} {IS_CORRECTED}) as count_corrected",
    ]
)
