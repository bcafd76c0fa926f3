"""How often one calendar is asked for: programs ask by themselves, some too often."""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import Final

MOST: Final = 30  # an hour; a telephone asks four times, a family has several
_SPAN: Final = timedelta(hours=1)
_MOST_REMEMBERED: Final = 10_000


class Polls:
    """Counts what was asked within the hour, by calendar or by network address."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._asked: OrderedDict[str, deque[datetime]] = OrderedDict()

    def reserve(self, who: str, now: datetime) -> int:
        """Count an answer and return 0, or return how many seconds to wait."""
        with self._lock:
            asked = self._asked.setdefault(who, deque())
            self._asked.move_to_end(who)
            while len(self._asked) > _MOST_REMEMBERED:
                self._asked.popitem(last=False)
            while asked and now - asked[0] >= _SPAN:
                asked.popleft()
            if len(asked) >= MOST:
                return int((asked[0] + _SPAN - now).total_seconds()) + 1
            asked.append(now)
        return 0
