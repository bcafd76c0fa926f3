"""The ledger: append-only entries in sealed blocks, and the current values beside it.

A correction or a removal is a new entry. `append` is the only writer of
`journal.entries`, `blocks`, `current` and `summary`; it runs inside the caller's one
transaction, so an upload is recorded whole or not at all.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from warehouse import summary
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

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
NEW_ENTRIES = pl.Schema(
    {name: pl.Int8 if name.startswith("mark_") else pl.String for name in WRITTEN}
)
_ROW = ("entry_id", "recorded_at", "recorded_by", "upload_id", *WRITTEN)


class Block(NamedTuple):
    """A sealed block: its number, its entries' span, and its place in the chain."""

    block_id: int
    first_entry_id: int
    count_entries: int
    digest: str


class Author(NamedTuple):
    """Who entered, when the server received it, and with which upload."""

    school_id: str
    year_id: str
    person_id: str
    received_at: datetime
    upload_id: str


def append(
    cursor: duckdb.DuckDBPyConnection, entries: pl.DataFrame, author: Author
) -> Block:
    """Seal `entries` (columns of `NEW_ENTRIES`) as one block and follow with `current`.

    Entries of one block have different keys: the caller's merge sees to it. A null
    `value` means removed. `recorded_at` is the time of receipt and nothing else.
    """
    last = cursor.execute(
        "select block_id, first_entry_id + count_entries - 1, digest "
        "from journal.blocks order by block_id desc limit 1"
    ).fetchone()
    last_block, last_entry, previous = last or (0, 0, "")
    recorded_at = utc_naive(author.received_at)
    numbered = entries.select(
        pl.int_range(last_entry + 1, last_entry + 1 + len(entries)).alias("entry_id"),
        pl.lit(recorded_at).alias("recorded_at"),
        pl.lit(author.person_id).alias("recorded_by"),
        pl.lit(author.upload_id).alias("upload_id"),
        *[pl.col(name).cast(NEW_ENTRIES[name]) for name in WRITTEN],
    )
    block = Block(
        block_id=last_block + 1,
        first_entry_id=last_entry + 1,
        count_entries=len(entries),
        digest=block_digest(previous, numbered),
    )
    cursor.register("new_entries", numbered.to_arrow())
    cursor.execute(
        """
        insert into journal.entries
        select
            $school_id, entry_id, $block_id, $year_id, page_id, lesson_id, period_id,
            student_id, field, value_text, value, mark_1, mark_2, attendance,
            recorded_at, recorded_by, upload_id, sheet, cell, reason, false
        from new_entries
        """,
        {
            "school_id": author.school_id,
            "block_id": block.block_id,
            "year_id": author.year_id,
        },
    )
    cursor.execute(
        "insert into journal.blocks values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            author.school_id,
            block.block_id,
            block.first_entry_id,
            block.count_entries,
            recorded_at,
            author.upload_id,
            previous,
            block.digest,
        ],
    )
    _follow_current(cursor)
    summary.refresh(cursor, sorted(set(entries["page_id"])))
    cursor.unregister("new_entries")
    return block


def block_digest(previous: str, rows: pl.DataFrame) -> str:
    """Return SHA-256 over the previous digest and the rows in canonical JSON lines."""
    digest = hashlib.sha256(previous.encode())
    for row in rows.select(_ROW).iter_rows():
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=str)
        digest.update(b"\n")
        digest.update(line.encode())
    return digest.hexdigest()


def _follow_current(cursor: duckdb.DuckDBPyConnection) -> None:
    cursor.execute(
        """
        delete from journal.current
        using new_entries
        where current.page_id = new_entries.page_id
            and current.lesson_id = new_entries.lesson_id
            and current.period_id = new_entries.period_id
            and current.student_id = new_entries.student_id
            and current.field = new_entries.field
        """
    )
    cursor.execute(
        """
        insert into journal.current
        select
            page_id, lesson_id, period_id, student_id, field, value_text, value, mark_1,
            mark_2, attendance, entry_id, recorded_at, recorded_by
        from new_entries
        where value is not null
        """
    )


def as_of(
    cursor: duckdb.DuckDBPyConnection, page_ids: list[str], moment: datetime
) -> pl.DataFrame:
    """Return the values of pages as they stood at an aware moment: KEY and values."""
    return _latest(cursor, page_ids, "recorded_at <= $limit", utc_naive(moment))


def as_of_entry(
    cursor: duckdb.DuckDBPyConnection, page_ids: list[str], entry_id: int
) -> pl.DataFrame:
    """Return the values of pages after the entry with this number."""
    return _latest(cursor, page_ids, "entry_id <= $limit", entry_id)


def _latest(
    cursor: duckdb.DuckDBPyConnection,
    page_ids: list[str],
    condition: str,
    limit: datetime | int,
) -> pl.DataFrame:
    return cursor.execute(
        f"""
        with valid as (
            select * from journal.entries
            where page_id in (select unnest($page_ids)) and {condition}
        ),
        latest as (
            select * from valid
            qualify row_number() over (
                partition by page_id, lesson_id, period_id, student_id, field
                order by entry_id desc
            ) = 1
        )
        select
            page_id, lesson_id, period_id, student_id, field, value_text, value, mark_1,
            mark_2, attendance, entry_id, recorded_at, recorded_by
        from latest
        where value is not null
        """,
        {"page_ids": page_ids, "limit": limit},
    ).pl()


def history(
    cursor: duckdb.DuckDBPyConnection, key: tuple[str, str, str, str, str]
) -> pl.DataFrame:
    """Return every entry of one cell, oldest first: who, when, from which file."""
    return cursor.execute(
        """
        select
            entries.entry_id, entries.value_text, entries.value, entries.recorded_at,
            entries.recorded_by, entries.upload_id, uploads.file_name, entries.sheet,
            entries.cell, entries.reason
        from journal.entries
        left join journal.uploads using (upload_id)
        where entries.page_id = ? and entries.lesson_id = ? and entries.period_id = ?
            and entries.student_id = ? and entries.field = ?
        order by entries.entry_id
        """,
        list(key),
    ).pl()


def replay(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Replay the ledger from block 0; return what differs from what is stored.

    Checks each block's digest and chain, the numbering of entries, and that current
    values are the last entries. An empty list means that everything agrees.
    """
    differences: list[str] = []
    previous, next_entry = "", 1
    blocks = cursor.execute(
        "select block_id, first_entry_id, count_entries, previous_digest, digest "
        "from journal.blocks order by block_id"
    ).fetchall()
    for number, (block_id, first, count, before, digest) in enumerate(blocks, start=1):
        rows = cursor.execute(
            f"select {', '.join(_ROW)} from journal.entries "
            "where block_id = ? order by entry_id",
            [block_id],
        ).pl()
        if (block_id, first, before) != (number, next_entry, previous):
            differences.append(f"block {block_id}: out of its place in the chain")
        if len(rows) != count or block_digest(before, rows) != digest:
            differences.append(f"block {block_id}: entries do not match its digest")
        previous, next_entry = digest, first + count
    return differences + _current_differences(cursor)


def _current_differences(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    pages = [
        page
        for (page,) in cursor.execute(
            "select page_id from journal.entries "
            "union select page_id from journal.current"
        ).fetchall()
    ]
    columns = [*KEY, "value_text", "value", "mark_1", "mark_2", "attendance"]
    replayed = as_of_entry(cursor, pages, 2**62).select(columns).sort(KEY)
    current = (
        cursor.execute(f"select {', '.join(columns)} from journal.current")
        .pl()
        .sort(KEY)
    )
    return [] if replayed.equals(current) else ["current values: not the last entries"]
