"""Sealed blocks: everything that is only ever added to, chained by digests (§2.10).

A block's digest covers its own row, the previous digest and every row that names the
block, so nothing in it can be altered, added or left out unseen. Before its transaction
commits it is signed (`warehouse.signing`).
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from warehouse import canonical

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    import duckdb

FORMAT = 2
ENTRIES = "journal.entries"
KEY = ("page_id", "lesson_id", "period_id", "student_id", "field")
# What an entry is made of besides its numbers, author and time; in digest order.
WRITTEN = (
    *KEY,
    "value_text",
    "value",
    "mark_1",
    "mark_2",
    "attendance",
    "sheet",
    "cell",
    "reason",
)
FORMER_ENTRY = ("entry_id", "recorded_at", "recorded_by", "upload_id", *WRITTEN)
ENTRY = (*FORMER_ENTRY, "year_id", "is_undetermined")
_MANY = 500  # entries that are quicker put together by columns
# The session's note of the first block that the running transaction sealed.
SEALED_FROM = "sealed_from"


class Block(NamedTuple):
    """A sealed block: its number, its entries' span, and its place in the chain."""

    block_id: int
    first_entry_id: int
    count_entries: int
    digest: str


NO_BLOCK = Block(0, 1, 0, "")  # what the first one follows


class Header(NamedTuple):
    """A block's own row as its digest covers it; the moment is naive UTC."""

    school_id: str
    block_id: int
    first_entry_id: int
    count_entries: int
    sealed_at: datetime
    upload_id: str
    file_sha256: str
    changes_pages: bool
    previous_digest: str


class Origin(NamedTuple):
    """Which hand-in a block comes from; '' where from none."""

    upload_id: str = ""
    file_sha256: str = ""


def last_block(cursor: duckdb.DuckDBPyConnection) -> Block:
    """Return the last sealed block; number 0 before the first."""
    return _last(cursor, "true")


def last_shown_block(cursor: duckdb.DuckDBPyConnection) -> Block:
    """Return the last block that changed what pages show, prints and files aside."""
    return _last(cursor, "changes_pages is distinct from false")


def _last(cursor: duckdb.DuckDBPyConnection, where: str) -> Block:
    row = cursor.execute(
        "select block_id, first_entry_id, count_entries, digest "
        f"from journal.blocks where {where} order by block_id desc limit 1"
    ).fetchone()
    return Block(*row) if row else NO_BLOCK


def entry_lines(
    first_entry_id: int,
    author: tuple[datetime, str, str],
    written: pl.DataFrame,
    year_id: str,
    *,
    is_undetermined: bool,
) -> list[str]:
    """Return the lines of entries with the columns of `WRITTEN`, as `ENTRY` has them.

    `author` is who entered all of them: recorded_at, recorded_by, upload_id.
    """
    if len(written) < _MANY:
        beside = (str(author[0]), *author[1:])
        return canonical.lines(
            ENTRIES,
            [
                (number, *beside, *values, year_id, is_undetermined)
                for number, values in enumerate(
                    written.select(WRITTEN).rows(), first_entry_id
                )
            ],
        )
    numbers = pl.int_range(
        first_entry_id, first_entry_id + len(written), dtype=pl.Int64, eager=True
    )
    columns = written.select(WRITTEN).get_columns()
    recorded_at, *others = author
    return canonical.lines_of(
        ENTRIES, numbers, str(recorded_at), *others, *columns, year_id, is_undetermined
    )


def seal(
    cursor: duckdb.DuckDBPyConnection,
    school_id: str,
    sealed_at: datetime,
    lines: Mapping[str, list[str]],
    *,
    count_entries: int = 0,
    changes_pages: bool = True,
    origin: Origin = Origin(),  # noqa: B008 - immutable
    last: Block | None = None,
) -> Block:
    """Chain a block of rows, given as each table's canonical lines, to the last one.

    Whoever knows the `last` one in this very transaction need not ask for it.

    `sealed_at` is UTC without zone. Numbers of entries are given to entries alone, one
    after the other without a gap.
    """
    last = last or last_block(cursor)
    header = Header(
        school_id,
        last.block_id + 1,
        last.first_entry_id + last.count_entries,
        count_entries,
        sealed_at,
        *origin,
        changes_pages,
        last.digest,
    )
    inside = [line for table in sorted(lines) for line in lines[table]]
    digest = block_digest(header, inside)
    row = header._asdict() | {
        "format": FORMAT,
        "digest": digest,
        "row_checks": canonical.checks(inside),
    }
    cursor.execute(
        f"insert into journal.blocks ({', '.join(row)}) "
        f"values ({', '.join('?' for _ in row)})",
        list(row.values()),
    )
    cursor.execute(
        f"set variable {SEALED_FROM} = "
        f"coalesce(getvariable('{SEALED_FROM}'), {header.block_id})"
    )
    return Block(header.block_id, header.first_entry_id, count_entries, digest)


def block_digest(header: Header, inside: Iterable[str]) -> str:
    """Return the digest of a block: its own line, then the lines of its rows."""
    return canonical.digest([canonical.line(("block", FORMAT, *header)), *inside])


def former_digest(previous: str, rows: Iterable[tuple[object, ...]]) -> str:
    """Return a digest as blocks had it before they were signed.

    Over the previous digest, the entries in their order, and void events, whose lines
    begin with the word `void`.
    """
    digest = hashlib.sha256(previous.encode())
    for row in rows:
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=str)
        digest.update(b"\n")
        digest.update(line.encode())
    return digest.hexdigest()
