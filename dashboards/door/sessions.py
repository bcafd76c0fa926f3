"""Log-in sessions: random tokens, kept as their SHA-256, ended for all tabs at once.

They live in memory and are written through to `access.sessions`, so a restart of the
server logs nobody out. Where several nodes serve a school, each follows that table: a
log-in at one holds at all, and so does a log-out, within seconds.
"""

from __future__ import annotations

import hashlib
import secrets
import threading
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, LiteralString, Protocol

from warehouse.access.accounts import account_for_id
from warehouse.clock import utc_naive
from warehouse.remembered import until_any_commit

if TYPE_CHECKING:
    from warehouse.access.accounts import Account
    from warehouse.clock import Clock
    from warehouse.database import Database

IDLE = timedelta(minutes=30)
ABSOLUTE = timedelta(hours=12)
_MOST_GRANTS = 5000


class Tab(Protocol):
    """An open page, by its socket or stream, that can be told to leave."""

    def leave(self, why: str) -> None:
        """Show the log-in page with the reason; may be called from any thread."""


@dataclass
class Session:
    """One log-in on one device; several tabs may share it."""

    session_id: str  # the SHA-256 of the token; the token itself is never kept
    account_id: str
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    security_version: int
    device: str = ""  # «Chrome, Windows»
    tabs: set[Tab] = field(default_factory=set)
    streams: set[Tab] = field(default_factory=set)  # of versions; most have a tab too
    grants: OrderedDict[bytes, None] = field(default_factory=OrderedDict)

    def grant(self, url: bytes) -> None:
        """Remember a download or upload address that this log-in was sent."""
        self.grants[url] = None
        while len(self.grants) > _MOST_GRANTS:
            self.grants.popitem(last=False)


class Sessions:
    """All live sessions of the school; `is_shared` with other nodes or this one's."""

    def __init__(
        self, database: Database, clock: Clock, *, is_shared: bool = False
    ) -> None:
        self.is_shared = is_shared
        self._database = database
        self._clock = clock
        self._lock = threading.RLock()
        self._accounts = until_any_commit(database)
        self._live = {session.session_id: session for session in self._stored()}
        self._expired: set[str] = set()  # still stored; `sweep` deletes them

    def open(self, account: Account, device: str = "") -> str:
        """Start a session and return its token, which only the browser keeps."""
        token = secrets.token_urlsafe(32)
        now = self._clock.now()
        session = Session(
            session_id=_digest(token),
            account_id=account.account_id,
            created_at=now,
            last_seen_at=now,
            expires_at=now + ABSOLUTE,
            security_version=account.security_version,
            device=device,
        )
        with self._database.writing(announced=False) as cursor:
            cursor.execute(
                "insert into access.sessions (token_sha256, account_id, created_at, "
                "last_seen_at, expires_at, security_version, device) "
                "values (?, ?, ?, ?, ?, ?, ?)",
                [
                    session.session_id,
                    session.account_id,
                    utc_naive(now),
                    utc_naive(now),
                    utc_naive(session.expires_at),
                    session.security_version,
                    session.device,
                ],
            )
            cursor.execute(
                "update access.accounts set last_login_at = ? where account_id = ?",
                [utc_naive(now), session.account_id],
            )
        with self._lock:
            self._live[session.session_id] = session
        return token

    def for_token(self, token: str | None) -> Session | None:
        """Return the live session that a browser's cookie names."""
        return self.for_id(_digest(token)) if token else None

    def for_id(self, session_id: str) -> Session | None:
        """Return a session if it has neither ended nor expired.

        The event loop asks this, so it never waits for the database: what has expired
        leaves the memory now and the store at the next `sweep`.
        """
        with self._lock:
            session = self._live.get(session_id)
            if session is None or not self._is_over(session):
                return session
            del self._live[session_id]
            self._expired.add(session_id)
        _leave(session, "expired")
        return None

    def look_up(self, token: str | None) -> Session | None:
        """Return the session that a cookie names, opened at whichever node."""
        if not token or self.for_token(token) is not None or not self.is_shared:
            return self.for_token(token)
        session_id = _digest(token)
        for stored in self._stored("where token_sha256 = $id", id=session_id):
            with self._lock:
                if session_id not in self._expired:
                    self._live.setdefault(session_id, stored)
        return self.for_id(session_id)

    def follow(self) -> None:
        """Learn what other nodes opened, saw and ended."""
        with self._lock:
            known = set(self._live)  # stored before the reading began
        stored = {session.session_id: session for session in self._stored()}
        for ended in known - stored.keys():
            with self._lock:
                session = self._live.pop(ended, None)
            if session is not None:
                _leave(session, "closed")
        with self._lock:
            for session_id in stored.keys() - self._expired:
                one = self._live.setdefault(session_id, stored[session_id])
                seen_at = stored[session_id].last_seen_at
                one.last_seen_at = max(one.last_seen_at, seen_at)

    def touch(self, session: Session) -> None:
        """Count something the person did; a page that refreshes itself does not."""
        session.last_seen_at = self._clock.now()

    def end(self, session_id: str, why: str) -> None:
        """End a session everywhere: its cookie is dead and its tabs leave."""
        with self._lock:
            session = self._live.pop(session_id, None)
        if session is None:
            return
        with self._database.writing(announced=False) as cursor:
            cursor.execute(
                "delete from access.sessions where token_sha256 = ?", [session_id]
            )
        _leave(session, why)

    def of_account(self, account_id: str) -> list[Session]:
        """Return the account's live sessions, the last seen first."""
        with self._lock:
            known = [
                session.session_id
                for session in self._live.values()
                if session.account_id == account_id
            ]
        live = [session for key in known if (session := self.for_id(key))]
        return sorted(live, key=lambda session: session.last_seen_at, reverse=True)

    def end_account(self, account_id: str, why: str, *, but: str = "") -> int:
        """End an account's sessions, but for one that may stay; return how many."""
        ending = [
            session.session_id
            for session in self.of_account(account_id)
            if session.session_id != but
        ]
        for session_id in ending:
            self.end(session_id, why)
        return len(ending)

    def counts(self) -> tuple[int, int]:
        """Return how many sessions live and how many tabs they have open."""
        with self._lock:
            live = tuple(self._live.values())
        return len(live), sum(len(session.tabs) for session in live)

    def sweep(self) -> None:
        """End what has expired and write down when the others were last seen."""
        with self._lock:
            known = tuple(self._live)
        live = [session for key in known if (session := self.for_id(key))]
        with self._lock:
            expired = list(self._expired)
        if not live and not expired:
            return
        with self._database.writing(announced=False) as cursor:
            if live:
                cursor.executemany(
                    "update access.sessions set "
                    "last_seen_at = greatest(last_seen_at, ?) where token_sha256 = ?",
                    [[utc_naive(one.last_seen_at), one.session_id] for one in live],
                )
            cursor.execute(
                "delete from access.sessions "
                "where token_sha256 in (select unnest($expired))",
                {"expired": expired},
            )
        with self._lock:  # only now: a delete that failed is tried again
            self._expired.difference_update(expired)

    def account(self, session: Session) -> Account | None:
        """Return the account of a session that lives, while it may be used.

        Whoever holds the session from before (a request whose body took its time) gets
        nothing once it has ended; a session whose account may not be used ends here.
        """
        if self.for_id(session.session_id) is None:
            return None
        account = self._accounts.of(
            session.account_id,
            lambda: account_for_id(self._database, session.account_id),
        )
        if (
            account is None
            or account.state != "active"
            or account.security_version != session.security_version
        ):
            self.end(session.session_id, "closed")
            return None
        return account

    def _is_over(self, session: Session) -> bool:
        now = self._clock.now()
        return now >= session.expires_at or now - session.last_seen_at >= IDLE

    def _stored(self, which: LiteralString = "", **values: str) -> list[Session]:
        with self._database.reading() as cursor:
            rows = cursor.execute(
                "select token_sha256, account_id, created_at, last_seen_at, "
                "expires_at, security_version, coalesce(device, '') "
                f"from access.sessions {which}",
                values,
            ).fetchall()
        return [
            Session(
                session_id=session_id,
                account_id=account_id,
                created_at=created_at.replace(tzinfo=UTC),
                last_seen_at=last_seen_at.replace(tzinfo=UTC),
                expires_at=expires_at.replace(tzinfo=UTC),
                security_version=version,
                device=device,
            )
            for (
                session_id,
                account_id,
                created_at,
                last_seen_at,
                expires_at,
                version,
                device,
            ) in rows
        ]


def _leave(session: Session, why: str) -> None:
    for tab in (*session.tabs, *session.streams):
        tab.leave(why)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
