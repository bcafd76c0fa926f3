"""The log of access (§1.7): who did what when; for a director only."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warehouse.clock import utc_naive
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# The semi-join decides: anyone but a director gets no row, whatever they ask.
_FOUND = """
with lines as (
    select log.*
    from intermediate.int_access_log as log
    where log.logged_at >= $start and log.logged_at < $end
        and exists (
            select 1
            from staging.stg_staff as staff
            where staff.person_id = $person_id
                and staff.role_list like '%,director,%'
        )
),

found as (
    select *
    from lines
    where ($who = '' or person_id = $who)
        and ($about = '' or about_person_id = $about)
        and (len($actions) = 0 or list_contains($actions, action))
)
"""


class Asked(NamedTuple):
    """Which lines: from `start` until before `end`, both aware; '' and () mean all."""

    start: datetime
    end: datetime
    who: str = ""
    about: str = ""
    actions: tuple[str, ...] = ()


def lines(
    database: Database, viewer: Viewer, asked: Asked, *, limit: int, offset: int = 0
) -> pl.DataFrame:
    """Return lines, latest first, with the names of today.

    Columns as in `intermediate.int_access_log`; logged_at is naive UTC.
    """
    return ask(
        database,
        viewer,
        _FOUND
        + """
        select
            logged_at, person_id, person_name, action, place, scope, page_title,
            about_person_id, about_name, address
        from found
        order by logged_at desc, line_number desc
        limit $limit offset $offset
        """,
        **_values(asked),
        limit=limit,
        offset=offset,
    )


def count_lines(database: Database, viewer: Viewer, asked: Asked) -> int:
    """Return how many lines `lines` would give without a limit."""
    counted = ask(
        database,
        viewer,
        _FOUND + "select count(*) as count_lines from found",
        **_values(asked),
    )
    return int(counted["count_lines"].item())


def people(database: Database, viewer: Viewer, asked: Asked) -> pl.DataFrame:
    """Return who did something and whom it concerned, by name.

    Columns: person_id, person_name (the code if the set-up holds no name), is_actor,
    is_concerned.
    """
    return ask(
        database,
        viewer,
        _FOUND
        + """
        , named as (
            select person_id, person_name, true as is_actor from found
            union all
            select about_person_id, about_name, false from found
        )
        select
            person_id,
            coalesce(nullif(max(person_name), ''), person_id) as person_name,
            bool_or(is_actor) as is_actor,
            bool_or(not is_actor) as is_concerned
        from named
        where person_id <> ''
        group by person_id
        order by person_name, person_id
        """,
        **_values(asked),
    )


def _values(asked: Asked) -> dict[str, object]:
    return {
        "start": utc_naive(asked.start),
        "end": utc_naive(asked.end),
        "who": asked.who,
        "about": asked.about,
        "actions": list(asked.actions),
    }
