"""Login and password with every request: how file programs come to the network folder.

They keep no cookie and show no form. A person with a second factor brings a token with
the scope `folder` in the password's place: the password alone would get past it.
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import hashlib
from collections import OrderedDict
from datetime import datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, NamedTuple
from weakref import WeakValueDictionary

from anyio import CapacityLimiter, to_thread
from starlette.responses import PlainTextResponse

from dashboards.threads import run_in_threadpool
from warehouse.access import log, second_factor
from warehouse.access.accounts import account_for_id, account_for_login
from warehouse.access.passwords import check_password
from warehouse.access.tokens import PREFIX, account_for_token

if TYPE_CHECKING:
    from starlette.datastructures import Headers

    from dashboards.door.throttle import Throttle
    from dashboards.trail import Trail
    from warehouse.access.accounts import Account
    from warehouse.school_folder import School

SCOPE = "folder"
PLACE = "/dav"  # in the log of access
_SCHEME = "basic "
_LONGEST = 1000  # characters of the header
_LONGEST_LOGIN = 64
_REMEMBERED_FOR = timedelta(minutes=5)
_TOLD_EVERY = timedelta(hours=1)
_MOST_REMEMBERED = 2000
_NO_BROWSER = (
    "This is a network folder for file programs: open it from the file manager, from "
    "LibreOffice or from Excel, not from a browser."
)
_NO_TLS = "A password travels here only over https."


class _Tried(NamedTuple):
    """What became of a login and password; `reason` is '' if they were right.

    It holds while the account is the same: a new password, freezing and ending all
    sessions each raise its version.
    """

    account_id: str
    version: int
    reason: str
    until: datetime


class BasicLogins:
    """Checks `Authorization: Basic …`, slowly once and then from memory for minutes."""

    def __init__(self, school: School, throttle: Throttle, trail: Trail) -> None:
        self._school = school
        self._throttle = throttle
        self._trail = trail
        # By the SHA-256 of the header: a wrong password that a program goes on sending
        # is one try, and must not shut its owner out of the log-in form.
        self._tried: OrderedDict[bytes, _Tried] = OrderedDict()
        self._trying: WeakValueDictionary[bytes, asyncio.Lock] = WeakValueDictionary()
        self._told: OrderedDict[tuple[str, str], datetime] = OrderedDict()
        self._two_at_once = CapacityLimiter(2)

    async def account_of(
        self, headers: Headers, address: str, scheme: str
    ) -> str | PlainTextResponse:
        """Return the account that a request proves to come from, or the refusal."""
        sent = headers.getlist("authorization")
        if _is_from_browser(headers):
            return PlainTextResponse(_NO_BROWSER, 403 if any(sent) else 401)
        if scheme != "https" and not _is_this_machine(address):
            return PlainTextResponse(_NO_TLS, 403)
        login, secret = _credentials(sent)
        if not secret:
            return ask_for_login()
        if secret.startswith(PREFIX):
            account_id = await run_in_threadpool(self._by_token, login, secret, address)
        else:
            found = await self._by_password(sent[0], login, secret, address)
            if isinstance(found, PlainTextResponse):
                return found
            account_id = found
        if account_id is None:
            return ask_for_login()
        await run_in_threadpool(self._tell, account_id, address)
        return account_id

    def _by_token(self, login: str, token: str, address: str) -> str | None:
        """Return whose token it is; asked each time, so a revoked one ends at once."""
        database, now = self._school.database, self._school.clock.now()
        account_id = account_for_token(database, token, SCOPE, now)
        account, _ = account_for_login(database, login)
        if account_id is None or account is None or account.account_id != account_id:
            actor = log.Actor(address=address)
            self._trail.tell(address, actor, "refused", place=PLACE)
            return None
        return account_id

    async def _by_password(
        self, header: str, login: str, password: str, address: str
    ) -> str | PlainTextResponse | None:
        key = hashlib.sha256(header.encode()).digest()
        lock = self._trying.setdefault(key, asyncio.Lock())
        async with lock:  # a program's first requests come together: one try
            tried = await run_in_threadpool(self._remembered, key, login)
            if tried is None:
                wait = self._throttle.reserve(login, address)
                if wait:
                    await run_in_threadpool(self._blocked, login, address)
                    return _too_many(wait)
                tried = await to_thread.run_sync(
                    self._try, login, password, address, limiter=self._two_at_once
                )
                if not tried.reason:
                    self._throttle.succeeded(login, address)
                self._tried[key] = tried
                while len(self._tried) > _MOST_REMEMBERED:
                    self._tried.popitem(last=False)
        return None if tried.reason else tried.account_id

    def _remembered(self, key: bytes, login: str) -> _Tried | None:
        """Return what became of the same header before, if the account is as it was."""
        tried = self._tried.get(key)
        if tried is None or self._school.clock.now() >= tried.until:
            return None
        account, _ = account_for_login(self._school.database, login)
        if _version(account) != (tried.account_id, tried.version):
            return None
        return None if not tried.reason and self._obstacle(account) else tried

    def _try(self, login: str, password: str, address: str) -> _Tried:
        """Compare with the password; alike for unknown logins."""
        account, stored = account_for_login(self._school.database, login)
        is_right = check_password(stored, password) and account is not None
        reason = self._obstacle(account) if is_right else "wrong"
        now = self._school.clock.now()
        if reason:
            self._note("log_in_failed", account, address, reason)
        return _Tried(*_version(account), reason, now + _REMEMBERED_FOR)

    def _obstacle(self, account: Account | None) -> str:
        """Return why a right password does not open the folder; '' if it does."""
        if account is None or account.state != "active":
            return "frozen" if account and account.state == "frozen" else "wrong"
        is_on = second_factor.is_on(self._school.database, account.account_id)
        return "token_needed" if is_on else ""

    def _blocked(self, login: str, address: str) -> None:
        if self._throttle.is_news(login, address):
            account, _ = account_for_login(self._school.database, login)
            self._note("log_in_blocked", account, address, "")

    def _note(
        self, action: str, account: Account | None, address: str, scope: str
    ) -> None:
        """Write a line; who failed at the door is not known, only at whose."""
        log.note(
            self._school.database,
            self._school.clock.now(),
            log.Actor(account.account_id if account else "", "", address),
            action,
            place=PLACE,
            scope=scope,
            about=account.person_id if account else "",
        )

    def _tell(self, account_id: str, address: str) -> None:
        """Write that somebody came in, once an hour: programs ask all day long."""
        now = self._school.clock.now()
        before = self._told.get((account_id, address))
        if before is not None and now - before < _TOLD_EVERY:
            return
        self._told[account_id, address] = now
        while len(self._told) > _MOST_REMEMBERED:
            self._told.popitem(last=False)
        account = account_for_id(self._school.database, account_id)
        person_id = account.person_id if account else ""
        log.note(
            self._school.database,
            now,
            log.Actor(account_id, person_id, address),
            "logged_in",
            place=PLACE,
            about=person_id,
        )


def ask_for_login() -> PlainTextResponse:
    """Ask for login and password: the same words whatever was wrong with them."""
    challenge = 'Basic realm="Vedomost", charset="UTF-8"'
    return PlainTextResponse(
        "Log in first.", 401, headers={"WWW-Authenticate": challenge}
    )


def _too_many(wait: int) -> PlainTextResponse:
    return PlainTextResponse(
        "Too many tries. Wait.", 429, headers={"Retry-After": str(wait)}
    )


def _is_from_browser(headers: Headers) -> bool:
    """Tell whether a page asks: it would borrow a password that its browser keeps."""
    return "origin" in headers or "sec-fetch-site" in headers


def _is_this_machine(address: str) -> bool:
    try:
        return ip_address(address.partition("%")[0]).is_loopback
    except ValueError:  # '' or a name: the server was told nothing better
        return False


def _credentials(sent: list[str]) -> tuple[str, str]:
    """Return login and password, or two empty texts; Windows puts a domain before."""
    if len(sent) != 1 or len(sent[0]) > _LONGEST:
        return "", ""
    if sent[0][: len(_SCHEME)].lower() != _SCHEME:
        return "", ""
    try:
        told = base64.b64decode(sent[0][len(_SCHEME) :], validate=True).decode()
    except (binascii.Error, UnicodeError):
        return "", ""
    login, _, secret = told.partition(":")
    login = login.rpartition("\\")[2].strip().lower()
    return login[:_LONGEST_LOGIN], secret


def _version(account: Account | None) -> tuple[str, int]:
    return (account.account_id, account.security_version) if account else ("", 0)
