"""Sealed blocks: what an upload or a void decision added, chained by digests (§2.10).

A block's digest covers the previous digest, its entries and its void events, so nothing
in it can be altered, added or left out unseen.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import duckdb
    import polars as pl

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
_ROW = ("entry_id", "recorded_at", "recorded_by", "upload_id", *WRITTEN)


class Block(NamedTuple):
    """A sealed block: its number, its entries' span, and its place in the chain."""

    block_id: int
    first_entry_id: int
    count_entries: int
    digest: str


class VoidEvent(NamedTuple):
    """A decision of §4.4, in digest order: `kind` is `from` or `until` a moment."""

    event_id: int
    breach_id: str
    person_id: str
    kind: str
    moment: datetime
    recorded_at: datetime
    recorded_by: str


def last_block(cursor: duckdb.DuckDBPyConnection) -> Block:
    """Return the last sealed block; number 0 before the first."""
    row = cursor.execute(
        "select block_id, first_entry_id, count_entries, digest "
        "from journal.blocks order by block_id desc limit 1"
    ).fetchone()
    return Block(*row) if row else Block(0, 1, 0, "")


def seal(
    cursor: duckdb.DuckDBPyConnection,
    school_id: str,
    sealed_at: datetime,
    entries: pl.DataFrame | None = None,
    events: Iterable[VoidEvent] = (),
    upload_id: str = "",
) -> Block:
    """Chain a block of numbered entries, or of void events, to the last one."""
    last = last_block(cursor)
    block = Block(
        block_id=last.block_id + 1,
        first_entry_id=last.first_entry_id + last.count_entries,
        count_entries=0 if entries is None else len(entries),
        digest=block_digest(last.digest, entries, events),
    )
    cursor.execute(
        "insert into journal.blocks values (?, ?, ?, ?, ?, ?, ?, ?)",
        [school_id, *block[:3], sealed_at, upload_id, last.digest, block.digest],
    )
    return block


def block_digest(
    previous: str, entries: pl.DataFrame | None, events: Iterable[VoidEvent] = ()
) -> str:
    """Return SHA-256 over the previous digest and the rows in canonical JSON lines.

    An event's line begins with the word `void`, an entry's with its number.
    """
    digest = hashlib.sha256(previous.encode())
    rows: list[tuple[object, ...]] = []
    if entries is not None:
        rows += entries.select(_ROW).iter_rows()
    rows += [("void", *event) for event in events]
    for row in rows:
        line = json.dumps(row, ensure_ascii=False, separators=(",", ":"), default=str)
        digest.update(b"\n")
        digest.update(line.encode())
    return digest.hexdigest()


def altered_blocks(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Return what in the blocks, their entries and void events is not as sealed."""
    differences: list[str] = []
    previous, next_entry, next_event = "", 1, 1
    events = _void_events(cursor)
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
        decided = events.pop(block_id, [])
        if (block_id, first, before) != (number, next_entry, previous):
            differences.append(f"block {block_id}: out of its place in the chain")
        if len(rows) != count or block_digest(before, rows, decided) != digest:
            differences.append(f"block {block_id}: entries do not match its digest")
        if [one.event_id for one in decided] != list(
            range(next_event, next_event + len(decided))
        ):
            differences.append(f"block {block_id}: void events out of their order")
        previous, next_entry = digest, first + count
        next_event += len(decided)
    return differences + ["void events: outside of every block" for _ in events]


def _void_events(
    cursor: duckdb.DuckDBPyConnection,
) -> dict[int | None, list[VoidEvent]]:
    of_block: dict[int | None, list[VoidEvent]] = {}
    for block_id, *event in cursor.execute(
        f"select block_id, {', '.join(VoidEvent._fields)} "
        "from journal.void_events order by event_id"
    ).fetchall():
        of_block.setdefault(block_id, []).append(VoidEvent(*event))
    return of_block
