"""Take the last hand-in back: new entries that restore what stood before each cell.

Only its author's last one, and only while every entry of it is still the current one of
its cell. Nothing is deleted: the ledger tells what was recorded and what took it back.
"""

from __future__ import annotations

import uuid
from datetime import UTC
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from expectations.language import N_
from ingest.pending import Upload
from ingest.receipt import CellOutcome, PageReceipt, Receipt
from ingest.record import append
from ingest.upload_row import insert_upload
from warehouse import ledger, teaching, void_uploads
from warehouse.blocks import KEY
from warehouse.closings import Entering, closed_cells
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    import duckdb

    from warehouse.school_folder import School

VIA = "undo"
REASON = "undo"
NOT_THE_LAST = N_("Only your last hand-in can be taken back, and this one is not it.")
ENTERED_SINCE = N_(
    "Something was entered since in a cell of this hand-in. Correct the cells one by "
    "one in your workbook."
)
BREACHED = N_(
    "A breach of this account was reported: nothing can be taken back before new "
    "credentials are issued."
)
CLOSED = N_(
    "A period of this hand-in is closed (§2.11). Ask the deputy head for a permission "
    "to change it."
)
# One row per entry of a hand-in: what stands in its cell now, and what stood before the
# hand-in, of all that counts. `before` is null where nothing did.
_ENTRIES = """
    with undone as (
        select * from journal.valid_entries where upload_id = $upload_id
    ),

    counting as (
        select valid_entries.*
        from journal.valid_entries
        semi join undone
            using (page_id, lesson_id, period_id, student_id, field)
    ),

    latest as (
        select
            page_id, lesson_id, period_id, student_id, field,
            max(entry_id) as last_entry_id
        from counting
        group by all
    ),

    earlier as (
        select counting.*
        from counting
        where entry_id < (select min(entry_id) from undone)
        qualify row_number() over (
            partition by page_id, lesson_id, period_id, student_id, field
            order by entry_id desc
        ) = 1
    )

    select
        undone.page_id, undone.lesson_id, undone.period_id, undone.student_id,
        undone.field, undone.sheet, undone.cell, undone.value as value_now,
        undone.entry_id = latest.last_entry_id as is_current,
        if(earlier.value is null, '', earlier.value_text) as value_text,
        earlier.value, earlier.mark_1, earlier.mark_2, earlier.attendance
    from undone
    inner join latest using (page_id, lesson_id, period_id, student_id, field)
    left join earlier using (page_id, lesson_id, period_id, student_id, field)
    order by undone.entry_id
"""


_CELL = ", ".join(f"undone.{part}" for part in KEY)
_SAME_CELL = " and ".join(f"earlier.{part} = undone.{part}" for part in KEY)
# Of each question (or finding) of the hand-in: the last earlier one that was the same.
_EARLIER = """
    update journal.{table} set is_open = true where rowid in (
        select max_by(earlier.rowid, uploads.received_at)
        from {undone} as undone
        inner join journal.{table} as earlier
            on {same_cell} and {same}
        inner join journal.uploads on earlier.upload_id = uploads.upload_id
        inner join journal.uploads as taken on taken.upload_id = $upload_id
        where undone.upload_id = $upload_id and earlier.upload_id <> $upload_id
            and {is_asked}
            and uploads.received_by = $person_id
            and uploads.received_at <= taken.received_at
            and not exists (
                from journal.uploads as undoing
                where undoing.undoes_upload_id = uploads.upload_id
            )
            and uploads.upload_id not in (
                select upload_id from journal.void_uploads
            )
        group by {grain}
    )
"""
_ASKED_BEFORE = _EARLIER.format(
    table="proposals",
    undone="journal.proposals",
    same_cell=_SAME_CELL,
    same="earlier.workbook_id = undone.workbook_id "
    "and earlier.file_value is not distinct from undone.file_value",
    is_asked="undone.is_open",
    grain=_CELL,
)
_FOUND_BEFORE = _EARLIER.format(
    table="findings",
    undone="journal.findings",
    same_cell=_SAME_CELL,
    same="earlier.workbook_id = undone.workbook_id and earlier.rule = undone.rule "
    "and earlier.value_text = undone.value_text",
    is_asked="undone.is_open and undone.page_id <> ''",
    grain=f"{_CELL}, undone.rule, undone.value_text",
)
_ANSWERED = _EARLIER.format(
    table="proposals",
    undone="journal.entries",
    same_cell=_SAME_CELL,
    same="earlier.file_value is not distinct from undone.value",
    is_asked="(earlier.workbook_id = nullif(taken.workbook_id, '') "
    "or taken.file_sha256 = uploads.file_sha256)",
    grain=_CELL,
)


class Undoable(NamedTuple):
    """A person's last recording hand-in; the time is aware.

    `obstacle` is '' or the sentence why it cannot be taken back.
    """

    upload_id: str
    received_at: datetime
    file_name: str
    count_entries: int
    obstacle: str


class _Last(NamedTuple):
    upload_id: str
    received_at: datetime
    via: str
    file_name: str
    file_sha256: str
    size_bytes: int
    workbook_id: str


def last(school: School, person_id: str) -> Undoable | None:
    """Return a person's last recording hand-in, None if it is none or an undo."""
    with school.database.reading() as cursor:
        found = _last(cursor, person_id)
        if found is None or found.via == VIA:
            return None
        entries = _entries(cursor, found)
        return Undoable(
            found.upload_id,
            found.received_at.replace(tzinfo=UTC),
            found.file_name,
            len(entries),
            _obstacle(cursor, school, person_id, entries),
        )


def undo(school: School, person_id: str, upload_id: str) -> Receipt:
    """Take one's own last hand-in back and tell what stands in its cells again."""
    with school.database.writing() as cursor:
        found = _last(cursor, person_id)
        if found is None or found.upload_id != upload_id or found.via == VIA:
            raise VedomostError(NOT_THE_LAST)
        entries = _entries(cursor, found)
        if obstacle := _obstacle(cursor, school, person_id, entries):
            raise VedomostError(obstacle)
        return _take_back(cursor, school, person_id, found, entries)


def _last(cursor: duckdb.DuckDBPyConnection, person_id: str) -> _Last | None:
    row = cursor.execute(
        """
        select
            upload_id, received_at, via, file_name, file_sha256, size_bytes,
            coalesce(workbook_id, '')
        from journal.uploads
        anti join journal.void_uploads using (upload_id)
        where received_by = ? and status = 'recorded'
        order by block_id desc
        limit 1
        """,
        [person_id],
    ).fetchone()
    return _Last(*row) if row else None


def _entries(cursor: duckdb.DuckDBPyConnection, found: _Last) -> pl.DataFrame:
    return cursor.execute(_ENTRIES, {"upload_id": found.upload_id}).pl()


def _obstacle(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    person_id: str,
    entries: pl.DataFrame,
) -> str:
    if ledger.is_void(cursor, person_id, school.clock.now()):
        return BREACHED
    if not entries["is_current"].all():
        return ENTERED_SINCE
    entering = Entering(person_id, school.clock.now(), school.timezone)
    return "" if closed_cells(cursor, entries, entering).is_empty() else CLOSED


def _take_back(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    person_id: str,
    found: _Last,
    entries: pl.DataFrame,
) -> Receipt:
    upload = Upload(
        upload_id=uuid.uuid4().hex,
        received_at=school.clock.now(),
        received_by=person_id,
        via=VIA,
        file_name=found.file_name,
        file_sha256=found.file_sha256,
        size_bytes=found.size_bytes,
    )
    restored = entries.with_columns(pl.lit(REASON).alias("reason"))
    block = append(cursor, school, upload, restored.select(ledger.NEW_ENTRIES.names()))
    pages = sorted(set(entries["page_id"]))
    _ask_as_before(cursor, person_id, found)
    void_uploads.follow(cursor, pages)
    outcomes = tuple(_outcome(row) for row in entries.iter_rows(named=True))
    count_back = sum(one.kind != "removed" for one in outcomes)
    totals: dict[str, Any] = {
        "count_cells": count_back,
        "count_recorded": count_back,
        "count_unchanged": 0,
        "count_quarantined": 0,
        "count_conflicts": 0,
        "count_removals": len(outcomes) - count_back,
    }
    insert_upload(
        cursor,
        school,
        upload,
        status="recorded",
        workbook_id=found.workbook_id,
        block_id=block.block_id,
        undoes_upload_id=found.upload_id,
        **totals,
    )
    return Receipt(
        upload_id=upload.upload_id,
        status="recorded",
        file_name=upload.file_name,
        file_sha256=upload.file_sha256,
        pages=_pages(cursor, outcomes),
        outcomes=outcomes,
        **totals,
    )


def _ask_as_before(
    cursor: duckdb.DuckDBPyConnection, person_id: str, found: _Last
) -> None:
    """Close what the hand-in found and asked; open what it had only repeated.

    An earlier hand-in of the workbook asked it first, and was not taken back. So is a
    question open again that an entry of the hand-in answered.
    """
    about = {"upload_id": found.upload_id, "person_id": person_id}
    for statement in (_ASKED_BEFORE, _FOUND_BEFORE, _ANSWERED):
        cursor.execute(statement, about)
    for table in ("findings", "proposals"):
        cursor.execute(
            f"update journal.{table} set is_open = false where upload_id = ?",
            [found.upload_id],
        )


def _outcome(row: dict[str, Any]) -> CellOutcome:
    """Tell what stands again: in the place of `file_text`, as written in the file."""
    if row["value"] is None:
        kind = "removed"
    else:
        kind = "new" if row["value_now"] is None else "changed"
    return CellOutcome(
        kind,
        *(row[name] for name in (*KEY, "sheet", "cell", "value_text", "value_now")),
    )


def _pages(
    cursor: duckdb.DuckDBPyConnection, outcomes: Sequence[CellOutcome]
) -> tuple[PageReceipt, ...]:
    titles = teaching.page_titles(cursor, {one.page_id for one in outcomes})
    pages = []
    for page_id, title in titles.items():
        own = [one for one in outcomes if one.page_id == page_id]
        count_back = sum(one.kind != "removed" for one in own)
        pages.append(
            PageReceipt(
                page_id=page_id,
                title=title,
                sheet=own[0].sheet,
                count_cells=count_back,
                count_recorded=count_back,
                count_unchanged=0,
                count_quarantined=0,
                count_conflicts=0,
                count_removals=len(own) - count_back,
            )
        )
    return tuple(pages)
