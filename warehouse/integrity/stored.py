"""The blocks as they are stored, and the rows that name them."""

from __future__ import annotations

from itertools import groupby
from operator import itemgetter
from typing import TYPE_CHECKING, NamedTuple

from warehouse import canonical
from warehouse.blocks import ENTRIES, ENTRY, Header
from warehouse.sealed_records import SEALED, block_column

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import duckdb

    Row = tuple[object, ...]
    Rows = dict[str, list[Row]]

# Everything that is sealed, with its columns in digest order.
COLUMNS = {ENTRIES: ENTRY, **SEALED}


class StoredBlock(NamedTuple):
    """A row of `journal.blocks`; what blocks lacked before signatures is None."""

    school_id: str
    block_id: int
    first_entry_id: int
    count_entries: int
    sealed_at: datetime
    upload_id: str
    file_sha256: str | None
    changes_pages: bool | None
    previous_digest: str
    digest: str
    format: int | None
    row_checks: bytes | None
    key_id: str | None
    signature: str | None

    @property
    def header(self) -> Header:
        """What the digest covers of it; of a block with a format alone."""
        return Header(*self[: len(Header._fields)])  # type: ignore[arg-type]


def blocks(cursor: duckdb.DuckDBPyConnection) -> list[StoredBlock]:
    """Return all blocks in the order of their numbers."""
    rows = canonical.fetched(
        cursor,
        f"select {', '.join(StoredBlock._fields)} from journal.blocks "
        "order by block_id, digest",
    )
    return [StoredBlock(*row) for row in rows]  # type: ignore[arg-type]


def sealed_rows(cursor: duckdb.DuckDBPyConnection) -> dict[object, Rows]:
    """Return the rows of all sealed tables but the entries, by block and table."""
    found: dict[object, Rows] = {}
    for table, columns in SEALED.items():
        for block_id, *row in canonical.fetched(
            cursor, f"select {block_column(table)}, {', '.join(columns)} from {table}"
        ):
            found.setdefault(block_id, {}).setdefault(table, []).append(tuple(row))
    return found


def entries(cursor: duckdb.DuckDBPyConnection) -> Iterator[tuple[object, list[Row]]]:
    """Yield each block's entries in their order, block by block."""
    rows = canonical.fetched(
        cursor,
        f"select block_id, {', '.join(ENTRY)} from {ENTRIES} "
        "order by block_id nulls first, entry_id",
    )
    for block_id, found in groupby(rows, key=itemgetter(0)):
        yield block_id, [row[1:] for row in found]
