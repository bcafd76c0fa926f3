"""A school's day: which lessons were reported, which files came in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.clock import utc_naive
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date, datetime

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def lessons_of_day(database: Database, viewer: Viewer, day: date) -> pl.DataFrame:
    """Return one row per lesson of a day, by class and slot.

    Columns as described at `marts.school_today`.
    """
    return ask(
        database,
        viewer,
        """
        select lessons.*
        from marts.school_today as lessons
        inner join intermediate.int_day_access as access
            on lessons.page_id = access.page_id and access.person_id = $person_id
        where lessons.lesson_on = $day
        order by lessons.grade, lessons.unit_name, lessons.slot
        """,
        day=day,
    )


def uploads_between(
    database: Database, viewer: Viewer, start: datetime, end: datetime
) -> pl.DataFrame:
    """Return the files handed in from `start` until before `end`, latest first.

    The moments are aware; columns as described at `marts.uploads`.
    """
    return ask(
        database,
        viewer,
        """
        select uploads.*
        from marts.uploads as uploads
        inner join intermediate.int_upload_access as access
            on uploads.upload_id = access.upload_id and access.person_id = $person_id
        where uploads.received_at >= $start and uploads.received_at < $end
        order by uploads.received_at desc, uploads.upload_id desc
        """,
        start=utc_naive(start),
        end=utc_naive(end),
    )


def last_block(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the last sealed block of the ledger, its version; no row before the first.

    Columns: block_id, sealed_at. For anyone on the staff.
    """
    return ask(
        database,
        viewer,
        """
        select block_id, sealed_at
        from staging.stg_blocks
        where exists (
            select 1 from staging.stg_staff as staff where staff.person_id = $person_id
        )
        order by block_id desc
        limit 1
        """,
    )
