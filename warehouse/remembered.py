"""Answers that pages would ask again and again, kept until they may have changed."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from warehouse.database import Database

Answer = TypeVar("Answer")
_MOST = 5000  # keys may come from an address


class Remembered:
    """Answers that hold as long as `stamp` says the same, and `seconds` at most.

    The second bounds how late a server sees what another server of the school wrote.
    """

    def __init__(self, stamp: Callable[[], object], seconds: float) -> None:
        self._stamp = stamp
        self._seconds = seconds
        self._known: dict[Hashable, tuple[float, Any]] = {}
        self._stamped: object = None

    def of(self, key: Hashable, ask: Callable[[], Answer]) -> Answer:
        """Return what `ask` answered last, if that still holds."""
        stamp = self._stamp()  # before asking: what is written meanwhile counts
        if stamp != self._stamped:
            self._known, self._stamped = {}, stamp
        known, now = self._known, time.monotonic()
        found = known.get(key)
        if found is not None and now - found[0] < self._seconds:
            return cast("Answer", found[1])
        answer = ask()
        if len(known) >= _MOST:
            known.clear()
        known[key] = (now, answer)
        return answer


class Kept:
    """The last answers to many people, each of which holds as long as its own stamp."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._known: OrderedDict[Hashable, tuple[object, Any]] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, key: Hashable, stamp: object, ask: Callable[[], Answer]) -> Answer:
        """Return what `ask` answered under this stamp; `stamp` was taken before."""
        with self._lock:
            found = self._known.get(key)
        if found is not None and found[0] == stamp:
            return cast("Answer", found[1])
        answer = ask()
        with self._lock:
            self._known[key] = (stamp, answer)
            self._known.move_to_end(key)
            while len(self._known) > self._most:
                self._known.popitem(last=False)
        return answer


def until_any_commit(database: Database) -> Remembered:
    """Return a memory for what any write may change: accounts, for a run of a page."""
    return Remembered(lambda: database.commits, 1.0)


def until_set_up_changes(database: Database) -> Remembered:
    """Return a memory for what marks do not change: roles, who reads what, periods."""
    return Remembered(lambda: database.changes.anything, 300.0)
