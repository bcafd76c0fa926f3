"""Record one upload: block, current values, bases, findings and counts in one step."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import polars as pl

from ingest.asked import digest_of
from ingest.base import Base, store_bases
from ingest.merge import stands_in
from ingest.receipt import PageReceipt, Receipt
from ingest.unsettled import (
    open_findings,
    open_proposals,
    store_findings,
    store_proposals,
)
from warehouse import ledger, teaching
from warehouse.blocks import KEY
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from ingest.asked import Asked
    from ingest.merge import Proposal
    from ingest.pending import Upload
    from ingest.workbook import Reading
    from warehouse.blocks import Block
    from warehouse.school_folder import School


def is_recorded(school: School, upload_id: str) -> bool:
    """Tell whether the upload is in the warehouse already."""
    with school.database.reading() as cursor:
        found = cursor.execute(
            "select 1 from journal.uploads where upload_id = ?", [upload_id]
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
    _insert_upload(
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


def record(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    upload: Upload,
    reading: Reading,
    asked: Asked,
    findings: pl.DataFrame,
) -> Receipt:
    """Write all that an upload changes, inside the caller's transaction.

    A void one (§4.4) changes nothing but the ledger, where its entries do not count: it
    settles and asks nothing, and its workbook is handed in again later.
    """
    # What is recorded already is not set aside, whatever the rules say by now.
    findings = findings.filter(
        (pl.col("row") < asked.count_asking) | (pl.col("severity") == "warning")
    )
    accepted, quarantined = _divide(asked.cells.head(asked.count_asking), findings)
    removed = asked.removals if upload.confirm_removals else []
    waiting = asked.conflicts + ([] if upload.confirm_removals else asked.removals)
    entries = pl.concat([_written(accepted), _removed(removed)])
    block = _append(cursor, school, upload, entries) if len(entries) else None
    is_void = ledger.is_void(cursor, upload.received_by, upload.received_at)
    if not is_void:
        _store_bases(cursor, upload, reading, asked, quarantined, waiting)
        store_findings(cursor, upload, reading, asked, findings, entries)
        store_proposals(cursor, upload, reading, asked, waiting)
    pages = _pages(cursor, reading, asked, accepted, quarantined, removed)
    totals: dict[str, Any] = {
        "count_cells": reading.count_cells,
        "count_recorded": len(accepted),
        "count_unchanged": asked.unchanged.total(),
        "count_quarantined": len(quarantined),
        "count_conflicts": sum(p.file_value is not None for p in asked.conflicts),
        "count_removals": len(removed),
    }
    status = "recorded" if len(entries) else "unchanged"
    _insert_upload(
        cursor,
        school,
        upload,
        status=status,
        workbook_id=reading.workbook_id,
        block_id=block.block_id if block else None,
        **totals,
    )
    told = (cursor, reading.workbook_id, upload.upload_id)
    return Receipt(
        upload_id=upload.upload_id,
        status=status,
        file_name=upload.file_name,
        file_sha256=upload.file_sha256,
        pages=pages,
        findings=() if is_void else open_findings(*told),
        proposals=() if is_void else open_proposals(*told),
        is_void=is_void,
        **totals,
    )


def _append(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    upload: Upload,
    entries: pl.DataFrame,
) -> Block:
    author = ledger.Author(
        school_id=school.school_id,
        year_id=teaching.setting(cursor, "year_id"),
        person_id=upload.received_by,
        received_at=upload.received_at,
        upload_id=upload.upload_id,
    )
    return ledger.append(cursor, entries, author)


def _divide(
    cells: pl.DataFrame, findings: pl.DataFrame
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Part the asking cells into accepted and quarantined.

    A cell that could not be placed or understood is never recorded, whatever rules say.
    """
    critical = findings.filter(pl.col("severity") == "critical")["row"].to_list()
    numbered = cells.with_row_index("row")
    is_out = (
        pl.col("row").is_in(critical)
        | pl.col("value").is_null()
        | (pl.col("page_id") == "")
    )
    return (
        numbered.filter(~is_out).drop("row"),
        numbered.filter(is_out).drop("row"),
    )


def _written(accepted: pl.DataFrame) -> pl.DataFrame:
    reason = pl.when(pl.col("current_value").is_null()).then(pl.lit(""))
    return accepted.with_columns(
        reason.otherwise(pl.lit("correction")).alias("reason")
    ).select([pl.col(name).cast(kind) for name, kind in ledger.NEW_ENTRIES.items()])


def _removed(removals: list[Proposal]) -> pl.DataFrame:
    rows = [
        {**proposal.key._asdict(), "value_text": "", "reason": "removal"}
        for proposal in removals
    ]
    blank = dict.fromkeys(("value", "mark_1", "mark_2", "attendance"))
    return pl.DataFrame(
        [{**row, **blank, "sheet": "", "cell": ""} for row in rows],
        schema=ledger.NEW_ENTRIES,
    )


def _store_bases(
    cursor: duckdb.DuckDBPyConnection,
    upload: Upload,
    reading: Reading,
    asked: Asked,
    quarantined: pl.DataFrame,
    waiting: list[Proposal],
) -> None:
    """Remember what the workbook holds now; what waits keeps its old base.

    A page with quarantined or waiting cells gets no digest, so that the next hand-in
    judges it again even if nothing in it changed. A page for which this upload does not
    speak keeps the base it has.
    """
    if not reading.workbook_id:
        return
    kept_out = {tuple(row) for row in quarantined.select(KEY).iter_rows()}
    kept_out |= {tuple(proposal.key) for proposal in waiting}
    unsettled = {key[0] for key in kept_out}
    bases = {}
    for page_id, base in asked.bases.items():
        if page_id in asked.unspoken:
            continue
        scope = reading.scopes[page_id]
        values = {
            key: value
            for key, value in base.values.items()
            if tuple(key) in kept_out or not stands_in(scope, key)
        }
        values.update(
            (key, value)
            for key, value in asked.files[page_id].items()
            if tuple(key) not in kept_out
        )
        digest = digest_of(scope.digest)
        bases[page_id] = Base(values, "" if page_id in unsettled else digest)
    store_bases(cursor, reading.workbook_id, upload.upload_id, bases)


def _pages(
    cursor: duckdb.DuckDBPyConnection,
    reading: Reading,
    asked: Asked,
    accepted: pl.DataFrame,
    quarantined: pl.DataFrame,
    removed: list[Proposal],
) -> tuple[PageReceipt, ...]:
    cells = Counter(reading.cells["page_id"])
    recorded = Counter(accepted["page_id"])
    kept_out = Counter(quarantined["page_id"])
    conflicts = Counter(
        p.key.page_id for p in asked.conflicts if p.file_value is not None
    )
    removals = Counter(p.key.page_id for p in removed)
    titles = teaching.page_titles(cursor, reading.scopes)
    return tuple(
        PageReceipt(
            page_id=page_id,
            title=title,
            sheet=reading.scopes[page_id].sheet,
            count_cells=cells[page_id],
            count_recorded=recorded[page_id],
            count_unchanged=asked.unchanged[page_id],
            count_quarantined=kept_out[page_id],
            count_conflicts=conflicts[page_id],
            count_removals=removals[page_id],
        )
        for page_id, title in titles.items()
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
)


def _insert_upload(
    cursor: duckdb.DuckDBPyConnection, school: School, upload: Upload, **known: object
) -> None:
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
