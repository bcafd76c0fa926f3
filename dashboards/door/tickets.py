"""Tickets between two forms of one log-in: proven by half, and only for ten minutes.

A right one-time code or password is not yet a session: an own password or the second
factor comes first. The ticket says which, for whom, and goes no further than that.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Literal

from warehouse.access.accounts import account_for_id

if TYPE_CHECKING:
    from warehouse.access.accounts import Account
    from warehouse.clock import Clock
    from warehouse.database import Database

Purpose = Literal["password", "second_factor"]
TICKET_COOKIE = "__Host-vedomost-step"
LIFETIME = timedelta(minutes=10)


@dataclass(frozen=True)
class Ticket:
    """What its holder may do next, and where they wanted to go."""

    purpose: Purpose
    account_id: str
    security_version: int
    following: str
    code_id: str | None  # the one-time code that the holder came with
    expires_at: datetime


class Tickets:
    """All tickets that wait for their next form; a restart of the server drops them."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: dict[str, Ticket] = {}

    def issue(
        self,
        purpose: Purpose,
        account: Account,
        *,
        following: str = "/",
        code_id: str | None = None,
    ) -> str:
        """Return the token of a new ticket; only its SHA-256 is kept."""
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        ticket = Ticket(
            purpose=purpose,
            account_id=account.account_id,
            security_version=account.security_version,
            following=following,
            code_id=code_id,
            expires_at=now + LIFETIME,
        )
        with self._lock:
            for key, one in tuple(self._waiting.items()):
                if one.expires_at <= now:
                    del self._waiting[key]
            self._waiting[_digest(token)] = ticket
        return token

    def look(
        self, token: str | None, purpose: Purpose
    ) -> tuple[Ticket, Account] | tuple[None, None]:
        """Return a ticket that still holds and whose account did not change since."""
        with self._lock:
            ticket = self._waiting.get(_digest(token or ""))
        if (
            ticket is None
            or ticket.purpose != purpose
            or ticket.expires_at <= self._clock.now()
        ):
            return None, None
        account = account_for_id(self._database, ticket.account_id)
        if (
            account is None
            or account.state == "frozen"
            or account.security_version != ticket.security_version
        ):
            return None, None
        return ticket, account

    def take(self, token: str | None) -> bool:
        """Use a ticket up; false if somebody else was faster."""
        with self._lock:
            return self._waiting.pop(_digest(token or ""), None) is not None


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
