"""Put a school back from a backup, into a place where nothing is.

The manifest is checked first, then every file while it is copied, aside; the school
appears in its place only when all of it is there. A restored school is a *copy* until
it takes over: it sends no mails and makes no nightly backups, so that a drill on
another machine neither writes to parents nor into the real school's backups.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import uuid
from typing import TYPE_CHECKING

from warehouse.backups import record
from warehouse.backups.manifest import is_sealed_by, stored_path, whole_manifest
from warehouse.backups.storing import FILES
from warehouse.encryption.sealed_file import BrokenSealError, unseal
from warehouse.encryption.secret import SecretPlace, unlock
from warehouse.errors import VedomostError
from warehouse.installation.settings import DATA, WAREHOUSE
from warehouse.school_folder import open_school, read_settings, write_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from warehouse.backups.manifest import BackedUpFile, Manifest
    from warehouse.clock import Clock
    from warehouse.encryption.secret import Key

_PIECE = 2**20
_COPY_OF = "copy_of"


def restore(
    backup: Path,
    to: Path,
    secret: SecretPlace,
    *,
    takes_over: bool,
    clock: Clock | None = None,
    show: Callable[[int, int], None] = lambda _done, _all: None,
) -> Manifest:
    """Restore a backup into `to`, which must be empty or not there.

    `show` hears how many files of how many are there.
    """
    manifest = whole_manifest(backup)
    key = _key(backup, manifest, secret)
    if to.exists() and (not to.is_dir() or any(to.iterdir())):
        raise VedomostError(
            "{folder} is not empty. A school is restored into an empty or a new "
            "folder only.",
            folder=to,
        )
    aside = to.parent / f".{to.name}.{uuid.uuid4().hex}.part"
    try:
        aside.mkdir(mode=0o700, parents=True)
        for number, file in enumerate(manifest.files, 1):
            _bring(backup, manifest, file, key, aside)
            show(number, len(manifest.files))
        _tell_the_school(aside, manifest, backup, clock, takes_over=takes_over)
        if to.exists():
            to.rmdir()
        aside.rename(to)
    except OSError as error:
        raise VedomostError(
            "Nothing was restored into {folder}: {reason}.",
            folder=to,
            reason=error.strerror or type(error).__name__,
        ) from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return manifest


def _key(backup: Path, manifest: Manifest, secret: SecretPlace) -> Key | None:
    if manifest.lock is None:
        return None
    found = secret.read()
    if found is None:
        raise VedomostError(
            "{folder} is encrypted. Put the key of backups into the variable "
            "{variable}, or name the file that holds it with --key-file.",
            folder=backup,
            variable=secret.variable,
        )
    key = unlock(manifest.lock, found)
    if key is None:
        raise VedomostError(
            "The key in {place} does not open {folder}: it was made with another one.",
            place=secret,
            folder=backup,
        )
    if not is_sealed_by(backup, key):
        raise VedomostError(
            "{folder} is no whole backup: its manifest was changed after it was "
            "sealed. Choose another one.",
            folder=backup,
        )
    return key


def _bring(
    backup: Path, manifest: Manifest, file: BackedUpFile, key: Key | None, to: Path
) -> None:
    """Copy one file out of the backup, believing nothing of it unseen."""
    place = to / file.path
    is_private = file.path.startswith("keys/")
    place.parent.mkdir(mode=0o700 if is_private else 0o777, parents=True, exist_ok=True)
    digest = hashlib.sha256()
    opener = _private if is_private else None
    try:
        with open(place, "wb", opener=opener) as written:
            for piece in _pieces(backup, manifest, file, key):
                digest.update(piece)
                written.write(piece)
            written.flush()
            os.fsync(written.fileno())
    except (FileNotFoundError, BrokenSealError) as error:
        raise _damaged(backup, file) from error
    if digest.hexdigest() != file.sha256:
        raise _damaged(backup, file)
    os.utime(place, ns=(file.modified_ns, file.modified_ns))


def _pieces(
    backup: Path, manifest: Manifest, file: BackedUpFile, key: Key | None
) -> Iterator[bytes]:
    is_sealed = manifest.lock is not None
    with stored_path(backup, file, is_sealed=is_sealed).open("rb") as stored:
        if key is not None:
            yield from unseal(key.apart(FILES), file.path, stored)
            return
        while piece := stored.read(_PIECE):
            yield piece


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _damaged(backup: Path, file: BackedUpFile) -> VedomostError:
    return VedomostError(
        "{folder} is damaged: {file} is not as it was backed up. Nothing was restored; "
        "choose another backup.",
        folder=backup,
        file=file.path,
    )


def _tell_the_school(
    folder: Path,
    manifest: Manifest,
    backup: Path,
    clock: Clock | None,
    *,
    takes_over: bool,
) -> None:
    settings = read_settings(folder)
    for left in (_COPY_OF, WAREHOUSE, DATA):  # a backup of a lake is a file, too
        settings.pop(left, None)
    if not takes_over:
        settings = {_COPY_OF: manifest.name, **settings}
    write_settings(folder, settings)
    with open_school(folder, clock) as school:
        now = school.clock.now()
        asked = record.Asked("command", now, str(backup))
        record.note_restored(school.database, asked, manifest, now)
        school.database.checkpoint()
