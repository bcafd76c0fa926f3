"""Give a stopped, encrypted school another key; killed at any moment, nothing is lost.

The settings name both keys first. Until all is done the school does not open, and
whoever tries is told to run the same command again. Files are replaced one by one, each
whole; the database comes last.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from warehouse.database import Database
from warehouse.encryption.school_key import (
    DATABASE,
    FORMER,
    RECEIVED,
    SECTION,
    key_in,
    place_of,
)
from warehouse.encryption.sealed_file import (
    BrokenSealError,
    opened,
    sealed_bytes,
    unsealed_bytes,
)
from warehouse.encryption.secret import new_key, unlock
from warehouse.encryption.whole_school import (
    put_in_place,
    refuse_in_a_lake,
    replace_files,
    swept_aside,
)
from warehouse.errors import VedomostError
from warehouse.school_folder import DATABASE_FILE, read_settings, write_settings

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.encryption.secret import Key


def change_key(folder: Path, key_file: Path) -> None:
    """Encrypt database and received workbooks anew, with the key in `key_file`."""
    settings = read_settings(folder)
    refuse_in_a_lake(settings)
    if SECTION not in settings:
        raise VedomostError(
            "The school at {folder} is not encrypted. “vedomost encrypt” does that.",
            folder=folder,
        )
    if FORMER not in settings:
        settings = _both_named(folder, settings, key_file)
    former = key_in(folder, settings[FORMER])
    following = key_in(folder, settings[SECTION])
    with contextlib.ExitStack() as stopped:
        # Whichever opens it; while it is open no server starts.
        database, is_done = _opened(folder, former, following)
        stopped.enter_context(database)
        _reseal(folder, former, following)
        if not is_done:
            aside = swept_aside(folder)
            database.convert_to(aside, following.apart(DATABASE))
    if not is_done:
        put_in_place(aside, folder / DATABASE_FILE)
    settings.pop(FORMER)
    write_settings(folder, settings)


def _both_named(
    folder: Path, settings: dict[str, Any], key_file: Path
) -> dict[str, Any]:
    """Write down which key is to be and which one was, once both are there."""
    former = settings[SECTION]
    old = key_in(folder, former)
    with Database(folder / DATABASE_FILE, old.apart(DATABASE)):
        pass  # no server runs, and no other change is unfinished
    following = {"key_file": str(key_file.resolve())}
    secret = place_of(folder, following).read()
    if secret is None or unlock(old.lock, secret) is not None:
        raise VedomostError(
            "{path} holds the key that the school has already. Make another one with "
            "“vedomost new-key FILE”.",
            path=key_file,
        )
    named = {
        **settings,
        SECTION: {**following, **new_key(secret).lock.written()},
        FORMER: former,
    }
    write_settings(folder, named)
    return named


def _opened(folder: Path, former: Key, following: Key) -> tuple[Database, bool]:
    """Return the database, and whether it has its new key already."""
    path = folder / DATABASE_FILE
    try:
        return Database(path, former.apart(DATABASE)), False
    except VedomostError:
        return Database(path, following.apart(DATABASE)), True


def _reseal(folder: Path, former: Key, following: Key) -> None:
    old, new = former.apart(RECEIVED), following.apart(RECEIVED)

    def resealed(name: str, content: bytes) -> bytes:
        with contextlib.suppress(BrokenSealError):
            unsealed_bytes(new, name, content)
            return content  # an interrupted run has come so far
        return sealed_bytes(new, name, opened(old, name, content))

    replace_files(folder, resealed)
