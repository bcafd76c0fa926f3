"""Uploads that were received and not finished: what a crash must not lose.

A small note beside the kept bytes says who handed in what and when. It is written
before anything else is tried and removed when the upload is in the warehouse, so the
next start finishes what a kill interrupted, with the time of the first receipt.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, fields
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ingest import stages
from ingest.decisions import NONE, Decisions

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.school_folder import School


_LONGEST_NAME = 120


@dataclass(frozen=True)
class Upload:
    """One hand-in: the bytes' SHA-256, who, when (aware UTC), which way."""

    upload_id: str
    received_at: datetime
    received_by: str
    via: str  # page, api, folder, dav, command, check, demo; decision, undo
    file_name: str
    file_sha256: str
    size_bytes: int
    decisions: Decisions = NONE
    is_preview: bool = False  # recorded only if nothing of it needs the teacher's eye
    is_decision: bool = False  # speaks for the decided cells and for nothing else
    preview_id: str = ""  # the waiting preview that this records


def plain_name(file_name: str) -> str:
    """Return a sender's file name without folders and signs that cannot be shown.

    Names come from anywhere: other systems' folders, marks that turn the reading
    direction, bytes that are no text.
    """
    name = file_name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(sign for sign in name if sign.isprintable())
    return shown[-_LONGEST_NAME:] or "journal.xlsx"


@stages.timed("keep")
def receive(
    school: School,
    content: bytes,
    file_name: str,
    received_by: str,
    via: str,
    *,
    decisions: Decisions = NONE,
    is_preview: bool = False,
    is_decision: bool = False,
    preview_id: str = "",
) -> Upload:
    """Keep the bytes and the note durably; after this the upload cannot be lost."""
    upload = Upload(
        upload_id=uuid.uuid4().hex,
        received_at=school.clock.now(),
        received_by=received_by,
        via=via,
        file_name=plain_name(file_name),
        file_sha256=school.keep(content),
        size_bytes=len(content),
        decisions=decisions,
        is_preview=is_preview,
        is_decision=is_decision,
        preview_id=preview_id,
    )
    note = json.dumps(_note_of(upload), ensure_ascii=False)
    school.files.notes.write(upload.upload_id, note.encode())
    stages.received(upload.upload_id)
    return upload


def finished(school: School, upload: Upload) -> None:
    """Remove the note of an upload that is in the warehouse."""
    school.files.notes.forget(upload.upload_id)


def failed(school: School, upload: Upload) -> None:
    """Put the note aside: the program itself failed on it, and someone must look."""
    school.files.notes.put_aside(upload.upload_id)


def put_aside(school: School) -> tuple[str, ...]:
    """Return the ids of uploads on which the program itself failed."""
    return tuple(school.files.notes.failed())


def unfinished(school: School) -> Iterator[Upload]:
    """Yield the uploads that an earlier run received and did not finish, in order.

    Of a school in a lake those of nodes that are dead; they are this node's by then.
    """
    notes = [json.loads(note) for note in school.files.notes.left()]
    for note in sorted(notes, key=lambda note: str(note["received_at"])):
        yield _upload_of(note)


def _note_of(upload: Upload) -> dict[str, Any]:
    told = {field.name: getattr(upload, field.name) for field in fields(upload)}
    decisions: Decisions = told.pop("decisions")
    return told | {
        "received_at": upload.received_at.isoformat(),
        "decided": decisions.as_rows(),
        "confirm_removals": decisions.confirms_removals,
    }


def _upload_of(note: dict[str, Any]) -> Upload:
    decisions = Decisions.from_rows(
        note.pop("decided", []),  # a note of an earlier version has none
        confirms_removals=note.pop("confirm_removals"),
    )
    received_at = datetime.fromisoformat(note.pop("received_at"))
    return Upload(**note, received_at=received_at, decisions=decisions)
