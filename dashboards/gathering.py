"""What pages about the whole school see while hand-ins follow each other closely.

They see them gathered, at most one version in ten seconds: drawn after each of thirty
hand-ins a minute, the pages of those who lead would take the computer from all others.
Whatever else is written (an answer, the set-up, a closed period) they see at once, and
so they do a single hand-in.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from warehouse.database import Database

_FEW, _SECONDS = 4, 10.0  # fewer commits in so many seconds are seen one by one


class Gathering:
    """The version of a whole school as its pages see it."""

    def __init__(
        self, database: Database, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._committed_at: deque[float] = deque(maxlen=_FEW)
        self._seen = database.version
        self._seen_at = clock()

    def committed(self) -> None:
        """Note a commit."""
        self._committed_at.append(self._clock())

    def version(self) -> int:
        """Return the last version that these pages are to see."""
        with self._lock:
            latest = self._database.version
            if latest != self._seen and not self._waits():
                self._seen, self._seen_at = latest, self._clock()
            return self._seen

    def seconds_left(self) -> float:
        """Return how long it takes at most until they see the latest version."""
        return max(0.0, self._seen_at + _SECONDS - self._clock())

    def _waits(self) -> bool:
        now, times = self._clock(), self._committed_at
        are_many = len(times) == _FEW and now - times[0] < _SECONDS
        is_news = self._database.changes.anything > self._seen
        return are_many and not is_news and now - self._seen_at < _SECONDS
