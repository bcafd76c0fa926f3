"""Record one upload: block, current values, bases, findings and counts in one step."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from expectations.language import N_
from ingest import stages
from ingest.asked import digest_of
from ingest.base import Base, store_bases
from ingest.merge import Proposal, stands_in
from ingest.outcomes import outcomes_of
from ingest.receipt import PageReceipt, Receipt
from ingest.unsettled import (
    open_findings,
    open_proposals,
    store_findings,
    store_proposals,
)
from ingest.workbook import VALUE, CellKey
from warehouse import ledger, teaching
from warehouse.blocks import KEY
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError
from warehouse.known_page import NO_NUMBERS, Change, summary_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from ingest.asked import Asked
    from ingest.pending import Upload
    from ingest.workbook import Reading
    from warehouse.blocks import Block
    from warehouse.page_facts import PageFacts
    from warehouse.school_folder import School


_NUMBERS = slice(VALUE + 1, VALUE + 4)  # mark_1, mark_2, attendance
RECORDED = N_(
    "This file is recorded already: another node of the server was quicker. The page "
    "“My journals” shows what became of it."
)


def is_recorded(school: School, upload_id: str) -> bool:
    """Tell whether the upload is in the warehouse already, or waits there."""
    with school.database.reading() as cursor:
        return _is_recorded(cursor, upload_id)


def refuse_recorded(
    cursor: duckdb.DuckDBPyConnection, school: School, upload: Upload
) -> None:
    """Refuse, inside the write, an upload that another node has recorded already.

    A node that lost PostgreSQL for a moment is dead for the others, and they finish
    what it still works on. An embedded school has one process, which does so once.
    """
    if school.files.is_shared and _is_recorded(cursor, upload.upload_id):
        raise RecordedError


class RecordedError(VedomostError):
    """Another node has recorded this very upload."""

    def __init__(self) -> None:
        super().__init__(RECORDED)


def _is_recorded(cursor: duckdb.DuckDBPyConnection, upload_id: str) -> bool:
    found = cursor.execute(
        "select 1 from journal.uploads where upload_id = $upload_id "
        "union all select 1 from journal.previews where preview_id = $upload_id",
        {"upload_id": upload_id},
    ).fetchone()
    return found is not None


def refuse(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    upload: Upload,
    sentence: str,
    facts: Mapping[str, Any],
) -> Receipt:
    """Record that an upload was refused, and why; its bytes stay kept."""
    told = {name: str(value) for name, value in facts.items()}
    insert_upload(
        cursor,
        school,
        upload,
        status="refused",
        refusal=sentence,
        refusal_facts=json.dumps(told, ensure_ascii=False),
    )
    return Receipt(
        upload_id=upload.upload_id,
        status="refused",
        file_name=upload.file_name,
        file_sha256=upload.file_sha256,
        refusal=sentence,
        refusal_facts=told,
    )


@stages.timed("record")
def record(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    upload: Upload,
    reading: Reading,
    asked: Asked,
    findings: pl.DataFrame,
    facts: PageFacts,
    last: Block,
) -> Receipt:
    """Write all that an upload changes, inside the caller's transaction.

    `last` is the last block before it.

    A void one (§4.4) changes nothing but the ledger, where its entries do not count: it
    settles and asks nothing, and its workbook is handed in again later.
    """
    # What is recorded already is not set aside, whatever the rules say by now.
    findings = findings.filter(
        (pl.col("row") < asked.count_asking)
        | (pl.col("severity") == "warning")
        | (pl.col("row") >= len(asked.cells) - len(asked.closed))
    )
    accepted, quarantined = _divide(asked.cells.head(asked.count_asking), findings)
    removed = asked.removed + _moved_away(asked, accepted)
    entries = pl.concat([_written(accepted), _removed(removed)])
    block = None
    is_void = facts.is_void(upload.received_by, utc_naive(upload.received_at))
    if len(entries):
        pages_after = school.known.after(
            [] if is_void else _changes(asked, accepted["row"].to_list(), removed)
        )
        known = ledger.Known(
            last,
            facts.is_anything_closed,
            is_void,
            summary_of(pages_after.values(), facts),
        )
        replaces = bool(removed) or accepted["current_value"].null_count() < len(
            accepted
        )
        block = append(
            cursor,
            school,
            upload,
            entries,
            facts.year_id,
            replaces=replaces,
            known=known,
        )
        school.known.sealed(block, pages_after)
    if not is_void:
        _store_bases(cursor, upload, reading, asked, quarantined)
        store_findings(cursor, upload, reading, asked, findings, entries)
        store_proposals(cursor, upload, reading, asked)
    if "message" not in entries["field"].unique():  # those reach whole classes
        school.database.changes.only(entries["page_id"].unique(), upload.received_by)
    pages = _pages(facts, reading, asked, accepted, quarantined, removed)
    totals: dict[str, Any] = {
        "count_cells": reading.count_cells,
        "count_recorded": len(accepted),
        "count_unchanged": asked.unchanged.total(),
        "count_quarantined": len(quarantined) + sum(reading.elsewhere.values()),
        "count_conflicts": sum(p.file_value is not None for p in asked.conflicts),
        "count_removals": len(removed),
    }
    status = "recorded" if len(entries) else "unchanged"
    insert_upload(
        cursor,
        school,
        upload,
        status=status,
        workbook_id=reading.workbook_id,
        block_id=block.block_id if block else None,
        **totals,
    )
    told = (cursor, reading.workbook_id, upload.upload_id)
    has_findings = asked.unsettled.has_findings or not findings.is_empty()
    has_proposals = asked.unsettled.has_proposals or asked.conflicts or asked.removals
    return Receipt(
        upload_id=upload.upload_id,
        status=status,
        file_name=upload.file_name,
        file_sha256=upload.file_sha256,
        pages=pages,
        findings=open_findings(*told) if has_findings and not is_void else (),
        proposals=open_proposals(*told) if has_proposals and not is_void else (),
        outcomes=outcomes_of(
            asked, accepted["row"].to_list(), quarantined["row"].to_list(), removed
        ),
        is_void=is_void,
        **totals,
    )


def append(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    upload: Upload,
    entries: pl.DataFrame,
    year_id: str = "",
    *,
    replaces: bool = True,
    known: ledger.Known | None = None,
) -> Block:
    """Append an upload's entries to the ledger in its author's name."""
    author = ledger.Author(
        school_id=school.school_id,
        year_id=year_id or teaching.setting(cursor, "year_id"),
        person_id=upload.received_by,
        received_at=upload.received_at,
        upload_id=upload.upload_id,
        file_sha256=upload.file_sha256,
    )
    return ledger.append(cursor, entries, author, replaces=replaces, known=known)


def _divide(
    cells: pl.DataFrame, findings: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part the asking cells into accepted and quarantined.

    A cell that could not be placed or understood is never recorded, whatever rules say.
    `row` is the place of each in `asked.judged`.
    """
    critical = findings.filter(pl.col("severity") == "critical")["row"].to_list()
    numbered = cells.with_row_index("row")
    is_out = (
        pl.col("row").is_in(critical)
        | pl.col("value").is_null()
        | (pl.col("page_id") == "")
    )
    return numbered.filter(~is_out), numbered.filter(is_out)


def _changes(
    asked: Asked, accepted: list[int], removed: list[Proposal]
) -> list[Change]:
    """Return what the entries do to the current values."""
    judged = [asked.judged[place] for place in accepted]
    return [
        *(Change(key, row[VALUE], row[_NUMBERS]) for row, key in judged),
        *(Change(one.key, None, NO_NUMBERS) for one in removed),
    ]


def _written(accepted: pl.DataFrame) -> pl.DataFrame:
    reason = pl.when(pl.col("current_value").is_null()).then(pl.lit(""))
    return accepted.with_columns(
        reason.otherwise(pl.lit("correction")).alias("reason")
    ).select([pl.col(name).cast(kind) for name, kind in ledger.NEW_ENTRIES.items()])


def _moved_away(asked: Asked, accepted: pl.DataFrame) -> list[Proposal]:
    """Return the messages that now stand under another date."""
    if not asked.moved:
        return []
    now = {CellKey(*key) for key in accepted.select(KEY).iter_rows()}
    return [
        Proposal("removal", before, text, None, text)
        for key, before in asked.moved.items()
        if key in now and (text := asked.bases[key.page_id].values[before])
    ]


def _removed(removals: list[Proposal]) -> pl.DataFrame:
    blank = dict.fromkeys(("value", "mark_1", "mark_2", "attendance"))
    rows = [
        {
            **one.key._asdict(),
            **blank,
            "value_text": "",
            "sheet": one.sheet,
            "cell": one.cell,
            "reason": "removal",
        }
        for one in removals
    ]
    return pl.DataFrame(rows, schema=ledger.NEW_ENTRIES)


def _store_bases(
    cursor: duckdb.DuckDBPyConnection,
    upload: Upload,
    reading: Reading,
    asked: Asked,
    quarantined: pl.DataFrame,
) -> None:
    """Remember what the workbook holds now; what waits keeps its old base.

    What was decided for the journal is held from now on: the same file asks no more.

    A page with quarantined or waiting cells gets no digest, so that the next hand-in
    judges it again even if nothing in it changed; nor does a page of which only decided
    cells were looked at. A page for which this upload does not
    speak keeps the base it has.
    """
    if not reading.workbook_id:
        return
    kept_out = {tuple(row) for row in quarantined.select(KEY).iter_rows()}
    waiting = asked.conflicts + asked.removals + asked.closed
    kept_out |= {tuple(one.key) for one in waiting}
    # A message that waits under its new date stays known under the old one.
    kept_out |= {
        tuple(before) for key, before in asked.moved.items() if tuple(key) in kept_out
    }
    unsettled = {key[0] for key in kept_out}
    bases = {}
    for page_id, base in asked.bases.items():
        if page_id in asked.unspoken:
            continue
        scope = reading.scopes[page_id]
        file = asked.files[page_id]
        values = {
            key: value
            for key, value in base.values.items()
            if key in kept_out or (key not in file and not stands_in(scope, key))
        }
        if page_id in unsettled:
            file = {key: value for key, value in file.items() if key not in kept_out}
        values |= file
        is_read_again = page_id in unsettled or scope.only is not None
        digest = "" if is_read_again else digest_of(scope.digest)
        bases[page_id] = Base(values, digest)
    store_bases(cursor, reading.workbook_id, upload.upload_id, bases)


def _pages(
    facts: PageFacts,
    reading: Reading,
    asked: Asked,
    accepted: pl.DataFrame,
    quarantined: pl.DataFrame,
    removed: list[Proposal],
) -> tuple[PageReceipt, ...]:
    cells = Counter(reading.elsewhere)
    for page_id, rows in reading.blocks:
        cells[page_id] += len(rows)
    recorded = Counter(accepted["page_id"].to_list())
    kept_out = Counter(quarantined["page_id"].to_list()) + Counter(reading.elsewhere)
    conflicts = Counter(
        p.key.page_id for p in asked.conflicts if p.file_value is not None
    )
    removals = Counter(p.key.page_id for p in removed)
    return tuple(
        PageReceipt(
            page_id=page_id,
            title=page.title,
            sheet=reading.scopes[page_id].sheet,
            count_cells=cells[page_id],
            count_recorded=recorded[page_id],
            count_unchanged=asked.unchanged[page_id],
            count_quarantined=kept_out[page_id],
            count_conflicts=conflicts[page_id],
            count_removals=removals[page_id],
        )
        for page_id, page in facts.pages.items()
        if page_id in reading.scopes
    )


_UPLOAD = (
    "upload_id",
    "received_at",
    "received_by",
    "via",
    "file_name",
    "file_sha256",
    "size_bytes",
    "workbook_id",
    "status",
    "refusal",
    "refusal_facts",
    "count_cells",
    "count_recorded",
    "count_unchanged",
    "count_quarantined",
    "count_conflicts",
    "count_removals",
    "block_id",
    "finished_at",
    "undoes_upload_id",
)


def insert_upload(
    cursor: duckdb.DuckDBPyConnection, school: School, upload: Upload, **known: object
) -> None:
    """Write the upload's row; `known` are further columns."""
    row: dict[str, object] = {
        "upload_id": upload.upload_id,
        "received_at": utc_naive(upload.received_at),
        "received_by": upload.received_by,
        "via": upload.via,
        "file_name": upload.file_name,
        "file_sha256": upload.file_sha256,
        "size_bytes": upload.size_bytes,
        "finished_at": utc_naive(school.clock.now()),
        **known,
    }
    columns = [name for name in _UPLOAD if name in row]
    cursor.execute(
        f"insert into journal.uploads ({', '.join(columns)}) "
        f"values ({', '.join('?' for _ in columns)})",
        [row[name] for name in columns],
    )
