"""The guard in front of everything: who asks, may they, and what leaves the house.

Pure ASGI, because Starlette's BaseHTTPMiddleware never sees a WebSocket. It closes what
stock Streamlit leaves open: files that answer anyone who knows the address, messages
that empty everybody's caches, sockets without an Origin.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING
from urllib.parse import quote

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import PlainTextResponse, RedirectResponse

from dashboards.door import programs
from dashboards.door.doors import door_of
from dashboards.door.origin import is_known_host, is_own_origin, own_path
from dashboards.door.sockets import GRANTED_URL, GuardedSocket
from dashboards.failures import log_place
from dashboards.metrics import door_name
from dashboards.server_log.events import begin_request, tell
from dashboards.shell import policy
from dashboards.speech import language_of
from dashboards.threads import run_in_threadpool
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from dashboards.access import Door
    from dashboards.door.sessions import Session
    from dashboards.site import Site

COOKIE = "__Host-vedomost"
# Header → key of `st.user`; values are Latin letters, never names.
IDENTITY = {
    "X-Vedomost-Session": "session",
    "X-Vedomost-Account": "account",
    "X-Vedomost-Address": "address",
    "X-Vedomost-School": "school",
}
_OURS = b"x-vedomost-"
_BUNDLE = "/static/"  # Streamlit's scripts and styles, no data; not a door of ours
_NO_PAGES = ("/_stcore", "/media", "/component", "/api", "/events", "/workbooks")
_CLOSED = ("/_stcore/metrics", "/_stcore/agent", "/_stcore/script-health", "/auth")
_UNKNOWN = N_(
    "There is no school’s journal at this address. Check how it is written; if the "
    "journal has moved, ask the school for its new address."
)
_QUIET = frozenset({"/healthz", "/metrics", "/assets/{name}", "/favicon.png"})
_REFUSED = 400
_NOT_KEPT = (b"cache-control", b"no-store")
_HEADERS = (
    # Browsers heed it over TLS only: plain HTTP on the school's machine still works.
    (b"strict-transport-security", b"max-age=31536000; includeSubDomains"),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Guard:
    """Lets a request through to Streamlit and our routes, or answers it itself."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self._app = app
        self._site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one connection, as ASGI asks."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = [
            (name, value)
            for name, value in scope["headers"]
            if not name.lower().startswith(_OURS)
        ]
        session = await self._session(Headers(raw=headers))
        if session is not None:
            values = (
                session.session_id,
                session.account_id,
                _address(scope),
                self._site.key,
            )
            for name, value in zip(IDENTITY, values, strict=True):
                headers.append((name.lower().encode(), value.encode()))
        inner = {
            **scope,
            "headers": headers,
            "vedomost.session": session,
            "vedomost.program": None,
        }
        if scope["type"] == "websocket":
            await self._websocket(inner, receive, send, session)
        else:
            await self._http(inner, receive, send, session)

    async def _session(self, headers: Headers) -> Session | None:
        token = cookie_parser(headers.get("cookie", "")).get(COOKIE)
        sessions = self._site.sessions
        found = sessions.for_token(token)
        if found is not None or not sessions.is_shared:
            return found
        return await run_in_threadpool(sessions.look_up, token)

    async def _http(
        self, scope: Scope, receive: Receive, send: Send, session: Session | None
    ) -> None:
        started = time.perf_counter()
        request_id = begin_request(self._site.school.school_id)
        path: str = scope["path"]
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        door = door_of(scope["method"], path)
        app: ASGIApp = self._app
        if not is_known_host(host, self._site.hosts):
            host = "localhost"
            app = _unknown
        elif door is not None and door.is_folder:
            app = await self._for_folder(scope, headers)
        elif door is not None and door.programs and programs.is_program(headers):
            app = await self._for_program(scope, headers, door)
        elif (refusal := self._refusal(scope, headers, session, door)) is not None:
            app = refusal

        def answered(status: int) -> None:
            seconds = time.perf_counter() - started
            self._site.metrics.answered(door, path, status, seconds)
            if _is_worth_a_line(door, status):
                name = door_name(door, path)
                tell("request", door=name, status=status, seconds=round(seconds, 4))

        answer = _Answer(send, policy(host), request_id, answered)
        try:
            await app(scope, receive, answer)
        except Exception as error:  # anything below us; the log must name nobody
            log_place(error)
            if not answer.is_started:
                sorry = PlainTextResponse("This failed on our side. Try again.", 500)
                await sorry(scope, receive, answer)

    async def _for_program(self, scope: Scope, headers: Headers, door: Door) -> ASGIApp:
        """Return what answers a request with a token; the cookie must be absent."""
        if COOKIE in cookie_parser(headers.get("cookie", "")):
            return programs.not_both()
        account_id = await programs.account_of_program(
            self._site, door, headers, _address(scope)
        )
        if account_id is None:
            return programs.bad_token()
        scope["vedomost.program"] = account_id
        return self._app

    async def _for_folder(self, scope: Scope, headers: Headers) -> ASGIApp:
        """Return what answers at the network folder; a cookie says nothing there."""
        scope["vedomost.session"] = None
        scope["headers"] = [
            (name, value)
            for name, value in scope["headers"]
            if name != b"cookie" and not name.startswith(_OURS)
        ]
        account = await self._site.basic_logins.account_of(
            headers, _address(scope), scope.get("scheme", "http")
        )
        if not isinstance(account, str):
            return account
        scope["vedomost.program"] = account
        return self._app

    def _refusal(
        self,
        scope: Scope,
        headers: Headers,
        session: Session | None,
        door: Door | None,
    ) -> ASGIApp | None:
        path: str = scope["path"]
        is_open = door is not None and (door.is_public or door.is_local)
        if is_open or path.startswith(_BUNDLE):
            return None
        if session is None:
            if door is not None and door.programs:
                return programs.no_token()
            is_page = "text/html" in headers.get("accept", "")
            if is_page and scope["method"] == "GET" and not path.startswith(_NO_PAGES):
                return RedirectResponse(f"/login?next={quote(_asked(scope))}", 303)
            return PlainTextResponse("Log in first.", 401)
        if path.startswith(_CLOSED):
            return PlainTextResponse("There is nothing here.", 404)
        if path.startswith(("/media/", "/_stcore/upload_file/")):
            found = GRANTED_URL.match(path.encode())
            if found is None or found.group(0) not in session.grants:
                return PlainTextResponse("There is nothing here.", 404)
        return None

    async def _websocket(
        self, scope: Scope, receive: Receive, send: Send, session: Session | None
    ) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host")
        if (
            session is None
            or not is_own_origin(headers.get("origin"), host)
            or not is_known_host(host, self._site.hosts)
        ):
            await _close(receive, send)
            return
        socket = GuardedSocket(receive, send, session, self._site.sessions)
        try:
            await socket.run(self._app, scope)
        except Exception as error:  # uvicorn would log its words, which may name people
            log_place(error)


def as_nobody(told: ASGIApp | None = None) -> ASGIApp:
    """Return what answers where no school does: a sentence, nobody's data."""

    async def answer(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            await _close(receive, send)
            return
        request_id = begin_request("")
        content_policy = policy("localhost")
        answering = _Answer(send, content_policy, request_id, lambda _status: None)
        await (told or _unknown)(scope, receive, answering)

    return answer


async def _unknown(scope: Scope, receive: Receive, send: Send) -> None:
    spoken = language_of(Headers(scope=scope).get("accept-language"))
    await PlainTextResponse(say(_UNKNOWN, spoken), 400)(scope, receive, send)


async def _close(receive: Receive, send: Send) -> None:
    await receive()
    await send({"type": "websocket.close", "code": 4401})  # answered as 403


def _asked(scope: Scope) -> str:
    """Return the page with what was chosen on it, to come back to after the log-in."""
    path, query = quote(scope["path"]), scope.get("query_string", b"").decode("latin-1")
    return own_path(f"{path}?{query}" if query else path)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return str(client[0]) if client else ""


def _is_worth_a_line(door: Door | None, status: int) -> bool:
    """Tell whether the log hears of it: Streamlit's traffic and health checks not."""
    if status >= _REFUSED:
        return True
    return door is not None and door.path not in _QUIET


class _Answer:
    """Sends what answers, with the security headers added."""

    def __init__(
        self,
        send: Send,
        content_policy: str,
        request_id: str,
        answered: Callable[[int], None],
    ) -> None:
        self._send = send
        self._answered = answered
        self._headers = [
            *_HEADERS,
            (b"content-security-policy", content_policy.encode()),
            (b"x-request-id", request_id.encode()),
        ]
        self.is_started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.is_started = True
            self._answered(message["status"])
            message = {**message, "headers": self._with_ours(message)}
        await self._send(message)

    def _with_ours(self, message: Message) -> list[tuple[bytes, bytes]]:
        """Return the headers of an answer; what says nothing is not kept anywhere."""
        ours = {name for name, _ in self._headers}
        theirs = [
            (name.lower(), _secured(value) if name.lower() == b"set-cookie" else value)
            for name, value in message.get("headers", ())
            if name.lower() not in ours
        ]
        is_said = any(name == _NOT_KEPT[0] for name, _ in theirs)
        return [*theirs, *self._headers, *(() if is_said else (_NOT_KEPT,))]


def _secured(cookie: bytes) -> bytes:
    """Return a cookie that leaves over TLS only; Streamlit's own does not ask it."""
    parts = [part.strip().lower() for part in cookie.split(b";")]
    return cookie if b"secure" in parts else cookie + b"; Secure"
