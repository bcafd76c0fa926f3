"""Wrong passwords cost time: five free tries a login, thirty an address."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warehouse.clock import Clock

FREE_TRIES_OF_A_LOGIN = 5
FREE_TRIES_OF_AN_ADDRESS = 30  # a whole school may share one address
_LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=1)


class Throttle:
    """Counts tries before the slow hash, so that parallel guesses do not all pass."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: dict[str, tuple[int, datetime]] = {}

    def reserve(self, login: str, address: str) -> int:
        """Count a try and return 0, or return how many seconds to wait."""
        now = self._clock.now()
        keys = _keys(login, address)
        with self._lock:
            self._forget(now)
            wait = max(self._wait(key, free, now) for key, free in keys)
            if wait > timedelta(0):
                return int(wait.total_seconds()) + 1
            for key, _ in keys:
                count, _ = self._tries.get(key, (0, now))
                self._tries[key] = (count + 1, now)
        return 0

    def succeeded(self, login: str, address: str) -> None:
        """Give the try back: the password was right."""
        (login_key, _), (address_key, _) = _keys(login, address)
        with self._lock:
            self._tries.pop(login_key, None)
            count, at = self._tries.get(address_key, (0, self._clock.now()))
            if count > 0:
                self._tries[address_key] = (count - 1, at)

    def _wait(self, key: str, free: int, now: datetime) -> timedelta:
        count, last = self._tries.get(key, (0, now))
        if count < free:
            return timedelta(0)
        doubled = timedelta(seconds=2 ** min(count - free + 1, 10))
        return last + min(_LONGEST_WAIT, doubled) - now

    def _forget(self, now: datetime) -> None:
        for key, (_, last) in tuple(self._tries.items()):
            if now - last > _FORGOTTEN_AFTER:
                del self._tries[key]


def _keys(login: str, address: str) -> tuple[tuple[str, int], tuple[str, int]]:
    return (
        (f"login {login.strip().lower()}", FREE_TRIES_OF_A_LOGIN),
        (f"address {address}", FREE_TRIES_OF_AN_ADDRESS),
    )
