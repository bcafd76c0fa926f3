"""The table `journal.backups`: what was made, what failed, what was restored."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

    from warehouse.backups.making import Made
    from warehouse.backups.manifest import Manifest
    from warehouse.database import Database
    from warehouse.errors import VedomostError

MADE, RESTORED = "made", "restored"
_INSERT = """
insert into journal.backups values (
    $name, $kind, $outcome, $started_at, $finished_at, $asked_by, $folder,
    $is_encrypted, $block_id, $block_digest, $count_files, $count_new_files,
    $size_bytes, $new_bytes, $reason, $reason_facts
)
"""


@dataclass(frozen=True)
class Asked:
    """Who asked for a backup, when, and where it was to lie."""

    by: str  # schedule, command, or a person
    at: datetime
    folder: str


def note_made(database: Database, asked: Asked, made: Made, now: datetime) -> None:
    """Write down a backup that is whole."""
    row = _of_manifest(made.manifest) | {
        "kind": MADE,
        "count_new_files": made.count_new_files,
        "new_bytes": made.new_bytes,
    }
    with database.writing() as cursor:
        _insert(cursor, asked, row, now)


def note_failed(
    database: Database, asked: Asked, error: VedomostError, now: datetime
) -> None:
    """Write down a backup that was not made, and why."""
    facts = {name: str(value) for name, value in error.facts.items()}
    row = {
        "name": "",
        "kind": MADE,
        "outcome": "failed",
        "reason": error.sentence,
        "reason_facts": json.dumps(facts, ensure_ascii=False),
    }
    with database.writing() as cursor:
        _insert(cursor, asked, row, now)


def note_restored(
    database: Database, asked: Asked, manifest: Manifest, now: datetime
) -> None:
    """Write down, in the restored school, from which backup it is.

    Its own row is not in the backup; the rows before it are.
    """
    with database.writing() as cursor:
        _insert(cursor, asked, _of_manifest(manifest) | {"kind": RESTORED}, now)


def last_good_at(cursor: duckdb.DuckDBPyConnection) -> datetime | None:
    """Return when the content of the last good backup was taken, aware.

    What a school was restored from is a good backup of it as well. The last is the one
    that was written down last: a clock may have been fast before.
    """
    found = cursor.execute(
        "select arg_max(started_at, rowid) from journal.backups where outcome = 'good'"
    ).fetchone()
    return found[0].replace(tzinfo=UTC) if found and found[0] else None


def _of_manifest(manifest: Manifest) -> dict[str, object]:
    return {
        "name": manifest.name,
        "outcome": "good",
        "started_at": utc_naive(manifest.made_at),
        "is_encrypted": manifest.lock is not None,
        "block_id": manifest.block_id,
        "block_digest": manifest.block_digest,
        "count_files": len(manifest.files),
        "size_bytes": manifest.size,
    }


def _insert(
    cursor: duckdb.DuckDBPyConnection,
    asked: Asked,
    row: Mapping[str, object],
    now: datetime,
) -> None:
    empty = dict.fromkeys(
        (
            "is_encrypted",
            "block_id",
            "block_digest",
            "count_files",
            "count_new_files",
            "size_bytes",
            "new_bytes",
            "reason",
            "reason_facts",
        )
    )
    told: dict[str, object] = {
        "started_at": utc_naive(asked.at),
        "finished_at": utc_naive(now),
        "asked_by": asked.by,
        "folder": asked.folder,
    }
    cursor.execute(_INSERT, {**empty, **told, **row})
