"""The DuckDB file: one connection, a cursor per reader, one writer at a time."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager
    from datetime import date

    Around = Callable[[duckdb.DuckDBPyConnection], AbstractContextManager[object]]

_MIGRATIONS = Path(__file__).parent / "migrations"


class Database:
    """The open warehouse of one school.

    No other process can open the file meanwhile, not even to read. `version` grows by
    one with every committed write; listeners are told in the writer's thread. `today`
    tells the day by which `staging.stg_school_day` looks at the set-up; `before_commit`
    has the last word in every write: it signs what was sealed.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self._connection = duckdb.connect(
                path,
                config={"threads": 1, "wal_autocheckpoint": "256MB"},
            )
        except duckdb.IOException as error:
            raise VedomostError(
                "The school at {folder} is in use by another program. Stop the server "
                "that serves it, or hand in through its page.",
                folder=path.parent,
            ) from error
        self._write_lock = threading.RLock()
        self._listeners: list[Callable[[int], None]] = []
        self.version = 0
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
            try:
                yield cursor
                if self.before_commit is not None:
                    self.before_commit(cursor)
            except BaseException:
                cursor.rollback()
                raise
            cursor.commit()
            if not announced:
                return
            self.version += 1
            version = self.version
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
