"""Verifications that were made, and the ledger's head."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer

# Director, deputies and administrator: codes and ids only, no names of students.
_READERS = """
    exists (
        select 1 from staging.stg_staff as staff
        where staff.person_id = $person_id
            and staff.role_list similar to '.*,(director|deputy|administrator),.*'
    )
"""


def verifications(database: Database, viewer: Viewer, most: int = 30) -> pl.DataFrame:
    """Return the last verifications, the newest first.

    Columns: verified_at, asked_by, person_name (null for the server), seconds,
    count_blocks, count_entries, count_files, count_forms, count_differences,
    count_notices, first_differences (JSON), head_block_id, head_digest.
    """
    return ask(
        database,
        viewer,
        f"""
        select
            made.* exclude (block_id), staff.person_name
        from journal.verifications as made
        left join staging.stg_staff as staff on made.asked_by = staff.person_id
        where {_READERS}
        order by made.verified_at desc
        limit $most
        """,
        most=most,
    )


def head(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return the last block of all: block_id, sealed_at, digest, key_id; or no row."""
    return ask(
        database,
        viewer,
        f"""
        select block_id, sealed_at, digest, key_id
        from journal.blocks
        where {_READERS}
        order by block_id desc
        limit 1
        """,
    )
