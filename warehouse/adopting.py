"""What an older school holds, sealed by one block when this program first opens it.

Blocks from before there were signatures keep their digests. What these do not cover
(which file an upload was, a year, rows of tables that were not sealed then) is sealed
as it stands; nobody can say more of it. After later migrations, set-up tables that they
changed are sealed anew, unless they had been altered before.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from warehouse import canonical, sealed_records, setup_states
from warehouse.blocks import ENTRIES, last_block

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime

    import duckdb

UPLOADS = "journal.uploads"
# What is adopted of rows whose block covers them in part, up to a block.
ADOPTED = {
    ENTRIES: "select entry_id, school_id, year_id, is_undetermined "
    "from journal.entries where block_id <= ?",
    UPLOADS: "select upload_id, block_id, file_sha256 "
    "from journal.uploads where block_id <= ?",
}


def around_migrations(
    school_id: str, now: Callable[[], datetime]
) -> Callable[[duckdb.DuckDBPyConnection], AbstractContextManager[None]]:
    """Return what seals an older school's rows once its schema is today's."""

    @contextlib.contextmanager
    def around(cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        known = _has_states(cursor)
        altered = setup_states.altered(cursor) if known else []
        yield
        if known:
            _seal_set_up_anew(cursor, school_id, now(), altered)
        else:
            _adopt(cursor, school_id, now())

    return around


def _has_states(cursor: duckdb.DuckDBPyConnection) -> bool:
    found = cursor.execute(
        "select 1 from duckdb_tables() where schema_name = 'journal' "
        "and table_name = 'setup_states'"
    ).fetchone()
    return found is not None


def adopted_digest(
    cursor: duckdb.DuckDBPyConnection, about: str, until_block_id: int
) -> tuple[int, str]:
    """Return count and digest of what was adopted of a table."""
    rows = canonical.fetched(cursor, ADOPTED[about], until_block_id)
    lines = canonical.lines(about, rows)
    return len(lines), canonical.digest(lines)


def _adopt(cursor: duckdb.DuckDBPyConnection, school_id: str, now: datetime) -> None:
    last = last_block(cursor)
    block_id = last.block_id + 1
    tables = []
    for table in sealed_records.SEALED:
        column = sealed_records.block_column(table)
        adopted = cursor.execute(
            f"update {table} set {column} = ? where {column} is null", [block_id]
        ).fetchall()
        if adopted and adopted[0][0]:
            tables.append(table)
    if not tables and not last.block_id:
        return  # a new school
    rows: dict[str, list[dict[str, object]]] = {
        "journal.adopted": [
            {
                "about": about,
                "until_block_id": last.block_id,
                "count_rows": count,
                "digest": digest,
            }
            for about in ADOPTED
            for count, digest in [adopted_digest(cursor, about, last.block_id)]
        ],
        setup_states.TABLE: setup_states.current(cursor),
    }
    sealed_records.write_together(cursor, school_id, now, rows, tables)


def _seal_set_up_anew(
    cursor: duckdb.DuckDBPyConnection,
    school_id: str,
    now: datetime,
    altered: list[str],
) -> None:
    """Seal what the migrations changed; what somebody altered before stays told."""
    sealed = setup_states.sealed(cursor)
    changed = [
        state
        for state in setup_states.current(cursor)
        if state["table_name"] not in altered
        and sealed
        and (
            state["table_name"] not in sealed
            or sealed[str(state["table_name"])].digest != state["digest"]
        )
    ]
    if changed:
        sealed_records.write(cursor, school_id, now, setup_states.TABLE, changed)
