"""Record one upload: block, current values, bases, findings and counts in one step."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

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
from ingest.upload_row import insert_upload
from ingest.workbook import VALUE, CellKey
from warehouse import ledger, teaching
from warehouse.blocks import KEY
from warehouse.clock import utc_naive
from warehouse.known_page import NO_NUMBERS, Change, summary_of

if TYPE_CHECKING:
    import duckdb

    from ingest.asked import Asked
    from ingest.pending import Upload
    from ingest.workbook import Reading
    from warehouse.blocks import Block
    from warehouse.page_facts import PageFacts
    from warehouse.school_folder import School


_NUMBERS = slice(VALUE + 1, VALUE + 4)  # mark_1, mark_2, attendance


class Parted(NamedTuple):
    """What of a file is recorded and what is not.

    `row` of the first two is the place of each cell in `asked.judged`.
    """

    accepted: pl.DataFrame
    quarantined: pl.DataFrame
    removed: list[Proposal]
    entries: pl.DataFrame  # of the accepted and the removed

    @property
    def replaces(self) -> bool:
        """Tell whether anything that is recorded stands in the place of a value."""
        count_new = self.accepted["current_value"].null_count()
        return bool(self.removed) or count_new < len(self.accepted)


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
    parted = _part(asked, findings)
    entries = parted.entries
    is_void = facts.is_void(upload.received_by, utc_naive(upload.received_at))
    block = None
    if len(entries):
        changes = [] if is_void else _changes(asked, parted)
        block = _append_known(cursor, school, upload, parted, changes, facts, last)
    if not is_void:
        _store_bases(cursor, upload, reading, asked, parted.quarantined)
        store_findings(cursor, upload, reading, asked, findings, entries)
        store_proposals(cursor, upload, reading, asked)
    if "message" not in entries["field"].unique():  # those reach whole classes
        school.database.changes.only(entries["page_id"].unique(), upload.received_by)
    status = "recorded" if len(entries) else "unchanged"
    totals = _totals(reading, asked, parted)
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
        pages=_pages(facts, reading, asked, parted),
        findings=open_findings(*told) if has_findings and not is_void else (),
        proposals=open_proposals(*told) if has_proposals and not is_void else (),
        outcomes=outcomes_of(
            asked,
            parted.accepted["row"].to_list(),
            parted.quarantined["row"].to_list(),
            parted.removed,
        ),
        is_void=is_void,
        **totals,
    )


def _append_known(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    upload: Upload,
    parted: Parted,
    changes: list[Change],
    facts: PageFacts,
    last: Block,
) -> Block:
    """Append the entries by what is in memory, and keep it as it is after them.

    `changes` is what they do to current values: nothing where they are void.
    """
    pages_after = school.known.after(changes)
    block = append(
        cursor,
        school,
        upload,
        parted.entries,
        facts.year_id,
        replaces=parted.replaces,
        known=ledger.Known(
            last,
            facts.is_anything_closed,
            facts.is_void(upload.received_by, utc_naive(upload.received_at)),
            summary_of(pages_after.values(), facts),
        ),
    )
    school.known.sealed(block, pages_after)
    return block


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


def _part(asked: Asked, findings: pl.DataFrame) -> Parted:
    """Part the asking cells.

    A cell that could not be placed or understood is never recorded, whatever rules say.
    """
    critical = findings.filter(pl.col("severity") == "critical")["row"].to_list()
    numbered = asked.cells.head(asked.count_asking).with_row_index("row")
    is_out = (
        pl.col("row").is_in(critical)
        | pl.col("value").is_null()
        | (pl.col("page_id") == "")
    )
    accepted = numbered.filter(~is_out)
    removed = asked.removed + _moved_away(asked, accepted)
    entries = pl.concat([_written(accepted), _removed(removed)])
    return Parted(accepted, numbered.filter(is_out), removed, entries)


def _changes(asked: Asked, parted: Parted) -> list[Change]:
    """Return what the entries do to the current values."""
    judged = [asked.judged[place] for place in parted.accepted["row"].to_list()]
    return [
        *(Change(key, row[VALUE], row[_NUMBERS]) for row, key in judged),
        *(Change(one.key, None, NO_NUMBERS) for one in parted.removed),
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


def _totals(reading: Reading, asked: Asked, parted: Parted) -> dict[str, Any]:
    return {
        "count_cells": reading.count_cells,
        "count_recorded": len(parted.accepted),
        "count_unchanged": asked.unchanged.total(),
        "count_quarantined": len(parted.quarantined) + sum(reading.elsewhere.values()),
        "count_conflicts": sum(p.file_value is not None for p in asked.conflicts),
        "count_removals": len(parted.removed),
    }


def _pages(
    facts: PageFacts,
    reading: Reading,
    asked: Asked,
    parted: Parted,
) -> tuple[PageReceipt, ...]:
    cells = Counter(reading.elsewhere)
    for page_id, rows in reading.blocks:
        cells[page_id] += len(rows)
    recorded = Counter(parted.accepted["page_id"].to_list())
    kept_out = Counter(parted.quarantined["page_id"].to_list())
    kept_out += Counter(reading.elsewhere)
    conflicts = Counter(
        p.key.page_id for p in asked.conflicts if p.file_value is not None
    )
    removals = Counter(p.key.page_id for p in parted.removed)
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
