"""The rows of previews that wait: stored, settled, replaced by a later file."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from ingest.pending import Upload
    from warehouse.school_folder import School

# A preview of a void period (§4.4) is not its owner's: nobody is offered to record it.
_WAITING = """
    select preview_id, received_at, file_name, file_sha256, via
    from journal.previews
    where outcome is null and received_by = $person_id and not exists (
        from journal.void_periods
        where void_periods.person_id = previews.received_by
            and previews.received_at >= void_periods.starts_at
            and previews.received_at
            < coalesce(void_periods.ends_at, timestamp '9999-12-31')
    )
"""


class NotWaitingError(VedomostError):
    """The preview is settled meanwhile, or somebody else's."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This file waits for you no more: it was recorded, dropped, or a later "
                "one came in its place."
            )
        )


class Preview(NamedTuple):
    """A file that its teacher looked at and has not recorded yet; the time is aware."""

    preview_id: str
    received_at: datetime
    file_name: str
    file_sha256: str
    via: str


def waiting_of(cursor: duckdb.DuckDBPyConnection, person_id: str) -> list[Preview]:
    """Return what waits for a person, latest first."""
    rows = cursor.execute(
        f"{_WAITING} order by received_at desc, preview_id", {"person_id": person_id}
    ).fetchall()
    return [Preview(row[0], row[1].replace(tzinfo=UTC), *row[2:]) for row in rows]


def find(cursor: duckdb.DuckDBPyConnection, person_id: str, preview_id: str) -> Preview:
    """Return one's own waiting preview, or say that it waits no more."""
    for preview in waiting_of(cursor, person_id):
        if preview.preview_id == preview_id:
            return preview
    raise NotWaitingError


def store(cursor: duckdb.DuckDBPyConnection, upload: Upload, workbook_id: str) -> None:
    """Let an upload wait."""
    cursor.execute(
        "insert into journal.previews "
        "values (?, ?, ?, ?, ?, ?, ?, ?, null, null, null)",
        [
            upload.upload_id,
            utc_naive(upload.received_at),
            upload.received_by,
            upload.via,
            upload.file_name,
            upload.file_sha256,
            upload.size_bytes,
            workbook_id,
        ],
    )


def older(
    cursor: duckdb.DuckDBPyConnection, upload: Upload, workbook_id: str
) -> list[Preview]:
    """Return what else waits of a workbook of which a later file came in."""
    rows = cursor.execute(
        """
        select preview_id, received_at, file_name, file_sha256, via
        from journal.previews
        where outcome is null and received_by = $person_id
            and workbook_id = $workbook_id and workbook_id <> ''
            and received_at <= $received_at
            and preview_id not in ($upload_id, $preview_id)
        """,
        {
            "person_id": upload.received_by,
            "workbook_id": workbook_id,
            "received_at": utc_naive(upload.received_at),
            "upload_id": upload.upload_id,
            "preview_id": upload.preview_id,
        },
    ).fetchall()
    return [Preview(row[0], row[1].replace(tzinfo=UTC), *row[2:]) for row in rows]


def replace(
    cursor: duckdb.DuckDBPyConnection, school: School, preview_ids: list[str]
) -> None:
    """Settle what a later file of the same workbook came in the place of."""
    if not preview_ids:
        return
    cursor.execute(
        "update journal.previews set outcome = 'replaced', settled_at = ? "
        "where outcome is null and preview_id in (select unnest(?))",
        [utc_naive(school.clock.now()), preview_ids],
    )


def settle(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    preview: Preview,
    outcome: str,
    upload_id: str | None = None,
) -> None:
    """Say what became of a waiting preview."""
    cursor.execute(
        "update journal.previews set outcome = ?, settled_at = ?, upload_id = ? "
        "where preview_id = ? and outcome is null",
        [outcome, utc_naive(school.clock.now()), upload_id, preview.preview_id],
    )
