"""How many mails go in a minute: the owner of the mail server counts them."""

from __future__ import annotations

from collections import deque
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_MINUTE = 60.0


class Pace:
    """Lets so many mails go at once, then none for a minute: one connection serves all.

    In no minute do more go.
    """

    def __init__(self, a_minute: int, clock: Callable[[], float] = monotonic) -> None:
        self._a_minute = a_minute
        self._clock = clock
        self._gone: deque[float] = deque()
        self._rests_until = 0.0

    def count(self) -> None:
        """Note that a mail goes now."""
        now = self._clock()
        self._gone.append(now)
        while self._gone[0] <= now - _MINUTE:
            self._gone.popleft()
        if len(self._gone) >= self._a_minute:
            self._rests_until = now + _MINUTE
            self._gone.clear()

    def wait(self) -> float:
        """Return for how many seconds no mail may go; 0 if one may."""
        return max(0.0, self._rests_until - self._clock())
