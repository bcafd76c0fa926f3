"""Places that all schools of a server share; each school in its turn.

Whoever gives a place back hands it to the school that got one longest ago, however many
wait in another: a school where everybody hands in at once keeps nobody else waiting for
more than one turn of each school.
"""

from __future__ import annotations

import contextlib
import threading
from collections import OrderedDict, deque
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_LOOKS_EVERY = 0.5  # seconds: whether who waits has been called off
# The key of the school whose work this thread or task does; '' at the command line.
_whose: ContextVar[str] = ContextVar("whose", default="")


def whose() -> str:
    """Return the key of the school whose work this thread or task does."""
    return _whose.get()


@contextlib.contextmanager
def work_of(school_key: str) -> Iterator[None]:
    """Do the work of one school until the end of the block."""
    before = _whose.set(school_key)
    try:
        yield
    finally:
        _whose.reset(before)


class CalledOffError(Exception):
    """Who waited for a place is not to wait any longer."""


class Turns:
    """So many places, taken in turns of schools and within a school in order."""

    def __init__(self, count_places: int) -> None:
        self._lock = threading.Lock()
        self._count_free = count_places
        # The school that got a place longest ago stands first.
        self._waiting: OrderedDict[str, deque[threading.Event]] = OrderedDict()

    @contextlib.contextmanager
    def one(self, is_called_off: Callable[[], bool] = lambda: False) -> Iterator[None]:
        """Wait for a place and hold it; CalledOffError where it is not to be."""
        self.take(is_called_off)
        try:
            yield
        finally:
            self.give_back()

    def take(self, is_called_off: Callable[[], bool] = lambda: False) -> None:
        """Wait for a place."""
        with self._lock:
            if self._count_free:  # then nobody waits
                self._count_free -= 1
                return
            called = threading.Event()
            self._waiting.setdefault(whose(), deque()).append(called)
        while not called.wait(_LOOKS_EVERY):
            if is_called_off() and self._leave(called):
                raise CalledOffError

    def give_back(self) -> None:
        """Hand the place to who is next, or keep it free."""
        with self._lock:
            if not self._waiting:
                self._count_free += 1
                return
            school, called = self._waiting.popitem(last=False)
            called.popleft().set()
            if called:
                self._waiting[school] = called

    def _leave(self, called: threading.Event) -> bool:
        """Wait no longer; false for who has been given a place meanwhile."""
        with self._lock:
            queue = self._waiting.get(whose(), deque())
            if called not in queue:
                return False
            queue.remove(called)
            if not queue:
                del self._waiting[whose()]
            return True
