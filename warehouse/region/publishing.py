"""A school publishes: entries after the last published block, its figures made anew.

One transaction of the lake for one publication, so a killed one leaves nothing, and one
that is made again finds nothing new. Everything is published anew where going on would
be wrong: entries became void or count again (§4.4), the ledger is another one than at
the last time (restored from a backup), or the key of the pseudonyms or FORMAT changed.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import polars as pl

from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.obligations import bring_up_to_date
from warehouse.region.lake import build_models
from warehouse.region.pseudonyms import pseudonyms_of
from warehouse.region.school_facts import (
    PICTURES,
    Standing,
    digest_of,
    entries_after,
    picture,
    standing_of,
)

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.region.lake import Lake
    from warehouse.region.pseudonyms import Pseudonyms
    from warehouse.school_folder import School

FORMAT = 1  # of what is published; a new one publishes everything anew
# Figures kept in the lake, the view each is made by, and what a row is known by.
KEPT: dict[str, tuple[str, tuple[str, ...]]] = {
    "kept_results": ("results", ("class_id", "grade", "subject", "period_id")),
    "kept_class_weeks": ("class_weeks", ("class_id", "subject", "week_on")),
    "kept_timeliness_weeks": (
        "timeliness_weeks",
        ("class_id", "grade", "week_on", "kind"),
    ),
}
_TRIES, _PAUSE = 8, 0.2  # seconds, doubled each time: another school's commit was first
_OF_SCHOOL = "school_id = $school_id and year_id = $year_id"


class Published(NamedTuple):
    """What a publication brought."""

    first_block_id: int
    last_block_id: int
    count_entries: int
    is_whole: bool  # everything, not only what is new


class _Head(NamedTuple):
    """What the lake knows of a school's last publication."""

    format: int
    key_id: str
    last_block_id: int
    last_digest: str
    count_void_events: int
    count_entries: int


def publish(school: School, lake: Lake) -> Published:
    """Publish what is new in a school; raises VedomostError if the region refuses it.

    Needs the school's models to be built.
    """
    bring_up_to_date(school.database)
    for attempt in range(_TRIES):
        try:
            with lake.opened(to_write=True) as connection:
                return _publish_once(school, connection)
        except duckdb.TransactionException:
            if attempt == _TRIES - 1:
                raise
            time.sleep(_PAUSE * 2**attempt)
    raise AssertionError


def _publish_once(school: School, connection: duckdb.DuckDBPyConnection) -> Published:
    build_models(connection)
    connection.begin()
    _see_that_it_may(school, connection)
    pseudonyms, now = pseudonyms_of(school.files), school.clock.now()
    with school.database.cursor() as cursor:
        cursor.begin()
        standing = standing_of(cursor)
        whose = {"school_id": school.school_id, "year_id": standing.year_id}
        head = _head(connection, whose)
        if head is not None and not _goes_on(cursor, head, standing, pseudonyms):
            connection.execute(f"delete from lake.entries where {_OF_SCHOOL}", whose)
            head = None
        since = head.last_block_id if head else 0
        entries = entries_after(
            cursor, pseudonyms, since, standing.year_id, school.timezone.key
        )
        pictures = {name: picture(cursor, pseudonyms, name, now) for name in PICTURES}
        cursor.rollback()
    _append(connection, entries, whose)
    _draw_anew(connection, pictures, whose)
    told = _Head(
        FORMAT,
        pseudonyms.key_id,
        standing.last_block_id,
        standing.last_digest,
        standing.count_void_events,
        len(entries) + (head.count_entries if head else 0),
    )
    _note(connection, whose, told, utc_naive(now))
    connection.commit()
    return Published(since + 1, standing.last_block_id, len(entries), head is None)


def _draw_anew(
    connection: duckdb.DuckDBPyConnection,
    pictures: dict[str, pl.DataFrame],
    whose: dict[str, str],
) -> None:
    """Bring the pictures of a school, and the figures kept of it, up to date."""
    for name, key in PICTURES.items():
        connection.register("drawn", _of(pictures[name], whose))
        _replace(connection, name, key, "drawn", whose)
        connection.unregister("drawn")
    for name, (view, key) in KEPT.items():
        _replace(connection, name, key, view, whose)


def _note(
    connection: duckdb.DuckDBPyConnection,
    whose: dict[str, str],
    told: _Head,
    published_at: datetime,
) -> None:
    """Note up to where the school has published, and when."""
    row = {**whose, **told._asdict(), "published_at": published_at}
    connection.execute(f"delete from lake.publications where {_OF_SCHOOL}", whose)
    connection.execute(
        "insert into lake.publications by name "
        f"select {', '.join(f'${name} as {name}' for name in row)}",
        row,
    )


def _see_that_it_may(school: School, connection: duckdb.DuckDBPyConnection) -> None:
    known = connection.execute(
        "select count(*) from lake.schools where school_id = ?", [school.school_id]
    ).fetchone()
    if known is None or not known[0]:
        raise VedomostError(
            "The region does not know the school “{school_id}”. Its administration "
            "adds it with “vedomost region schools”.",
            school_id=school.school_id,
        )


def _head(connection: duckdb.DuckDBPyConnection, whose: dict[str, str]) -> _Head | None:
    found = connection.execute(
        f"select {', '.join(_Head._fields)} from lake.publications where {_OF_SCHOOL}",
        whose,
    ).fetchone()
    return _Head(*found) if found else None


def _goes_on(
    cursor: duckdb.DuckDBPyConnection,
    head: _Head,
    standing: Standing,
    pseudonyms: Pseudonyms,
) -> bool:
    """Tell whether this ledger is the one that was published, with no void changed."""
    return (
        head.format == FORMAT
        and head.key_id == pseudonyms.key_id
        and head.count_void_events == standing.count_void_events
        and (
            head.last_block_id == 0
            or digest_of(cursor, head.last_block_id) == head.last_digest
        )
    )


def _of(frame: pl.DataFrame, whose: dict[str, str]) -> pl.DataFrame:
    """Return the rows with their school and year."""
    return frame.with_columns(**{name: pl.lit(value) for name, value in whose.items()})


def _append(
    connection: duckdb.DuckDBPyConnection, entries: pl.DataFrame, whose: dict[str, str]
) -> None:
    if entries.is_empty():
        return
    connection.register("drawn", _of(entries, whose))
    connection.execute("insert into lake.entries by name select * from drawn")
    connection.unregister("drawn")


def _replace(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    key: tuple[str, ...],
    source: str,
    whose: dict[str, str],
) -> None:
    """Bring a school's rows of a table to those of `source`; touch only what differs.

    Rows that stay the same stay where they lie, so a publication adds little to the
    store.
    """
    columns = ", ".join(_columns(connection, table))
    there = f"select {columns} from lake.{table} where {_OF_SCHOOL}"
    wanted = f"select {columns} from {source} where {_OF_SCHOOL}"
    connection.execute(f"create or replace temp table wanted as {wanted}", whose)
    connection.execute(f"create or replace temp table there as {there}", whose)
    gone = "(select * from there except all select * from wanted)"
    keys = ", ".join(key)
    connection.execute(
        f"delete from lake.{table} where {_OF_SCHOOL} "
        f"and ({keys}) in (select ({keys}) from {gone})",
        whose,
    )
    connection.execute(
        f"insert into lake.{table} select * from wanted except all select * from there"
    )


def _columns(connection: duckdb.DuckDBPyConnection, table: str) -> list[str]:
    found = connection.execute(f"select * from lake.{table} limit 0").description
    return [name for name, *_ in found or ()]
