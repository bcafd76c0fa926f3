"""What happens to one upload, in order: kept, read, merged, checked, recorded.

The bytes and a note of who handed them in are durable before anything else is tried.
What is recorded is all-or-nothing per upload, over the accepted cells: one transaction,
one sync. A refusal is recorded too, with its sentence.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import logging
from typing import TYPE_CHECKING

import polars as pl

from expectations.check import check_changes, gate
from expectations.language import N_
from expectations.marks import MarkScale
from expectations.parameters import Settings
from ingest import pending, stages, upload_row, waiting_files
from ingest.asked import asked_by, decided_part
from ingest.closed_periods import keep_closed
from ingest.decisions import NONE
from ingest.later_files import needless_beside
from ingest.patience import patiently
from ingest.plan import plan_workbooks
from ingest.reading.child import read_workbook
from ingest.reading.identify import identify
from ingest.reading.read_before import READINGS
from ingest.reading.sheets import UnreadableWorkbookError
from ingest.record import record
from ingest.waiting_files import NotWaitingError
from warehouse import suite_runs, teaching
from warehouse.clock import school_day
from warehouse.closings import Entering
from warehouse.errors import VedomostError
from warehouse.surroundings import around

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from typing import TypeAlias

    import duckdb

    from ingest.asked import Asked
    from ingest.decisions import Decisions
    from ingest.pending import Upload
    from ingest.receipt import Receipt
    from warehouse.page_facts import PageFacts
    from warehouse.school_folder import School

    Transaction: TypeAlias = Callable[
        [], AbstractContextManager[duckdb.DuckDBPyConnection]
    ]

log = logging.getLogger(__name__)

NOT_A_JOURNAL = N_(
    "“{file_name}” holds no journal page of yours. Download your workbook from the "
    "page “My journals”, fill it in and hand that one in."
)


def hand_in(
    school: School,
    content: bytes,
    file_name: str,
    handed_in_by: str,
    via: str,
    *,
    decisions: Decisions = NONE,
) -> Receipt:
    """Take one workbook in and tell what became of each of its cells.

    A workbook that cannot be read gives a receipt with status `refused`; nothing of it
    reaches the ledger. Conflicts and emptied cells wait for the teacher's word, which
    `decisions` hold.
    """
    upload = pending.receive(
        school, content, file_name, handed_in_by, via, decisions=decisions
    )
    return take_in(school, upload, content)


def rehearse(
    school: School,
    content: bytes,
    file_name: str,
    handed_in_by: str,
    *,
    decisions: Decisions = NONE,
) -> Receipt:
    """Tell what `hand_in` would do, writing nothing: not even the bytes are kept."""
    upload = pending.Upload(
        upload_id="rehearsal",
        received_at=school.clock.now(),
        received_by=handed_in_by,
        via="check",
        file_name=pending.plain_name(file_name),
        file_sha256=hashlib.sha256(content).hexdigest(),
        size_bytes=len(content),
        decisions=decisions,
    )
    return _process(school, upload, content, school.database.rehearsing, is_gated=False)


def take_in(school: School, upload: Upload, content: bytes) -> Receipt:
    """Do with received bytes what they were received for, and forget the note."""
    try:
        receipt = patiently(
            lambda: _process(school, upload, content, school.database.writing)
        )
    except WaitsError as seen:
        with school.database.writing() as cursor:
            upload_row.refuse_recorded(cursor, school, upload)
            waiting_files.replace(cursor, school, seen.needless)
            waiting_files.store(cursor, upload, seen.workbook_id)
        receipt = dataclasses.replace(seen.receipt, status="waiting")
    except (NotWaitingError, upload_row.RecordedError):
        # Nothing is lost: what it was to record is settled.
        pending.finished(school, upload)
        raise
    pending.finished(school, upload)
    stages.ended(receipt.status)
    return receipt


class WaitsError(Exception):
    """Undoes what a preview would record: its teacher is to look at it first."""

    def __init__(self, receipt: Receipt, workbook_id: str, needless: list[str]) -> None:
        super().__init__(receipt.upload_id)
        self.receipt = receipt
        self.workbook_id = workbook_id
        self.needless = needless  # the waiting previews in whose place this one comes


def owner_of(school: School, content: bytes) -> str:
    """Return for whom a workbook was made, by its hidden keys.

    An unreadable file is nobody's: handing it in is refused whoever does it.
    """
    try:
        workbook_id = identify(read_workbook(content)).meta.workbook_id
    except UnreadableWorkbookError:
        return ""
    with school.database.reading() as cursor:
        person_id = teaching.person_of_workbook(cursor, workbook_id)
    if not person_id:
        raise VedomostError(
            N_(
                "The workbook does not say whose it is. Name the teacher's staff code "
                "with --as."
            )
        )
    return person_id


def finish_interrupted(school: School) -> list[Receipt]:
    """Finish the uploads that a crash interrupted; called when a school is opened.

    An upload on which the program itself fails is put aside, logged by its id, and does
    not stop the others or the start.
    """
    school.sweep_asides()
    return finish_left(school)


def finish_left(school: School) -> list[Receipt]:
    """Finish the uploads that dead nodes left; called, too, when a node takes over.

    Never one that a living node is just committing: `notes.left` leaves those out.
    """
    receipts = []
    for upload in list(pending.unfinished(school)):
        try:
            if upload_row.is_recorded(school, upload.upload_id):
                pending.finished(school, upload)
                continue
            content = school.kept(upload.file_sha256)
            # Somebody was quicker, here or at another node.
            with contextlib.suppress(NotWaitingError, upload_row.RecordedError):
                receipts.append(take_in(school, upload, content))
        except Exception as failure:  # it was there before the restart; others go on
            # By type only: an error's own words may quote a cell.
            log.error(  # noqa: TRY400
                "upload %s put aside: %s", upload.upload_id, type(failure).__name__
            )
            pending.failed(school, upload)
    return receipts


def _process(
    school: School,
    upload: Upload,
    content: bytes,
    transaction: Transaction,
    *,
    is_gated: bool = True,
) -> Receipt:
    settings = settings_of(school)
    try:
        reading = READINGS.read(
            upload.file_sha256,
            content,
            lambda: plan_workbooks(school, upload.received_by),
            settings.scale,
        )
    except UnreadableWorkbookError as refusal:
        with transaction() as cursor:
            upload_row.refuse_recorded(cursor, school, upload)
            return upload_row.refuse(
                cursor, school, upload, refusal.sentence, refusal.facts
            )
    if upload.is_decision:
        reading = decided_part(reading, upload.decisions)
    needless: list[str] = []
    if is_gated and not upload.is_decision:
        needless = needless_beside(school, upload, reading, settings.scale)
    with transaction() as cursor:
        upload_row.refuse_recorded(cursor, school, upload)
        facts, last = school.known.facts_and_last(cursor)
        if upload.preview_id:
            preview = waiting_files.find(cursor, upload.received_by, upload.preview_id)
            waiting_files.settle(cursor, school, preview, "recorded", upload.upload_id)
        own_pages = facts.pages_of.get(upload.received_by, frozenset())
        if not own_pages & reading.scopes.keys():
            return upload_row.refuse(
                cursor, school, upload, NOT_A_JOURNAL, {"file_name": upload.file_name}
            )
        asked = asked_by(cursor, reading, upload, facts, school.known.values)
        cells, findings = _judged(cursor, school, upload, asked, facts, settings)
        receipt = record(cursor, school, upload, reading, asked, findings, facts, last)
        if upload.is_preview and receipt.needs_a_look:
            raise WaitsError(receipt, reading.workbook_id, needless)
        if not receipt.is_void:
            waiting_files.replace(cursor, school, needless)
        if is_gated:
            verdict = gate().judge(cells, findings)
            suite_runs.store(
                cursor,
                verdict,
                upload.received_at,
                school.clock.now(),
                upload.upload_id,
            )
        return receipt


@stages.timed("check")
def _judged(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    upload: Upload,
    asked: Asked,
    facts: PageFacts,
    settings: Settings,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the cells as rules see them, and what the rules find in them."""
    entering = Entering(upload.received_by, upload.received_at, school.timezone)
    received_on = school_day(upload.received_at, school.timezone)
    cells = around(
        cursor,
        asked.cells.with_columns(
            pl.lit(upload.received_by).alias("person_id"),
            pl.lit(received_on).alias("received_on"),
        ),
        facts,
        asked.said,
        entering,
        [key for _, key in asked.judged],
    )
    found = [
        check_changes(cells, settings),
        keep_closed(cursor, asked, entering, facts),
    ]
    return cells, pl.concat(found)


def settings_of(school: School) -> Settings:
    """Return what the school judges by, as its set-up says today."""
    today = school_day(school.clock.now(), school.timezone)

    def read(cursor: duckdb.DuckDBPyConnection) -> Settings:
        scale = MarkScale.from_rows(teaching.mark_scale(cursor))
        return Settings(scale).with_rows(teaching.parameters(cursor, today))

    with school.database.reading() as cursor:
        return school.known.made(cursor, ("settings", today), read)
