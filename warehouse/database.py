"""A school's warehouse: a cursor per reader, one writer at a time.

Where its tables lie is `warehouse.storage`'s matter. This process must never open
an embedded file by other means, not even to read it: `Database.copy_to` copies.
"""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import duckdb

from warehouse.changes import Changes
from warehouse.errors import VedomostError
from warehouse.remembered import until_set_up_changes
from warehouse.storage.embedded_file import EmbeddedFile
from warehouse.storage.extensions import CIPHER, load, quoted

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from contextlib import AbstractContextManager
    from datetime import date

    from warehouse.storage.storage import Storage

    Around = Callable[[duckdb.DuckDBPyConnection], AbstractContextManager[object]]

T = TypeVar("T")
_COPY = "copy_of_the_school"
_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """The open warehouse of one school.

    `version` grows by one with every committed and announced write, `commits` with
    every one, other nodes' among them; in a write it is the number of those before.
    Listeners are told in the writer's thread. `today` tells the day by which
    `staging.stg_school_day` looks at the set-up; `before_commit` has the last word in
    every write: it signs what was sealed.
    """

    def __init__(self, storage: Storage | Path, key: bytes | None = None) -> None:
        """Open; a path is an embedded file's, which `key` opens if it is encrypted."""
        if isinstance(storage, Path):
            storage = EmbeddedFile(storage, key)
        self.storage = storage
        self._key = key
        self._connection = storage.open()
        if storage.use:
            self._connection.execute(storage.use)
        self._write_lock = threading.RLock()
        self._telling = threading.Lock()
        self._listeners: list[Callable[[int], None]] = []
        self._deaf: Callable[[], None] | None = None  # stops hearing other nodes
        self.version = storage.version()
        self.commits = 0  # announced or not
        self.changes = Changes()
        self.standing = until_set_up_changes(self)
        self.today: Callable[[], date] | None = None
        self.before_commit: Callable[[duckdb.DuckDBPyConnection], None] | None = None

    def __enter__(self) -> Database:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def identity(self) -> str:
        """Name these tables: the first part of the key of whatever is remembered."""
        return self.storage.identity

    def close(self) -> None:
        """Write everything into its place and let go of it."""
        if self._deaf is not None:
            self._deaf()
        self._connection.close()
        self.storage.close()

    @contextlib.contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor of its own; a cursor must not be shared between threads."""
        with self.cursor() as cursor:
            if not self.storage.reads_one_moment:
                yield cursor
                return
            cursor.begin()
            try:
                yield cursor
            finally:
                with contextlib.suppress(duckdb.Error):  # over, or nobody is there
                    cursor.rollback()

    @contextlib.contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor in no transaction, for whoever begins one."""
        cursor = self._connection.cursor()
        try:
            if self.storage.use:
                cursor.execute(self.storage.use)
            if self.today is not None:
                cursor.execute(f"set variable school_day = date '{self.today()}'")
            yield cursor
        except duckdb.Error as error:
            told = self.storage.unanswered(error)
            if told is None:
                raise
            raise told from error
        finally:
            cursor.close()

    @contextlib.contextmanager
    def writing(self, *, announced: bool = True) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor inside the one write transaction; commit or roll back.

        Not `announced`: pages need not look again (log-ins, a chosen language).
        """
        with self._write_lock, self.storage.alone(), self.cursor() as cursor:
            version = yield from self._transaction(cursor, announced=announced)
            is_news = announced and self._grew(version, is_own=True)
        if is_news:
            self._tell()

    def _transaction(
        self, cursor: duckdb.DuckDBPyConnection, *, announced: bool
    ) -> Generator[duckdb.DuckDBPyConnection, None, int | None]:
        """Yield the cursor in a transaction; return the version that it made."""
        cursor.begin()
        self.changes.begin()
        try:
            self.commits = self.storage.begun(cursor)
            yield cursor
            if self.before_commit is not None:
                self.before_commit(cursor)
            version = self.storage.ending(cursor, announced=announced)
        except BaseException:
            with contextlib.suppress(duckdb.Error):  # over, or nobody is there
                cursor.rollback()
            raise
        try:
            cursor.commit()
        except (duckdb.TransactionException, duckdb.IOException) as error:
            raise self.storage.not_committed(error) from error
        self.commits += 1
        self.storage.committed(version or 0, announced=announced)
        return version

    @contextlib.contextmanager
    def rehearsing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Yield a cursor whose writes are all undone: what would happen if."""
        with self._write_lock, self.cursor() as cursor:
            cursor.begin()
            try:
                yield cursor
            finally:
                cursor.rollback()

    @contextlib.contextmanager
    def nobody_writes(self) -> Iterator[None]:
        """Keep every writer out, on whatever node, without writing."""
        with self._write_lock, self.storage.alone():
            yield

    def listen(self, listener: Callable[[int], None]) -> Callable[[], None]:
        """Call `listener(version)` after every commit; returns how to stop that.

        From the first listener on, other nodes' commits are heard, too.
        """
        self._listeners.append(listener)
        if self._deaf is None:
            self._deaf = self.storage.hear(self._heard)
        return lambda: self._listeners.remove(listener)

    def _heard(self, version: int) -> None:
        if self._grew(version, is_own=False):
            self._tell()

    def _grew(self, version: int | None, *, is_own: bool) -> bool:
        """Note the version of a commit; None is the next one. False if it is known.

        What another node changed is not known; nor what one did whose commit lies
        between our last one and this.
        """
        with self._telling:
            before = self.version
            version = before + 1 if version is None else version
            if version <= before:
                return False
            self.version = version
            if is_own and version == before + 1:
                self.changes.committed(version)
            else:
                self.changes.heard(version)
        return True

    def _tell(self) -> None:
        version = self.version
        for listener in tuple(self._listeners):
            listener(version)

    def checkpoint(self) -> None:
        """Fold what commits left aside into the tables; on a timer."""
        with self.nobody_writes(), self.cursor() as cursor:
            self.storage.tidy(cursor)

    def size(self) -> int:
        """Return the bytes that the tables take."""
        return self.storage.size()

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
            load(self._connection, CIPHER)
        with self.cursor() as cursor:
            cursor.execute(f"attach {quoted(path)} as {_COPY}{secured}")
            try:
                cursor.begin()
                seen = look(cursor)
                name = cursor.execute("select current_database()").fetchone()
                source = f'"{name[0]}"' if name else ""
                cursor.execute(f"copy from database {source} to {_COPY}")
                for place in self.storage.own_places:
                    cursor.execute(f"drop table {_COPY}.{place.removeprefix('table ')}")
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
