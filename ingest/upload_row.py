"""The row of an upload: whether it is there already, and what became of the file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from expectations.language import N_
from ingest.receipt import Receipt
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from ingest.pending import Upload
    from warehouse.school_folder import School

RECORDED = N_(
    "This file is recorded already: another node of the server was quicker. The page "
    "“My journals” shows what became of it."
)
_COLUMNS = (
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
    columns = [name for name in _COLUMNS if name in row]
    cursor.execute(
        f"insert into journal.uploads ({', '.join(columns)}) "
        f"values ({', '.join('?' for _ in columns)})",
        [row[name] for name in columns],
    )
