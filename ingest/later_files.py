"""Which waiting files a later one of the same workbook makes needless.

A mended file takes the place of the one it was mended from. A second copy of the same
download does not, if the first has something typed that it lacks: that stands nowhere
else, and goes on waiting.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest import waiting_files
from ingest.base import load_bases
from ingest.plan import plan_workbooks
from ingest.reading.child import read_workbook
from ingest.reading.reader import read_journal
from ingest.reading.sheets import UnreadableWorkbookError
from ingest.workbook import PAGE, VALUE, key_of
from warehouse import teaching

if TYPE_CHECKING:
    from collections.abc import Iterator

    from expectations.marks import MarkScale
    from ingest.pending import Upload
    from ingest.workbook import CellKey, Reading
    from warehouse.school_folder import School


def needless_beside(
    school: School, upload: Upload, reading: Reading, scale: MarkScale
) -> list[str]:
    """Return the older waiting previews of which `reading` leaves nothing out."""
    with school.database.reading() as cursor:
        older = waiting_files.older(cursor, upload, reading.workbook_id)
    return [
        one.preview_id
        for one in older
        if one.file_sha256 == upload.file_sha256
        or not _is_missed(school, upload, one.file_sha256, reading, scale)
    ]


def _is_missed(
    school: School, upload: Upload, file_sha256: str, later: Reading, scale: MarkScale
) -> bool:
    """Tell whether a file has values typed in cells that a later one has empty."""
    try:
        earlier = read_journal(
            read_workbook(school.kept(file_sha256)),
            lambda: plan_workbooks(school, upload.received_by),
            scale,
        )
    except UnreadableWorkbookError:
        return False
    filled = {key for key, _ in _filled(later)}
    missing = {
        key: value for key, value in _filled(earlier) if value and key not in filled
    }
    if not missing:
        return False
    pages = {key.page_id for key in missing}
    with school.database.reading() as cursor:
        unknown = dict.fromkeys(pages, "")
        held = load_bases(cursor, later.workbook_id, unknown, upload.received_at)
        current = teaching.current_values(cursor, pages)
    return any(
        value
        not in (held.bases[key.page_id].values.get(key), current[key.page_id].get(key))
        and not (key.field == "topic" and value == held.prefilled.get(key.lesson_id))
        for key, value in missing.items()
    )


def _filled(reading: Reading) -> Iterator[tuple[CellKey, str | None]]:
    for row in reading.rows:
        if row[PAGE]:
            yield key_of(row), row[VALUE]
