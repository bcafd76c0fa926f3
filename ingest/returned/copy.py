"""The returned copy of an upload or of a waiting preview, put together in order.

The bytes that were handed in are read again for the places of cells; what to say about
them was judged when they were handed in. Nothing is judged or written here.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest import preview, undo
from ingest.load import settings_of
from ingest.plan import plan_workbooks
from ingest.reading.child import read_workbook
from ingest.reading.formats import format_of
from ingest.reading.reader import read_journal
from ingest.returned.cell_marks import marks_of, remarks_on
from ingest.returned.control_rows import control_sheet
from ingest.returned.job import MarkingJob
from ingest.returned.marking_child import mark_in_child
from ingest.returned.unsettled_cells import (
    handed_in,
    left_by_preview,
    left_by_upload,
)
from ingest.workbook import CONTROL_MARK, MARKER
from warehouse import ledger
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from ingest.reading.sheets import RawWorkbook
    from ingest.returned.unsettled_cells import HandedIn, Unsettled
    from ingest.workbook import Reading
    from warehouse.school_folder import School

NO_UPLOAD = N_("There is no such hand-in.")
TAKEN_BACK = N_("Here a hand-in was taken back: it has no workbook of its own.")
NO_FILE = N_("The file of this hand-in is not kept here any more.")
ONLY_XLSX = N_(
    "A checked copy is made of .xlsx workbooks only, and “{file_name}” has the format "
    ".{format}. What to mend in which cell stands on the page “My journals”. For a "
    "checked copy save the workbook as .xlsx and hand that in."
)
_KEY_ROWS, _KEY_COLUMNS = 30, 30  # as far as keys may have been pushed


def returned_copy(school: School, upload_id: str, language: str) -> bytes:
    """Return the workbook as it came, with colours, notes and a control sheet.

    Whose upload it is, is for the caller to ask. A copy handed in again works as the
    original would.
    """
    with school.database.reading() as cursor:
        upload = handed_in(cursor, upload_id)
    if upload is None:
        raise VedomostError(NO_UPLOAD)
    if upload.via == undo.VIA:
        raise VedomostError(TAKEN_BACK)
    content = _kept(school, upload)
    if upload.status == "refused":
        raise VedomostError(upload.refusal, **upload.facts)
    kind = format_of(content)
    if kind != "xlsx":
        raise VedomostError(ONLY_XLSX, file_name=upload.file_name, format=kind)
    raw = read_workbook(content)
    reading = read_journal(
        raw,
        lambda: plan_workbooks(school, upload.received_by),
        settings_of(school).scale,
    )
    left = _left(school, upload, reading)
    remarks = remarks_on(raw, reading, left, language)
    moment = upload.received_at.replace(tzinfo=UTC).astimezone(school.timezone)
    told = {"file_name": upload.file_name, "moment": f"{moment:%d.%m.%Y %H:%M}"}
    is_preview = upload.status == "waiting"
    job = MarkingJob(
        control=control_sheet(left, remarks, told, language, is_preview=is_preview),
        old_control=_old_control(raw),
        marks=marks_of(raw, remarks, language, is_preview=is_preview),
    )
    return mark_in_child(content, job, upload.file_name)


def _kept(school: School, upload: HandedIn) -> bytes:
    digest = upload.file_sha256
    if not digest or not school.has_kept(digest):
        raise VedomostError(NO_FILE)
    return school.kept(digest)


def _left(school: School, upload: HandedIn, reading: Reading) -> Unsettled:
    if upload.status == "waiting":
        receipt = preview.look(school, upload.received_by, upload.upload_id)
        return left_by_preview(receipt)
    received_at = upload.received_at.replace(tzinfo=UTC)
    with school.database.reading() as cursor:
        is_void = ledger.is_void(cursor, upload.received_by, received_at)
        return left_by_upload(cursor, upload, reading, is_void=is_void)


def _old_control(raw: RawWorkbook) -> int | None:
    """Return the control sheet of an earlier copy, by its hidden key."""
    key = f"{MARKER} {CONTROL_MARK}"
    for number, sheet in enumerate(raw.sheets):
        for cells in sheet.rows[:_KEY_ROWS]:
            if key in cells[:_KEY_COLUMNS]:
                return number
    return None
