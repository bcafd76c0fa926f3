"""The catalogue's PostgreSQL: one writer per school, and word of its commits.

A lock is PostgreSQL's advisory lock, held by a connection of its own: it ends with the
connection, so with the process, however that ends. Where the machine itself is gone,
PostgreSQL sees it by the keepalives of `connect`, within twelve seconds.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING

import psycopg

from warehouse.installation.connections import NoCatalogueError, connect, told_plainly

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from warehouse.installation.connections import Row

CHANNEL = "vedomost_commits"
_SILENCE = 20  # waits of half a second at most
_WAIT = "30s"  # for another node's transaction; an upload's takes a tenth of a second


class Lock:
    """One named lock of an installation, for one holder at a time in all its nodes."""

    def __init__(self, dsn: str, name: str) -> None:
        self._dsn = dsn
        self._name = name
        self._connection: psycopg.Connection[Row] | None = None

    @contextlib.contextmanager
    def held(self) -> Iterator[psycopg.Connection[Row]]:
        """Wait for the lock and hold it; NoCatalogueError if it cannot be had."""
        connection = self._connected()
        self._take(connection)
        try:
            yield connection
        finally:
            self._release(connection)

    def try_to_hold(self) -> bool:
        """Take the lock if nobody has it, to keep it until `close`."""
        connection = self._connected()
        with told_plainly():
            found = connection.execute(
                "select pg_try_advisory_lock(hashtextextended(%s, 0))", [self._name]
            ).fetchone()
        return bool(found and found[0])

    def is_connected(self) -> bool:
        """Tell whether the connection that holds the lock still lives."""
        if self._connection is None:
            return False
        try:
            self._connection.execute("select 1")
        except psycopg.Error:
            self.close()
            return False
        return True

    def close(self) -> None:
        """Give up what is held."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connected(self) -> psycopg.Connection[Row]:
        if self._connection is not None and self.is_connected():
            return self._connection
        self._connection = connect(self._dsn)
        self._connection.execute(f"set lock_timeout = '{_WAIT}'")
        return self._connection

    def _take(self, connection: psycopg.Connection) -> None:
        try:
            with told_plainly():
                connection.execute(
                    "select pg_advisory_lock(hashtextextended(%s, 0))", [self._name]
                )
        except psycopg.errors.LockNotAvailable as error:
            raise NoCatalogueError(
                "Another server has been writing for this school for half a minute. "
                "Nothing was recorded. Try again later."
            ) from error

    def _release(self, connection: psycopg.Connection) -> None:
        try:
            connection.execute(
                "select pg_advisory_unlock(hashtextextended(%s, 0))", [self._name]
            )
        except psycopg.Error:
            self.close()  # the lock went with the connection


class Ear:
    """Listens for other nodes' commits of one school, in a thread of its own.

    `heard(version)` is called after each; `heard(None)` after a silence in which one
    may have been missed: at the start, after a lost connection, every ten seconds.
    """

    def __init__(
        self,
        dsn: str,
        schema: str,
        own_node: str,
        heard: Callable[[int | None], None],
    ) -> None:
        self._dsn = dsn
        self._schema = schema
        self._own_node = own_node
        self._heard = heard
        self._is_over = threading.Event()
        self._thread = threading.Thread(
            target=self._listen, name=f"hears {schema}", daemon=True
        )
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._is_over.set()
        self._thread.join(timeout=10)

    def _listen(self) -> None:
        while not self._is_over.is_set():
            try:
                with connect(self._dsn) as connection:
                    connection.execute(f"listen {CHANNEL}")
                    while not self._is_over.is_set():
                        self._heard(None)
                        for _ in range(_SILENCE):
                            self._wait(connection)
            except (psycopg.Error, NoCatalogueError):
                self._is_over.wait(2)

    def _wait(self, connection: psycopg.Connection) -> None:
        if self._is_over.is_set():
            return
        for one in connection.notifies(timeout=0.5, stop_after=1):
            schema, node, version = one.payload.split(" ")
            if schema == self._schema and node != self._own_node:
                self._heard(int(version))
