"""Make one backup of an open school, while people go on working.

First the database, as it stood at one moment; then the files: whatever the ledger names
was on the disk before the ledger named it, so it is in the backup. What was filed in
`exports/` and `archive/` after that moment is left to the next one: the copied register
does not know it. All of it is made aside, synced, and renamed once the manifest is
there.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import logging
import os
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from warehouse import filing
from warehouse.backups.manifest import (
    CONTENT,
    FILE,
    SUMS,
    Manifest,
    manifest_text,
    stored_path,
)
from warehouse.backups.settings import OWN_FOLDER
from warehouse.backups.shelf import aside, backups_in, clear_unfinished, stem
from warehouse.backups.storing import Before, Store
from warehouse.blocks import last_block
from warehouse.durable_files import sync_folder, write_synced
from warehouse.encryption.secret import new_key, unlock
from warehouse.errors import VedomostError
from warehouse.school_folder import DATABASE_FILE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from warehouse.backups.storing import Stored
    from warehouse.encryption.secret import Key
    from warehouse.school_folder import School

log = logging.getLogger(__name__)

# Not the school's: what one run of the server needs, and copies that are made anew.
_LEFT_OUT = frozenset({"server.json", "node.json", "network_folder", OWN_FOLDER})
_UNFINISHED = (".part", ".tmp")
_COPY = "database-for-backup.part"
_ROOM = 64 * 2**20  # bytes that stay free beside what a backup needs
_ONE_AT_A_TIME = threading.Lock()


class StoppedError(Exception):
    """Whoever asked for the backup wants no more of it; nothing of it is left."""


@dataclass(frozen=True)
class Made:
    """A backup that is whole, and what it cost."""

    folder: Path
    manifest: Manifest
    count_new_files: int
    new_bytes: int


@dataclass(frozen=True)
class _Seen:
    """What the copied moment of the database says of itself."""

    block_id: int
    digest: str
    count_entries: int
    schema: str
    filed: frozenset[str]  # what lay filed, or was registered, at that moment


def make(
    school: School,
    folder: Path,
    secret: str | None,
    is_stopping: Callable[[], bool] = lambda: False,
) -> Made:
    """Make a backup in `folder`, which must be there; encrypted with a secret."""
    if not _ONE_AT_A_TIME.acquire(blocking=False):
        raise VedomostError("A backup is being made already. Wait for it to end.")
    try:
        return _make(school, folder, secret, is_stopping)
    except OSError as error:
        raise VedomostError(
            "The backup in {folder} was not made: {reason}. The school and its former "
            "backups are as they were.",
            folder=folder,
            reason=error.strerror or type(error).__name__,
        ) from error
    except duckdb.Error as error:
        raise VedomostError(
            "The backup in {folder} was not made: copying the database failed "
            "({reason}). If there is room on the disk, run “vedomost verify”.",
            folder=folder,
            reason=type(error).__name__,
        ) from error
    finally:
        _remove_copy(school)
        _ONE_AT_A_TIME.release()


def _make(
    school: School, folder: Path, secret: str | None, is_stopping: Callable[[], bool]
) -> Made:
    _remove_copy(school)  # a killed one left it
    clear_unfinished(folder, school.school_id)
    made_at = school.clock.now()
    name = _free_name(folder, f"{stem(school.school_id)}-{made_at:%Y-%m-%dT%H%M%SZ}")
    key, before = _key_and_before(folder, school.school_id, secret)
    making = aside(folder, name)
    making.mkdir(mode=0o700)
    store = Store(making, key, before, made_at.toordinal())
    try:
        _ask_for_room(school)
        seen = school.database.copy_to(
            school.folder / _COPY, lambda cursor: _look(school, cursor)
        )
        stored = [store.put(school.folder / _COPY, DATABASE_FILE)]
        _bring_all(school)
        paths = (
            path
            for path in files_of(school.folder, folder)
            if path.split("/")[0] not in filing.FOLDERS or path in seen.filed
        )
        stored += _stored_files(store, school.folder, paths, is_stopping)
        manifest = Manifest(
            name=name,
            school_id=school.school_id,
            school_name=school.name,
            made_at=made_at,
            program=importlib.metadata.version("vedomost"),
            schema=seen.schema,
            block_id=seen.block_id,
            block_digest=seen.digest,
            count_entries=seen.count_entries,
            files=tuple(one.file for one in stored),
            lock=key.lock if key else None,
        )
        _finish(making, manifest, key)
        making.rename(folder / name)
        sync_folder(folder)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    new = [one.file for one in stored if not one.is_shared]
    return Made(folder / name, manifest, len(new), sum(file.size for file in new))


def _stored_files(
    store: Store,
    school_folder: Path,
    paths: Iterable[str],
    is_stopping: Callable[[], bool],
) -> Iterator[Stored]:
    for path in paths:
        if is_stopping():
            raise StoppedError
        with contextlib.suppress(FileNotFoundError):  # a hand-in finished meanwhile
            yield store.put(school_folder / path, path)


def files_of(school_folder: Path, backups: Path) -> Iterator[str]:
    """Yield every file of the school but the database, as paths in its folder."""
    for root, folders, files in os.walk(school_folder):
        here = Path(root)
        is_top = here == school_folder
        folders[:] = sorted(
            name
            for name in folders
            if not (is_top and name in _LEFT_OUT)
            and not name.endswith(_UNFINISHED)
            and (here / name).resolve() != backups.resolve()
        )
        for name in sorted(files):
            if name.endswith(_UNFINISHED) or (is_top and name in _LEFT_OUT):
                continue
            if is_top and name.startswith(DATABASE_FILE):
                continue
            yield (here / name).relative_to(school_folder).as_posix()


def _remove_copy(school: School) -> None:
    for path in school.folder.glob(f"{_COPY}*"):
        path.unlink()


def _look(school: School, cursor: duckdb.DuckDBPyConnection) -> _Seen:
    """See the copied moment; it begins with the first question, while nobody writes."""
    with school.database.rehearsing():
        block = last_block(cursor)
        lying = filing.lying_in(school.files)
    found = cursor.execute(
        "select (select count(*) from journal.entries), "
        "(select max(name) from migrations)"
    ).fetchone()
    entries, schema = found if found else (0, "")
    registered = cursor.execute(f"select path from {filing.TABLE}").fetchall()
    filed = frozenset([*lying, *(path for (path,) in registered)])
    return _Seen(block.block_id, block.digest, entries, schema, filed)


def _key_and_before(
    folder: Path, school_id: str, secret: str | None
) -> tuple[Key | None, Before | None]:
    """Return the key, and the last backup if files can be shared with it.

    Backups of one secret have one salt as long as one of them is there.
    """
    newest = next(iter(backups_in(folder, school_id)), None)
    if secret is None:
        if newest is None or newest.manifest.lock is not None:
            return None, None
        return None, Before(newest.folder, newest.manifest)
    if newest is not None and newest.manifest.lock is not None:
        key = unlock(newest.manifest.lock, secret)
        if key is not None:
            return key, Before(newest.folder, newest.manifest)
    return new_key(secret), None


def _free_name(folder: Path, name: str) -> str:
    """Return the name, or one with a number where two are made in one second."""
    number, free = 1, name
    while (folder / free).exists():
        number += 1
        free = f"{name}-{number}"
    return free


def _bring_all(school: School) -> None:
    """Have all files of a school in a lake here; one that is lost is logged and missed.

    Everything else is worth a backup; `vedomost verify` tells of what is lost.
    """
    for path in school.files.bring_all():
        log.error("%s is not in the backup: what is stored cannot be read", path)


def _ask_for_room(school: School) -> None:
    """Refuse before the database is copied onto a disk that has no room for it."""
    needed = school.database.size() + _ROOM
    if shutil.disk_usage(school.folder).free < needed:
        raise VedomostError(
            "The backup was not made: {count} MB must be free on the disk of "
            "{folder} for the copy of the database.",
            count=needed // 2**20,
            folder=school.folder,
        )


def _finish(making: Path, manifest: Manifest, key: Key | None) -> None:
    """Write the sums, then the manifest; a backup without one is none."""
    lines = []
    for file in manifest.files:
        place = stored_path(making, file, is_sealed=key is not None)
        lines.append(f"{file.stored_sha256}  {place.relative_to(making).as_posix()}\n")
    write_synced(making / SUMS, "".join(lines).encode())
    for root, _, _ in os.walk(making / CONTENT):
        sync_folder(Path(root))
    write_synced(making / FILE, manifest_text(manifest, key).encode())
    sync_folder(making)
