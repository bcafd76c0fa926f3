"""Look first, then record: a workbook waits where its teacher should see it.

A file of which nothing is faulty, in conflict or emptied is recorded at once; another
waits, kept like any upload, until its teacher records or drops it.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from ingest import pending, waiting_files
from ingest.decisions import NONE
from ingest.load import rehearse, take_in
from ingest.waiting_files import Preview

if TYPE_CHECKING:
    from ingest.decisions import Decisions
    from ingest.receipt import Receipt
    from warehouse.school_folder import School

__all__ = ["Preview", "commit", "drop", "look", "take", "waiting"]


def take(
    school: School, content: bytes, file_name: str, person_id: str, via: str = "page"
) -> Receipt:
    """Record a sound workbook; keep another waiting and tell what recording would do.

    The `upload_id` of a receipt with status `waiting` is the preview's id.
    """
    upload = pending.receive(
        school, content, file_name, person_id, via, is_preview=True
    )
    return take_in(school, upload, content)


def waiting(school: School, person_id: str) -> tuple[Preview, ...]:
    """Return a person's waiting files, latest first."""
    with school.database.reading() as cursor:
        return tuple(waiting_files.waiting_of(cursor, person_id))


def look(
    school: School, person_id: str, preview_id: str, decisions: Decisions = NONE
) -> Receipt:
    """Tell what recording one's own waiting file would do now."""
    preview, content = _find(school, person_id, preview_id)
    seen = rehearse(school, content, preview.file_name, person_id, decisions=decisions)
    status = seen.status if seen.status == "refused" else "waiting"
    return replace(seen, status=status, upload_id=preview_id)


def commit(
    school: School, person_id: str, preview_id: str, decisions: Decisions = NONE
) -> Receipt:
    """Record one's own waiting file as handed in now: the click is the entry."""
    preview, content = _find(school, person_id, preview_id)
    upload = pending.receive(
        school,
        content,
        preview.file_name,
        person_id,
        preview.via,
        decisions=decisions,
        preview_id=preview_id,
    )
    return take_in(school, upload, content)


def drop(school: School, person_id: str, preview_id: str) -> None:
    """Record nothing of one's own waiting file; its bytes stay kept."""
    with school.database.writing() as cursor:
        preview = waiting_files.find(cursor, person_id, preview_id)
        waiting_files.settle(cursor, school, preview, "dropped")


def _find(school: School, person_id: str, preview_id: str) -> tuple[Preview, bytes]:
    with school.database.reading() as cursor:
        preview = waiting_files.find(cursor, person_id, preview_id)
    return preview, school.kept(preview.file_sha256)
