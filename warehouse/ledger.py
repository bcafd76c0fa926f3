"""The ledger: append-only entries in sealed blocks, and the current values beside it.

A correction or a removal is a new entry. `append` is the only writer of
`journal.entries`, `void_from` and `void_until` of `journal.void_events` (§4.4); with
them `blocks`, `current` and `summary` follow inside the caller's one transaction, so an
upload is recorded whole or not at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from warehouse import sealed_records, summary, void_uploads
from warehouse.blocks import (
    ENTRIES,
    KEY,
    WRITTEN,
    Block,
    Origin,
    entry_lines,
    last_block,
    seal,
)
from warehouse.clock import utc_naive
from warehouse.closings import refuse_closed
from warehouse.integrity import chain, current, stored

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from warehouse.known_page import SummaryRow

NEW_ENTRIES = pl.Schema(
    {name: pl.Int8 if name.startswith("mark_") else pl.String for name in WRITTEN}
)
_VALUES = """
    page_id, lesson_id, period_id, student_id, field, value_text, value, mark_1,
    mark_2, attendance, entry_id, recorded_at, recorded_by
"""
# The latest entry of each cell, unless it removed the value.
_LATEST = f"""
    select {_VALUES} from valid
    qualify row_number() over (
        partition by page_id, lesson_id, period_id, student_id, field
        order by entry_id desc
    ) = 1
"""


class Author(NamedTuple):
    """Who entered, when the server received it, and with which upload."""

    school_id: str
    year_id: str
    person_id: str
    received_at: datetime
    upload_id: str
    file_sha256: str = ""  # of the file that was handed in


class Known(NamedTuple):
    """What a caller knows in the very write that appends, so that nobody asks."""

    last: Block  # the last one
    is_anything_closed: bool
    is_void: bool  # what its author enters at the moment of receipt (§4.4)
    # The summary rows of all pages that the entries change; None: to be asked for.
    summary: list[SummaryRow] | None


class Decision(NamedTuple):
    """What makes entries void or ends it: a breach, whose account, who said so when."""

    school_id: str
    breach_id: str
    person_id: str
    decided_by: str
    decided_at: datetime


def append(
    cursor: duckdb.DuckDBPyConnection,
    entries: pl.DataFrame,
    author: Author,
    *,
    is_undetermined: bool = False,
    replaces: bool = True,
    known: Known | None = None,
) -> Block:
    """Seal `entries` (columns of `NEW_ENTRIES`) as one block and follow with `current`.

    Entries of one block have different keys: the caller's merge sees to it. A null
    `value` means removed. `recorded_at` is the time of receipt and nothing else. What
    its author enters in a void period is sealed and never becomes current (§4.4).
    Whatever the way here, no entry changes a closed period without a permission. What
    an import brings is `is_undetermined`: nobody knows when it was entered at first.
    Where no cell of them has a current value, nothing has to be looked for to be
    replaced: then say so by `replaces`.
    """
    if known is None or known.is_anything_closed:
        refuse_closed(cursor, entries, author.person_id, author.received_at)
    last = known.last if known else last_block(cursor)
    first = last.first_entry_id + last.count_entries
    recorded_at = utc_naive(author.received_at)
    numbered = entries.select(
        pl.int_range(first, first + len(entries)).alias("entry_id"),
        pl.lit(recorded_at).alias("recorded_at"),
        pl.lit(author.person_id).alias("recorded_by"),
        pl.lit(author.upload_id).alias("upload_id"),
        pl.lit(author.year_id).alias("year_id"),
        pl.lit(is_undetermined).alias("is_undetermined"),
        *[pl.col(name).cast(NEW_ENTRIES[name]) for name in WRITTEN],
    )
    block = seal(
        cursor,
        author.school_id,
        recorded_at,
        {
            ENTRIES: entry_lines(
                first,
                (recorded_at, author.person_id, author.upload_id),
                numbered,
                author.year_id,
                is_undetermined=is_undetermined,
            )
        },
        count_entries=len(numbered),
        origin=Origin(author.upload_id, author.file_sha256),
        last=last,
    )
    cursor.register("new_entries", numbered.to_arrow())
    cursor.execute(
        """
        insert into journal.entries
        select
            $school_id, entry_id, $block_id, year_id, page_id, lesson_id, period_id,
            student_id, field, value_text, value, mark_1, mark_2, attendance,
            recorded_at, recorded_by, upload_id, sheet, cell, reason, is_undetermined
        from new_entries
        """,
        {"school_id": author.school_id, "block_id": block.block_id},
    )
    if not (
        known.is_void
        if known
        else is_void(cursor, author.person_id, author.received_at)
    ):
        _follow_current(cursor, replaces=replaces)
        pages = sorted(entries["page_id"].unique())
        if known is None or known.summary is None:
            summary.refresh(cursor, pages)
        else:
            summary.replace(cursor, pages, known.summary)
    cursor.unregister("new_entries")
    return block


def is_void(
    cursor: duckdb.DuckDBPyConnection, person_id: str, moment: datetime
) -> bool:
    """Tell whether what a person enters at an aware moment is void (§4.4)."""
    found = cursor.execute(
        "select 1 from journal.void_periods where person_id = $person_id "
        "and starts_at <= $moment and (ends_at is null or $moment < ends_at)",
        {"person_id": person_id, "moment": utc_naive(moment)},
    ).fetchone()
    return found is not None


def void_from(
    cursor: duckdb.DuckDBPyConnection, decision: Decision, moment: datetime
) -> Block:
    """Make void what the person entered since an aware moment, and enters from now on.

    The entries stay; values, summary and questions follow as if they had not been.
    """
    return _declare(cursor, decision, "from", moment)


def void_until(
    cursor: duckdb.DuckDBPyConnection, decision: Decision, moment: datetime
) -> Block:
    """End the void period of a breach: entries from the moment on count again.

    A breach's period ends once; `ValueError` if it has not begun or has ended.
    """
    open_periods = cursor.execute(
        "select count(*) from journal.void_periods "
        "where breach_id = ? and ends_at is null",
        [decision.breach_id],
    ).fetchall()[0][0]
    if not open_periods:
        raise ValueError(decision.breach_id)
    return _declare(cursor, decision, "until", moment)


def _declare(
    cursor: duckdb.DuckDBPyConnection, decision: Decision, kind: str, moment: datetime
) -> Block:
    last = cursor.execute("select max(event_id) from journal.void_events").fetchall()
    event = {
        "school_id": decision.school_id,
        "event_id": (last[0][0] or 0) + 1,
        "breach_id": decision.breach_id,
        "person_id": decision.person_id,
        "kind": kind,
        "moment": utc_naive(moment),
        "recorded_at": utc_naive(decision.decided_at),
        "recorded_by": decision.decided_by,
    }
    block = sealed_records.write(
        cursor, decision.school_id, decision.decided_at, "journal.void_events", [event]
    )
    touched = cursor.execute(
        "select distinct page_id from journal.entries "
        "where recorded_by = ? and recorded_at >= ? order by page_id",
        [decision.person_id, utc_naive(moment)],
    ).fetchall()
    page_ids = [page_id for (page_id,) in touched]
    _rebuild_current(cursor, page_ids)
    summary.refresh(cursor, page_ids)
    void_uploads.set_aside(cursor, page_ids)
    return block


def _rebuild_current(cursor: duckdb.DuckDBPyConnection, page_ids: list[str]) -> None:
    cursor.execute(
        "delete from journal.current where page_id in (select unnest(?))", [page_ids]
    )
    cursor.execute(
        f"""
        insert into journal.current
        with valid as (
            select * from journal.valid_entries
            where page_id in (select unnest($page_ids))
        ),
        latest as ({_LATEST})
        select {_VALUES} from latest where value is not null
        """,
        {"page_ids": page_ids},
    )


def _follow_current(cursor: duckdb.DuckDBPyConnection, *, replaces: bool) -> None:
    if replaces:
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
    """Return the values of pages as they stood at an aware moment: KEY and values.

    What was declared void since then is left out: it never counted.
    """
    return _latest(
        cursor, page_ids, "journal.valid_entries", "recorded_at", utc_naive(moment)
    )


def as_of_entry(
    cursor: duckdb.DuckDBPyConnection, page_ids: list[str], entry_id: int
) -> pl.DataFrame:
    """Return the values of pages after the entry with this number."""
    return _latest(cursor, page_ids, "journal.valid_entries", "entry_id", entry_id)


def as_known_then(
    cursor: duckdb.DuckDBPyConnection,
    page_ids: list[str],
    entry_id: int,
    block_id: int,
    student_id: str = "",
) -> pl.DataFrame:
    """Return the values of pages that were shown after an entry and a block.

    Unlike `as_of_entry`, with what counted then and was declared void in a later block:
    what a workbook truly held that was handed out at that moment. A `student_id` limits
    the answer to the values of one student.
    """
    known = f"""(
        select entries.* from journal.entries
        anti join (
            select
                person_id, starts_at,
                case when until_block_id <= {block_id:d} then ends_at end as ends_at
            from journal.void_periods
            where from_block_id <= {block_id:d}
        ) as known
            on entries.recorded_by = known.person_id
            and entries.recorded_at >= known.starts_at
            and entries.recorded_at < coalesce(known.ends_at, timestamp '9999-12-31')
        where $student_id in ('', entries.student_id)
    )"""
    return _latest(cursor, page_ids, known, "entry_id", entry_id, student_id=student_id)


def _latest(
    cursor: duckdb.DuckDBPyConnection,
    page_ids: list[str],
    counting: str,
    column: str,
    limit: datetime | int,
    **values: str,
) -> pl.DataFrame:
    return cursor.execute(
        f"""
        with valid as (
            select * from {counting}
            where page_id in (select unnest($page_ids)) and {column} <= $limit
        ),
        latest as ({_LATEST})
        select {_VALUES} from latest where value is not null
        """,
        {"page_ids": page_ids, "limit": limit, **values},
    ).pl()


def history(
    cursor: duckdb.DuckDBPyConnection, key: tuple[str, str, str, str, str]
) -> pl.DataFrame:
    """Return every entry of one cell, oldest first: who, when, from which file.

    Void ones too, with `is_void`: this is what the ledger holds, not what counts.
    """
    return cursor.execute(
        """
        select
            entries.entry_id, entries.value_text, entries.value, entries.recorded_at,
            entries.recorded_by, entries.upload_id,
            coalesce(uploads.file_name, brought.file_name) as file_name,
            entries.sheet, entries.cell, entries.reason,
            entries.entry_id not in (
                select entry_id from journal.valid_entries where page_id = $page_id
            ) as is_void
        from journal.entries
        left join journal.uploads using (upload_id)
        left join journal.imports as brought
            on entries.upload_id = brought.import_id and brought.event = 'begun'
        where entries.page_id = $page_id and entries.lesson_id = $lesson_id
            and entries.period_id = $period_id and entries.student_id = $student_id
            and entries.field = $field
        order by entries.entry_id
        """,
        dict(zip(KEY, key, strict=True)),
    ).pl()


def replay(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    """Replay the ledger from block 0; return what differs from what is stored.

    Checks each block's digest, chain and signature, the numbering of entries, every
    sealed row, and that current values are the last entries that count. An empty list
    means that everything agrees.
    """
    blocks = stored.blocks(cursor)
    found = [*chain.check(cursor, blocks), *current.check(cursor)]
    return [f"{one.place}: {one.sentence}" for one in found]
