"""Other nodes' commits, heard by PostgreSQL's NOTIFY: one thread for all schools."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, NamedTuple

import psycopg

from warehouse.installation.connections import NoCatalogueError, connect

if TYPE_CHECKING:
    from collections.abc import Callable

    from warehouse.installation.connections import Row

CHANNEL = "vedomost_commits"
_SILENCE = 120  # waits of half a second at most
_PAUSE = 2.0  # seconds before a lost connection is made anew


class Listener(NamedTuple):
    """Who wants to hear of a school's commits, but for those of its own node.

    `heard(version)` is called after each; `heard(None)` after a silence in which one
    may have been missed: at the start, after a lost connection, every minute.
    """

    schema: str
    own_node: str
    heard: Callable[[int | None], None]


class Ear:
    """Listens until it is closed."""

    def __init__(self, dsn: str) -> None:
        self._dsn = dsn
        self._listeners: tuple[Listener, ...] = ()
        self._lock = threading.Lock()
        self._is_over = threading.Event()
        self._thread = threading.Thread(
            target=self._listen, name="hears other nodes", daemon=True
        )
        self._thread.start()

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Tell a listener from now on; returns how to stop that."""
        with self._lock:
            self._listeners += (listener,)
        listener.heard(None)
        return lambda: self._forget(listener)

    def close(self) -> None:
        """Stop listening."""
        self._is_over.set()
        self._thread.join(timeout=10)

    def _forget(self, listener: Listener) -> None:
        with self._lock:
            self._listeners = tuple(
                one for one in self._listeners if one is not listener
            )

    def _listen(self) -> None:
        while not self._is_over.is_set():
            try:
                with connect(self._dsn) as connection:
                    connection.execute(f"listen {CHANNEL}")
                    while not self._is_over.is_set():
                        self._look()
                        for _ in range(_SILENCE):
                            self._wait(connection)
            except (psycopg.Error, NoCatalogueError):
                self._is_over.wait(_PAUSE)

    def _look(self) -> None:
        for listener in self._listeners:
            listener.heard(None)

    def _wait(self, connection: psycopg.Connection[Row]) -> None:
        if self._is_over.is_set():
            return
        for told in connection.notifies(timeout=0.5, stop_after=1):
            schema, node, version = told.payload.split(" ")
            for listener in self._listeners:
                if listener.schema == schema and listener.own_node != node:
                    listener.heard(int(version))
