"""Backups: for those who lead the school and for its system administrator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

_MAY_LOOK = """
    (
        exists (
            select 1 from intermediate.int_leaders as leaders
            where leaders.person_id = $person_id
        )
        or exists (
            select 1 from staging.stg_staff as staff
            where
                staff.person_id = $person_id
                and staff.role_list like '%,administrator,%'
        )
    )
"""


def runs(database: Database, viewer: Viewer, limit: int = 30) -> pl.DataFrame:
    """Return the latest backups and restorings, latest first.

    Columns: as in `journal.backups`, then person_name, null where no person asked.
    """
    return ask(
        database,
        viewer,
        f"""
        select backups.*, staff.person_name
        from journal.backups as backups
        left join staging.stg_staff as staff on backups.asked_by = staff.person_id
        where {_MAY_LOOK}
        order by backups.finished_at desc, backups.backup_name desc
        limit $limit
        """,
        limit=limit,
    )


def last_good(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return one row for whoever may look: taken_at of the last good backup, or null.

    Columns: taken_at, has_failed_since.
    """
    return ask(
        database,
        viewer,
        f"""
        -- In the order in which they were written down: a clock may have been fast.
        with last as (
            select
                arg_max(started_at, rowid) filter (where outcome = 'good') as taken_at,
                max(rowid) filter (where outcome = 'good') as good,
                max(rowid) filter (where outcome = 'failed') as failed
            from journal.backups
        )

        select
            taken_at,
            coalesce(failed > coalesce(good, -1), false) as has_failed_since
        from last
        where {_MAY_LOOK}
        """,
    )
