"""Wrong tries cost time: five free ones a login and step, thirty an address.

An address of IPv6 counts as its /64: that is what one household or machine is given.

A step is what is tried: the password or code at the door, the second factor after it,
or inside the code of an e-mail address or of a printed form. The second factor's tries
are not given back by a right password.
"""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from warehouse.clock import Clock

Step = Literal["password", "second_factor", "mail_code", "form_code"]
_STEPS: tuple[Step, ...] = ("password", "second_factor")  # of a log-in
FREE_TRIES_OF_A_LOGIN = 5
FREE_TRIES_OF_AN_ADDRESS = 30  # a whole school may share one address
_LONGEST_WAIT = timedelta(minutes=15)
_FORGOTTEN_AFTER = timedelta(hours=1)
_LOOK_EVERY = timedelta(minutes=1)


class _Tries(NamedTuple):
    made: int
    last: datetime
    is_told: bool = False  # that whoever tries is now kept waiting


class Throttle:
    """Counts tries before the slow hash, so that parallel guesses do not all pass."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._tries: dict[str, _Tries] = {}
        self._looked_at = clock.now()

    def reserve(self, login: str, address: str, step: Step = "password") -> int:
        """Count a try and return 0, or return how many seconds to wait."""
        now = self._clock.now()
        keys = _keys(login, address, step)
        with self._lock:
            self._forget(now)
            wait = max(self._wait(key, free, now) for key, free in keys)
            if wait > timedelta(0):
                return int(wait.total_seconds()) + 1
            for key, _ in keys:
                made = self._tries[key].made if key in self._tries else 0
                self._tries[key] = _Tries(made + 1, now)
        return 0

    def succeeded(self, login: str, address: str, step: Step = "password") -> None:
        """Give the try back: what was typed was right."""
        (login_key, _), (address_key, _) = _keys(login, address, step)
        with self._lock:
            self._tries.pop(login_key, None)
            tries = self._tries.get(address_key)
            if tries is not None and tries.made > 0:
                self._tries[address_key] = tries._replace(made=tries.made - 1)

    def is_news(self, login: str, address: str, step: Step = "password") -> bool:
        """Tell once per wait that it began, so that the log is not flooded."""
        now = self._clock.now()
        is_news = False
        with self._lock:
            for key, free in _keys(login, address, step):
                if self._wait(key, free, now) > timedelta(0):
                    is_news |= not self._tries[key].is_told
                    self._tries[key] = self._tries[key]._replace(is_told=True)
        return is_news

    def waits(self, login: str) -> int:
        """Return for how many seconds nobody gets in with this login; 0 if not."""
        now = self._clock.now()
        with self._lock:
            waits = [
                self._wait(_login_key(login, step), FREE_TRIES_OF_A_LOGIN, now)
                for step in _STEPS
            ]
        longest = max(waits)
        return int(longest.total_seconds()) + 1 if longest > timedelta(0) else 0

    def forgive(self, login: str) -> None:
        """Forget the wrong tries of a login, when someone vouches for its owner."""
        with self._lock:
            for step in _STEPS:
                self._tries.pop(_login_key(login, step), None)

    def _wait(self, key: str, free: int, now: datetime) -> timedelta:
        tries = self._tries.get(key)
        if tries is None or tries.made < free:
            return timedelta(0)
        doubled = timedelta(seconds=2 ** min(tries.made - free + 1, 10))
        return tries.last + min(_LONGEST_WAIT, doubled) - now

    def _forget(self, now: datetime) -> None:
        """Forget old tries, now and then: a flood must not make each try slow."""
        if now - self._looked_at < _LOOK_EVERY:
            return
        self._looked_at = now
        for key, tries in tuple(self._tries.items()):
            if now - tries.last > _FORGOTTEN_AFTER:
                del self._tries[key]


def _keys(
    login: str, address: str, step: Step
) -> tuple[tuple[str, int], tuple[str, int]]:
    return (
        (_login_key(login, step), FREE_TRIES_OF_A_LOGIN),
        (f"address {_network(address)}", FREE_TRIES_OF_AN_ADDRESS),
    )


def _network(address: str) -> str:
    try:
        known = ip_address(address.partition("%")[0])
    except ValueError:  # '' or a name: the server was told nothing better
        return address
    if known.version == 4:
        return str(known)
    if known.ipv4_mapped is not None:
        return str(known.ipv4_mapped)
    return str(ip_network((known.packed[:8] + bytes(8), 64)))


def _login_key(login: str, step: Step) -> str:
    return f"{step} {login.strip().lower()}"
