"""`/dav/…`: what passes the door before WsgiDAV sees it.

The guard has proved who asks. Here the role is asked, names and bodies are bounded, the
whole body is read before a worker's thread is held, and XML with anything but elements
is refused: WsgiDAV's parser never sees a document type.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from xml.parsers import expat

from a2wsgi import WSGIMiddleware
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboards.bodies import TooLargeError, body_of
from dashboards.callers import admitted
from dashboards.door.basic import ask_for_login
from dashboards.intake import RETRY_AFTER, StoppingError
from dashboards.network_folder.application import FolderApplication
from dashboards.network_folder.names import MOUNT, plain_destination, plain_path
from ingest.reading.formats import LARGEST_BYTES

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from starlette.types import Message, Receive, Scope, Send

    from dashboards.callers import Caller
    from dashboards.site import Site

_PATH = "/dav/{path:path}"
_WORKERS = 4
_LARGEST_XML = 64 * 1024
_DEEPEST_XML = 30
_WITH_XML = frozenset({"PROPFIND", "PROPPATCH", "LOCK"})
_SAVING = frozenset({"PUT", "MOVE", "COPY"})
_STOPPING = "The server is being restarted. Save again in half a minute."
_NOT_PASSED_ON = frozenset(
    {b"content-length", b"transfer-encoding", b"expect", b"destination"}
    | {b"x-forwarded-host", b"x-forwarded-proto", b"authorization"}
)


class NetworkFolder:
    """The ASGI endpoint of the folder."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._wsgi: Any = WSGIMiddleware(
            FolderApplication(site.school),  # type: ignore[arg-type] # its own WSGI types
            workers=_WORKERS,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        request = Request(scope, receive)
        prepared = await self._prepared(request)
        if isinstance(prepared, Response):
            await prepared(scope, receive, send)
            return
        inner, body = prepared
        coming: list[Message] = [
            {"type": "http.request", "body": body, "more_body": False}
        ]

        async def replay() -> Message:
            return coming.pop() if coming else {"type": "http.disconnect"}

        told: list[Message] = []

        async def keep(message: Message) -> None:
            told.append(message)

        try:
            with self._taking(request):
                await self._wsgi(inner, replay, keep)
        except StoppingError:
            soon = {"Retry-After": str(RETRY_AFTER)}
            stopping = PlainTextResponse(_STOPPING, 503, soon)
            await stopping(scope, receive, send)
            return
        # In one piece: compression would give an answer that has no body one.
        content = b"".join(message.get("body", b"") for message in told[1:])
        await send(told[0])
        await send({"type": "http.response.body", "body": content})

    def _taking(self, request: Request) -> AbstractContextManager[object]:
        """Hold the place of a hand-in: what is saved here is handed in."""
        is_saving = request.method in _SAVING
        return self._site.intake.one("dav") if is_saving else nullcontext()

    async def _prepared(self, request: Request) -> tuple[Scope, bytes] | Response:
        """Return the request as WsgiDAV gets it, or the refusal."""
        who = await self._admitted(request)
        if isinstance(who, Response):
            return who
        path = plain_path(request.scope["path"])
        if path is None:
            return PlainTextResponse("There is nothing here.", 404)
        added: list[tuple[bytes, bytes]] = []
        if "destination" in request.headers:
            destination = plain_destination(
                request.headers["destination"], request.headers.get("host", "")
            )
            if destination is None:
                return PlainTextResponse("That is not in this folder.", 403)
            added.append((b"destination", quote(destination).encode()))
        try:
            is_file = request.method == "PUT"
            body = await body_of(request, LARGEST_BYTES if is_file else _LARGEST_XML)
        except TooLargeError:
            return PlainTextResponse("This is too large for this folder.", 413)
        except ClientDisconnect:  # nobody is there to be answered
            return PlainTextResponse("", 400)
        if request.method in _WITH_XML and body and not is_plain_xml(body):
            return PlainTextResponse("This is not the XML that WebDAV has.", 400)
        if body:  # it may have taken hours to come, on purpose
            who = await self._admitted_still(request)
            if isinstance(who, Response):
                return who
        added.append((b"content-length", str(len(body)).encode()))
        kept = [
            (name, value)
            for name, value in request.scope["headers"]
            if name.lower() not in _NOT_PASSED_ON
        ]
        inner = {
            **request.scope,
            "path": path,
            "root_path": MOUNT,
            "headers": [*kept, *added],
            "vedomost.caller": who,
        }
        return inner, body

    async def _admitted(self, request: Request) -> Caller | Response:
        who = await admitted(self._site, request, _PATH)
        is_unknown = isinstance(who, Response) and who.status_code == 401
        return ask_for_login() if is_unknown else who

    async def _admitted_still(self, request: Request) -> Caller | Response:
        account = await self._site.basic_logins.account_of(
            Headers(scope=request.scope),
            request.client.host if request.client else "",
            request.scope.get("scheme", "http"),
        )
        if account != request.scope["vedomost.program"]:
            return account if isinstance(account, Response) else ask_for_login()
        return await self._admitted(request)


def network_folder_routes(site: Site) -> list[Route]:
    """Return the routes of the folder, for every method that WebDAV has."""
    folder = NetworkFolder(site)
    return [Route(MOUNT, folder), Route(_PATH, folder)]


def is_plain_xml(body: bytes) -> bool:
    """Tell whether a body is XML of elements alone, and not too deep."""
    depth = 0

    def begin(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEEPEST_XML:
            raise ValueError(depth)

    def end(*_: object) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*_: object) -> None:
        raise ValueError

    parser = expat.ParserCreate()
    parser.StartElementHandler = begin
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.ProcessingInstructionHandler = refuse
    try:
        parser.Parse(body, True)  # noqa: FBT003 - it takes no keywords
    except (expat.ExpatError, ValueError):
        return False
    return True
