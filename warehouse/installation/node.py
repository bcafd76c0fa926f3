"""A node that has a school open, and how others tell whether it lives.

It holds an advisory lock of its own name on one connection. PostgreSQL gives the lock
up with the connection: killed, or cut off from PostgreSQL, a node is dead.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import socket
import threading
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg

from warehouse.installation.connections import connect, told_plainly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warehouse.installation.connections import Connections


class Node:
    """This opening of a school; its name is drawn anew with each connection."""

    def __init__(self, catalogue: str) -> None:
        self._catalogue = catalogue
        self._connection: psycopg.Connection[tuple[Any, ...]] | None = None
        self._name = ""
        self._lock = threading.Lock()

    def close(self) -> None:
        """Be dead for the others at once, not when PostgreSQL notices it."""
        with self._lock:
            if self._connection is None:
                return
            with contextlib.suppress(psycopg.Error):
                self._connection.execute("select pg_advisory_unlock_all()")
            self._connection.close()
            self._connection = None

    def run(
        self, query: LiteralString, values: Sequence[object]
    ) -> list[tuple[Any, ...]]:
        """Run a statement while the lock is held for certain: on its own connection.

        The first `%s` of the statement is the node's name.
        """
        with self._lock, told_plainly():
            try:
                return self._run(query, values)
            except psycopg.OperationalError:  # PostgreSQL gave the connection up
                self._connection = None
                return self._run(query, values)

    def _run(self, query: LiteralString, values: Sequence[object]) -> list[Any]:
        if self._connection is None:
            self._begin()
        assert self._connection is not None  # noqa: S101 - for the type checker
        try:
            cursor = self._connection.execute(query, [self._name, *values])
        except psycopg.OperationalError:
            self._connection.close()
            raise
        return cursor.fetchall() if cursor.description else []

    def _begin(self) -> None:
        connection = connect(self._catalogue)
        name = f"{socket.gethostname()}-{os.getpid()}-{secrets.token_hex(4)}"
        connection.execute("select pg_advisory_lock(%s)", [_lock_of(name)])
        self._connection, self._name = connection, name


def is_dead(connections: Connections, name: str) -> bool:
    """Tell whether a node is no more; its lock is taken for a moment to learn it."""
    rows = connections.rows("select pg_try_advisory_xact_lock(%s)", [_lock_of(name)])
    return bool(rows[0][0])


def _lock_of(name: str) -> int:
    digest = hashlib.sha256(f"vedomost node {name}".encode()).digest()
    return int.from_bytes(digest[:8], "big", signed=True)
