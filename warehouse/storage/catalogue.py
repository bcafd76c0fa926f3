"""The catalogue's PostgreSQL: one writer per school, and word of its commits.

A lock is PostgreSQL's advisory lock. It ends with the connection that holds it, so with
the process, however that ends. Where the machine itself is gone, PostgreSQL sees it by
the keepalives of `connect`, within twelve seconds. All schools that a process has open
share what is here: PostgreSQL has few connections.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

import psycopg

from warehouse.installation.connections import (
    Connections,
    NoCatalogueError,
    connect,
    told_plainly,
)
from warehouse.storage.hearing import Ear

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warehouse.installation.connections import Row

_WAIT = "30s"  # for another node's transaction; an upload's takes a tenth of a second
_HASHED = "hashtextextended(%s, 0)"
_open: dict[str, Catalogue] = {}
_opening = threading.Lock()


class Catalogue:
    """The catalogue of an installation, as one process uses it."""

    def __init__(self, dsn: str) -> None:
        self.dsn = dsn
        self.count_users = 0
        self._connections = Connections(dsn)
        self._long = LongLocks(dsn)
        self._ear: Ear | None = None

    @property
    def long_locks(self) -> LongLocks:
        """Locks that are kept from one transaction to the next."""
        return self._long

    @contextlib.contextmanager
    def lock(self, name: str) -> Iterator[psycopg.Connection[Row]]:
        """Wait for a lock and hold it; NoCatalogueError if it cannot be had."""
        with self._connections.lent() as connection:
            _take(connection, name)
            try:
                yield connection
            finally:
                _release(connection, name)

    def ear(self) -> Ear:
        """Return what listens for other nodes' commits; it begins when first asked."""
        with _opening:
            if self._ear is None:
                self._ear = Ear(self.dsn)
            return self._ear

    def close(self) -> None:
        """Let go of everything."""
        if self._ear is not None:
            self._ear.close()
        self._long.close()
        self._connections.close()


class LongLocks:
    """Locks on one connection, each held until it is released or PostgreSQL is gone."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._lock = threading.Lock()
        self._connection: psycopg.Connection[Row] | None = None
        self._names: set[str] = set()

    def try_to_hold(self, name: str) -> bool:
        """Take a lock if no other process has it; tell whether it is ours now."""
        with self._lock, told_plainly():
            if self._connection is None or not self._lives():
                self._connection = connect(self._dsn)
            if name not in self._names and self._asked("pg_try_advisory_lock", name):
                self._names.add(name)
            return name in self._names

    def holds(self, name: str) -> bool:
        """Tell whether a lock that was taken is still ours."""
        with self._lock:
            return name in self._names and self._lives()

    def release(self, name: str) -> None:
        """Let another process take it."""
        with self._lock:
            if name in self._names and self._lives():
                self._names.discard(name)
                with contextlib.suppress(psycopg.Error):
                    self._asked("pg_advisory_unlock", name)

    def close(self) -> None:
        """Let go of all."""
        with self._lock:
            self._give_up()

    def _lives(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute("select 1")
        except psycopg.Error:
            self._give_up()
            return False
        return True

    def _asked(self, function: str, name: str) -> bool:
        if self._connection is None:
            return False
        found = self._connection.execute(
            f"select {function}({_HASHED})", [name]
        ).fetchone()
        return bool(found and found[0])

    def _give_up(self) -> None:
        self._names.clear()
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def join(dsn: str) -> Catalogue:
    """Return the catalogue for one more user, who calls `leave` at the end."""
    with _opening:
        catalogue = _open.setdefault(dsn, Catalogue(dsn))
        catalogue.count_users += 1
        return catalogue


def leave(catalogue: Catalogue) -> None:
    """Close the catalogue with its last user."""
    with _opening:
        catalogue.count_users -= 1
        if catalogue.count_users:
            return
        _open.pop(catalogue.dsn, None)
    catalogue.close()


def _take(connection: psycopg.Connection[Row], name: str) -> None:
    connection.execute(f"set lock_timeout = '{_WAIT}'")
    try:
        connection.execute(f"select pg_advisory_lock({_HASHED})", [name])
    except psycopg.errors.LockNotAvailable as error:
        raise NoCatalogueError(
            "Another server has been writing for this school for half a minute. "
            "Nothing was recorded. Try again later."
        ) from error


def _release(connection: psycopg.Connection[Row], name: str) -> None:
    try:
        connection.execute(f"select pg_advisory_unlock({_HASHED})", [name])
    except psycopg.Error:
        connection.close()  # the lock went with it
