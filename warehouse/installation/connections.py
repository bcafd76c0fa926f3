"""Connections to the installation's PostgreSQL, kept open for the next who asks.

At most a few are idle; nobody waits for one: a node has few threads that ask at once.
"""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Any, LiteralString

import psycopg

from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Row = tuple[Any, ...]

_MOST_IDLE = 4
_PATIENCE = 10  # seconds for a connection to be made


class NoCatalogueError(VedomostError):
    """PostgreSQL does not answer; what was asked may be asked again."""

    names_nobody = True


class Connections:
    """What is idle goes to the next who asks; each statement commits by itself."""

    def __init__(self, catalogue: str) -> None:
        self._catalogue = catalogue
        self._idle: list[psycopg.Connection[Row]] = []
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close what is idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[psycopg.Connection[Row]]:
        """Yield a connection inside a transaction of its own."""
        with self.lent() as connection, connection.transaction():
            yield connection

    def rows(self, query: LiteralString, values: Sequence[object] = ()) -> list[Row]:
        """Run one statement and return what it gives."""
        with self.lent() as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    @contextlib.contextmanager
    def lent(self) -> Iterator[psycopg.Connection[Row]]:
        """Yield a connection that was just heard of, to nobody else meanwhile."""
        connection = self._living()
        with told_plainly():
            connection = connection or connect(self._catalogue)
            try:
                yield connection
            finally:
                self._take_back(connection)

    def _living(self) -> psycopg.Connection[Row] | None:
        """Return an idle connection that PostgreSQL has not given up; None if none."""
        while True:
            with self._lock:
                connection = self._idle.pop() if self._idle else None
            if connection is None:
                return None
            with contextlib.suppress(psycopg.OperationalError):
                connection.execute("select 1")
                return connection
            connection.close()

    def _take_back(self, connection: psycopg.Connection[Row]) -> None:
        with self._lock:
            is_wanted = not connection.closed and len(self._idle) < _MOST_IDLE
            if is_wanted:
                self._idle.append(connection)
        if not is_wanted:
            connection.close()


def connect(catalogue: str) -> psycopg.Connection[Row]:
    """Return a new connection; each statement commits by itself.

    PostgreSQL notices within twelve seconds that a node's machine is gone, so that what
    the node held is free again.
    """
    with told_plainly():
        return psycopg.connect(
            catalogue,
            autocommit=True,
            connect_timeout=_PATIENCE,
            application_name="vedomost",
            # The same from this side, so that nobody waits for a machine that is gone.
            keepalives_idle=5,
            keepalives_interval=2,
            keepalives_count=3,
            tcp_user_timeout=12000,
            options="-c timezone=UTC -c tcp_keepalives_idle=5 "
            "-c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 "
            "-c tcp_user_timeout=12000",
        )


@contextlib.contextmanager
def told_plainly() -> Iterator[None]:
    """Say in a sentence that PostgreSQL does not answer."""
    try:
        yield
    except psycopg.OperationalError as error:
        reason = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise NoCatalogueError(
            "The installation’s PostgreSQL does not answer: {reason}. Nothing was "
            "recorded. Tell the administrator, and try again later.",
            reason=reason,
        ) from error
