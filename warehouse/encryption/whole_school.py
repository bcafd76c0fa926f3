"""Encrypt a stopped school at rest, or undo it; killed at any moment, nothing is lost.

The settings say first what is to be. From then on the school opens only when all of it
is done, and whoever tries is told to run the same command again. Files are replaced one
by one, each whole; `opened` reads both kinds meanwhile.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

from warehouse.database import Database
from warehouse.durable_files import sync_folder, write_durably
from warehouse.encryption.school_key import (
    DATABASE,
    RECEIVED,
    SECTION,
    VARIABLE,
    key_of,
    place_of,
)
from warehouse.encryption.sealed_file import MAGIC, opened, sealed_bytes
from warehouse.encryption.secret import new_key
from warehouse.errors import VedomostError
from warehouse.installation.settings import installation_of
from warehouse.school_folder import DATABASE_FILE, read_settings, write_settings
from warehouse.storage.embedded_file import (
    EncryptedDatabaseError,
    UnfinishedEncryptionError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from warehouse.encryption.secret import Key

_UNSEALED = "unfinished"  # notes of hand-ins that a crash left, no workbooks


def encrypt(folder: Path, key_file: Path | None) -> None:
    """Encrypt the database and the received workbooks of a stopped school."""
    settings = read_settings(folder)
    refuse_in_a_lake(settings)
    key = key_of(folder, settings)
    try:
        with Database(folder / DATABASE_FILE) as database:
            if key is None:
                key = _new_key(folder, settings, key_file)
            _seal_files(folder, key)
            aside = swept_aside(folder)
            database.convert_to(aside, key.apart(DATABASE))
        put_in_place(aside, folder / DATABASE_FILE)
    except EncryptedDatabaseError:
        if key is None:
            raise
        _seal_files(folder, key)


def decrypt(folder: Path) -> None:
    """Undo `encrypt`, at a stopped school, with its key."""
    settings = read_settings(folder)
    refuse_in_a_lake(settings)
    key = key_of(folder, settings)
    if key is None:
        raise VedomostError(
            "The school at {folder} is not encrypted: there is nothing to undo.",
            folder=folder,
        )
    try:
        with Database(folder / DATABASE_FILE, key.apart(DATABASE)) as database:
            aside = swept_aside(folder)
            database.convert_to(aside, None)
        put_in_place(aside, folder / DATABASE_FILE)
    except UnfinishedEncryptionError:
        pass  # an interrupted run has come so far
    own = key.apart(RECEIVED)
    replace_files(folder, lambda name, content: opened(own, name, content))
    settings.pop(SECTION)
    write_settings(folder, settings)


def refuse_in_a_lake(settings: Mapping[str, Any]) -> None:
    """Refuse what can only be done to a database file and to files in a folder."""
    if installation_of(settings) is not None:
        raise VedomostError(
            "This school is in a lake. Take it back into a folder of its own with "
            "“vedomost move” first."
        )


def _new_key(folder: Path, settings: dict[str, Any], key_file: Path | None) -> Key:
    """Make the key of the secret and write down what tells the right one."""
    section = {"key_file": str(key_file.resolve())} if key_file else {}
    secret = place_of(folder, section).read()
    if secret is None:
        raise VedomostError(
            "There is no key to encrypt with. Make one with “vedomost new-key FILE”, "
            "and name it with --key-file or put it into the variable {variable}.",
            variable=VARIABLE,
        )
    key = new_key(secret)
    write_settings(folder, {**settings, SECTION: {**section, **key.lock.written()}})
    return key


def _seal_files(folder: Path, key: Key) -> None:
    own = key.apart(RECEIVED)

    def sealed(name: str, content: bytes) -> bytes:
        is_done = content.startswith(MAGIC)
        return content if is_done else sealed_bytes(own, name, content)

    replace_files(folder, sealed)


def replace_files(folder: Path, change: Callable[[str, bytes], bytes]) -> None:
    """Put what `change` makes of each received file in its place, whole."""
    for path in _received(folder):
        content = path.read_bytes()
        changed = change(path.stem, content)
        if changed is content:
            continue
        times = path.stat()
        write_durably(path, changed)
        os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


def _received(folder: Path) -> Iterator[Path]:
    for path in sorted((folder / "received").glob("*/*.xlsx")):
        if path.parent.name != _UNSEALED:
            yield path


def swept_aside(folder: Path) -> Path:
    """Return where the converted database is written; what a kill left there goes."""
    aside = folder / f"{DATABASE_FILE}.part"
    for left in (aside, aside.with_name(f"{aside.name}.wal")):
        left.unlink(missing_ok=True)
    return aside


def put_in_place(aside: Path, database: Path) -> None:
    """Put the converted file, closed and whole, in the place of a closed one."""
    with aside.open("rb+") as file:
        os.fsync(file.fileno())
    aside.replace(database)
    sync_folder(database.parent)
