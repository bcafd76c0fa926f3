"""One DuckDB file in the school's folder: what a school needs.

No other process may open the file meanwhile, and this process must never open it by
other means, not even to read it: on POSIX closing any handle of a file gives up the
process's locks on it, and another program could then write into the open database.
"""

from __future__ import annotations

import contextlib
import time
from typing import TYPE_CHECKING

import duckdb

from warehouse.errors import VedomostError, disk_error
from warehouse.storage.extensions import CIPHER, CONFIG, load, quoted

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager
    from pathlib import Path

_NAME = "school"  # of the attached file; a plain one is called so after its file
_TIDYING_TRIES, _TIDYING_PAUSE = 5, 0.2  # seconds
# What DuckDB says where another program has the file, on POSIX and on Windows.
_LOCKED = ("Could not set lock", "being used by another process")


class EncryptedDatabaseError(VedomostError):
    """The file is encrypted; it was opened without a key."""


class UnfinishedEncryptionError(VedomostError):
    """The file is not encrypted; it was opened with a key."""


class EmbeddedFile:
    """A database file; with a key, one that DuckDB encrypts."""

    keeps_comments = True
    reads_one_moment = False
    own_places: frozenset[str] = frozenset()

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        self.path = path
        self._key = key
        self.identity = str(path)
        self.use = f"use {_NAME}" if key is not None else ""
        self._count_commits = 0

    def open(self) -> duckdb.DuckDBPyConnection:
        """Open the file, new or old."""
        try:
            if self._key is None:
                return _plain(self.path)
            return _encrypted(self.path, self._key)
        except duckdb.Error as error:  # what is damaged is told in many ways
            raise _not_opened(self.path, error) from error

    def version(self) -> int:
        """Return where this process begins to count."""
        return 0

    def alone(self) -> AbstractContextManager[None]:
        """Other processes are kept out by the file's own lock."""
        return contextlib.nullcontext()

    def begun(self, cursor: duckdb.DuckDBPyConnection) -> int:
        """Return the number of commits that this process made."""
        del cursor
        return self._count_commits

    def ending(
        self, cursor: duckdb.DuckDBPyConnection, *, announced: bool
    ) -> int | None:
        """Nothing is to be added: this process counts."""
        del cursor, announced
        return None

    def not_committed(self, error: duckdb.Error) -> VedomostError:
        """Say that the disk takes nothing."""
        return disk_error(reason_of(error))

    def unanswered(self, error: duckdb.Error) -> VedomostError | None:
        """Say nothing: a file that cannot be read is no passing matter."""

    def committed(self, version: int, *, announced: bool) -> None:
        """Count; there is nobody else to tell."""
        del version, announced
        self._count_commits += 1

    def hear(self, heard: Callable[[int], None]) -> Callable[[], None]:
        """Nobody else writes into the file."""
        del heard
        return lambda: None

    def tidy(self, cursor: duckdb.DuckDBPyConnection) -> None:
        """Fold the write-ahead log into the file.

        While somebody reads what a commit has replaced since, it has to wait; where
        that goes on, for the next time.
        """
        for _ in range(_TIDYING_TRIES):
            try:
                cursor.execute("checkpoint")
            except duckdb.TransactionException:
                time.sleep(_TIDYING_PAUSE)
            else:
                return

    def size(self) -> int:
        """Return the bytes of the file and of its write-ahead log."""
        log = self.path.with_name(f"{self.path.name}.wal")
        return sum(path.stat().st_size for path in (self.path, log) if path.exists())

    def close(self) -> None:
        """Nothing is held beside the open file."""


def reason_of(error: duckdb.Error) -> str:
    """Return the system's words without DuckDB's beginning and our paths."""
    return str(error).split('": ')[-1].removeprefix("IO Error: ").strip(". ")


def _not_opened(path: Path, error: duckdb.Error) -> VedomostError:
    """Say why a database was not opened: another program has it, or the disk."""
    if any(sign in str(error) for sign in _LOCKED):
        return VedomostError(
            "The school at {folder} is in use by another program. Stop the server "
            "that serves it, or hand in through its page.",
            folder=path.parent,
        )
    return VedomostError(
        "The database of the school at {folder} cannot be opened: {reason}.",
        folder=path.parent,
        reason=reason_of(error),
    )


def _plain(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path, config=CONFIG)
    except duckdb.CatalogException as error:
        raise EncryptedDatabaseError(
            "The database of the school at {folder} is encrypted, its settings name no "
            "encryption. Put back the section [encryption] of vedomost.toml.",
            folder=path.parent,
        ) from error


def _encrypted(path: Path, key: bytes) -> duckdb.DuckDBPyConnection:
    """Open a file that DuckDB encrypts; what it writes aside is encrypted too."""
    connection = duckdb.connect(config=CONFIG)
    try:
        load(connection, CIPHER)
        connection.execute("set temp_file_encryption = true")
        connection.execute(f"set temp_directory = {quoted(f'{path}.tmp')}")
        connection.execute(
            f"attach {quoted(path)} as {_NAME} (encryption_key '{key.hex()}')"
        )
    except BaseException as error:
        connection.close()
        if isinstance(error, duckdb.CatalogException):
            raise UnfinishedEncryptionError(
                "Encrypting the school at {folder}, or undoing it, was interrupted. "
                "Nothing is lost: run the same “vedomost encrypt” again.",
                folder=path.parent,
            ) from error
        if isinstance(error, duckdb.InvalidInputException):
            raise VedomostError(
                "The key does not open the database of the school at {folder}.",
                folder=path.parent,
            ) from error
        raise
    return connection
