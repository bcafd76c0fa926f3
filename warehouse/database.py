"""The DuckDB file: one connection, a cursor per reader, one writer at a time.

This process must never open the file by other means, not even to read it: on POSIX
closing any handle of a file gives up the process's locks on it, and another program
could then write into the open database. Copies are made by `Database.copy_to`.
"""

from __future__ import annotations

import contextlib
import importlib.resources
import threading
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import duckdb

from warehouse.changes import Changes
from warehouse.errors import VedomostError, disk_error
from warehouse.remembered import until_set_up_changes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from datetime import date

    Around = Callable[[duckdb.DuckDBPyConnection], AbstractContextManager[object]]

T = TypeVar("T")
_NAME = "school"  # of the attached file; a plain one is called so after its file
_COPY = "copy_of_the_school"
_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    "wal_autocheckpoint": "256MB",
    # A file that is something else makes DuckDB look for a reader on the internet.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
_MIGRATIONS = Path(__file__).parent / "migrations"
# What DuckDB says where another program has the file, on POSIX and on Windows.
_LOCKED = ("Could not set lock", "being used by another process")


class EncryptedDatabaseError(VedomostError):
    """The file is encrypted; it was opened without a key."""


class UnfinishedEncryptionError(VedomostError):
    """The file is not encrypted; it was opened with a key."""


class Database:
    """The open warehouse of one school.

    No other process can open the file meanwhile, not even to read. `version` grows by
    one with every committed write; listeners are told in the writer's thread. `today`
    tells the day by which `staging.stg_school_day` looks at the set-up; `before_commit`
    has the last word in every write: it signs what was sealed.
    """

    def __init__(self, path: Path, key: bytes | None = None) -> None:
        self.path = path
        self._key = key
        self._use = ""  # what a new cursor must be told first
        try:
            self._connection = _plain(path) if key is None else _encrypted(path, key)
        except duckdb.Error as error:  # what is damaged is told in many ways
            raise _not_opened(path, error) from error
        if key is not None:
            self._use = f"use {_NAME}"
            self._connection.execute(self._use)
        self._write_lock = threading.RLock()
        self._listeners: list[Callable[[int], None]] = []
        self.version = 0
        self.commits = 0  # announced or not
        self.changes = Changes()
        self.standing = until_set_up_changes(self)
        self.today: Callable[[], date] | None = None
        self.before_commit: Callable[[duckdb.DuckDBPyConnection], None] | None = None

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Write everything into the one file and let go of it."""
        self._connection.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor of its own; a cursor must not be shared between threads."""
        cursor = self._connection.cursor()
        try:
            if self._use:
                cursor.execute(self._use)
            if self.today is not None:
                cursor.execute(f"set variable school_day = date '{self.today()}'")
            yield cursor
        finally:
            cursor.close()

    @contextlib.contextmanager
    def writing(self, *, announced: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor inside the one write transaction; commit or roll back.

        Not `announced`: pages need not look again (log-ins, a chosen language).
        """
        with self._write_lock, self.reading() as cursor:
            cursor.begin()
            self.changes.begin()
            try:
                yield cursor
                if self.before_commit is not None:
                    self.before_commit(cursor)
            except BaseException:
                cursor.rollback()
                raise
            try:
                cursor.commit()
            except (duckdb.TransactionException, duckdb.IOException) as error:
                raise disk_error(_reason(error)) from error
            self.commits += 1
            if not announced:
                return
            self.version += 1
            version = self.version
            self.changes.committed(version)
            listeners = tuple(self._listeners)
        for listener in listeners:
            listener(version)

    @contextlib.contextmanager
    def rehearsing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor whose writes are all undone: what would happen if."""
        with self._write_lock, self.reading() as cursor:
            cursor.begin()
            try:
                yield cursor
            finally:
                cursor.rollback()

    def listen(self, listener: Callable[[int], None]) -> Callable[[], None]:
        """Call `listener(version)` after every commit; returns how to stop that."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def checkpoint(self) -> None:
        """Fold the write-ahead log into the file; on a timer, never on an upload."""
        with self._write_lock, self.reading() as cursor:
            cursor.execute("checkpoint")

    def size(self) -> int:
        """Return the bytes of the file and of its write-ahead log."""
        log = self.path.with_name(f"{self.path.name}.wal")
        return sum(path.stat().st_size for path in (self.path, log) if path.exists())

    def copy_to(self, path: Path, look: Callable[[duckdb.DuckDBPyConnection], T]) -> T:
        """Write one moment's whole content into a new file; return what `look` saw.

        Readers and writers go on meanwhile: the copy, and `look`, see the database as
        it was when the copying began. Every block is read, so a damaged one is found.
        An encrypted database's copy is encrypted with the same key.
        """
        return self._copy(path, self._key, look)

    def convert_to(self, path: Path, key: bytes | None) -> None:
        """Write the whole content into a new file with another key, or with none."""
        self._copy(path, key, lambda _cursor: None)

    def _copy(
        self,
        path: Path,
        key: bytes | None,
        look: Callable[[duckdb.DuckDBPyConnection], T],
    ) -> T:
        secured = f" (encryption_key '{key.hex()}')" if key is not None else ""
        if key is not None:
            _load_cipher(self._connection)
        with self.reading() as cursor:
            cursor.execute(f"attach {_quoted(path)} as {_COPY}{secured}")
            try:
                cursor.begin()
                seen = look(cursor)
                name = cursor.execute("select current_database()").fetchone()
                source = f'"{name[0]}"' if name else ""
                cursor.execute(f"copy from database {source} to {_COPY}")
                cursor.commit()
            except BaseException:
                with contextlib.suppress(duckdb.TransactionException):
                    cursor.rollback()
                raise
            finally:
                cursor.execute(f"detach {_COPY}")
        return seen

    def migrate(self, around: Around = contextlib.nullcontext) -> None:
        """Bring the schema to this program's version, one numbered file at a time.

        `around` is entered with the cursor before the first file that is applied and
        left after the last one, inside the same transaction.
        """
        with self.writing() as cursor:
            missing = _missing_migrations(cursor)
            if not missing:
                return
            with around(cursor):
                for name in missing:
                    cursor.execute((_MIGRATIONS / name).read_text(encoding="utf-8"))
                    cursor.execute(
                        "insert into migrations "
                        "values (?, current_timestamp at time zone 'UTC')",
                        [name],
                    )


def _missing_migrations(cursor: duckdb.DuckDBPyConnection) -> list[str]:
    cursor.execute(
        "create table if not exists migrations (name varchar, applied_at timestamp)"
    )
    applied = {
        name for (name,) in cursor.execute("select name from migrations").fetchall()
    }
    known = sorted(path.name for path in _MIGRATIONS.glob("*.sql"))
    if newer := sorted(applied - set(known)):
        raise VedomostError(
            "This school was last opened by a newer Vedomost ({newer}). "
            "Install that version to open it.",
            newer=", ".join(newer),
        )
    return [name for name in known if name not in applied]


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
        reason=_reason(error),
    )


def _reason(error: duckdb.Error) -> str:
    """Return the system's words without DuckDB's beginning and our paths."""
    return str(error).split('": ')[-1].removeprefix("IO Error: ").strip(". ")


def _plain(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path, config=_CONFIG)
    except duckdb.CatalogException as error:
        raise EncryptedDatabaseError(
            "The database of the school at {folder} is encrypted, its settings name no "
            "encryption. Put back the section [encryption] of vedomost.toml.",
            folder=path.parent,
        ) from error


def _encrypted(path: Path, key: bytes) -> duckdb.DuckDBPyConnection:
    """Open a file that DuckDB encrypts; what it writes aside is encrypted too."""
    connection = duckdb.connect(config=_CONFIG)
    try:
        _load_cipher(connection)
        connection.execute("set temp_file_encryption = true")
        connection.execute(f"set temp_directory = {_quoted(f'{path}.tmp')}")
        connection.execute(
            f"attach {_quoted(path)} as {_NAME} (encryption_key '{key.hex()}')"
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


def _load_cipher(connection: duckdb.DuckDBPyConnection) -> None:
    """Load OpenSSL's cipher from the installed wheel; DuckDB's own can only read.

    From its place, without a download and without a copy in anybody's home.
    """
    wheel = importlib.resources.files("duckdb_extension_httpfs")
    place = wheel / "extensions" / f"v{duckdb.__version__}"
    with importlib.resources.as_file(place / "httpfs.duckdb_extension") as path:
        connection.execute(f"load {_quoted(path)}")


def _quoted(path: Path | str) -> str:
    """Return a path as SQL text; statements that attach take no parameters."""
    return "'" + str(path).replace("'", "''") + "'"
