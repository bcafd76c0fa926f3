"""`POST /api/workbooks`: hands in a workbook from outside the page.

The body is the file itself, `X-File-Name` its percent-encoded name. It needs a token
with the scope `upload`, or the session's cookie and our own origin, so that another
site cannot post for a teacher.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from urllib.parse import unquote

from anyio import CapacityLimiter
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboards.callers import Caller, admitted, admitted_still
from dashboards.door.origin import is_from_own_page
from expectations.language import N_, say
from ingest.load import hand_in
from warehouse.access import log

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.site import Site
    from ingest.receipt import Receipt

_PATH = "/api/workbooks"
LARGEST_MIB = 10
_LARGEST = LARGEST_MIB * 1024 * 1024
_TOO_LARGE = N_("The file is larger than {limit} MB. A journal never is: check it.")
_EMPTY = N_("No file came with the request.")


class TooLargeError(Exception):
    """The body grew past the limit while it was coming in."""


def upload_routes(site: Site) -> list[Route]:
    """Return the route that takes workbooks."""
    two_at_once = CapacityLimiter(2)

    async def upload(request: Request) -> Response:
        who = await admitted(site, request, _PATH)
        if isinstance(who, Response):
            return who
        if not who.is_program and not is_from_own_page(request.headers):
            return PlainTextResponse("This request is not from our page.", 403)
        try:
            content = await _body(request)
        except TooLargeError:
            return _problem(_TOO_LARGE, who, 413, limit=LARGEST_MIB)
        if not content:
            return _problem(_EMPTY, who, 400)
        async with two_at_once:
            who = await admitted_still(site, request, _PATH)
            if isinstance(who, Response):
                return who
            receipt = await run_in_threadpool(
                hand_in,
                site.school,
                content,
                _file_name(request.headers.get("x-file-name", "")),
                who.person_id,
                "api",
            )
        await run_in_threadpool(_note, site, who, receipt)
        return _told(receipt, who)

    return [Route(_PATH, upload, methods=["POST"])]


def _file_name(sent: str) -> str:
    """Return the name, also where curl sent it as it stands, in UTF-8."""
    name = unquote(sent)
    try:
        return name.encode("latin-1").decode()  # latin-1 is how headers are read
    except UnicodeError:
        return name


def _note(site: Site, who: Caller, receipt: Receipt) -> None:
    school = site.school
    scope = receipt.upload_id
    now = school.clock.now()
    log.note(school.database, now, who.actor, "handed_in", place=_PATH, scope=scope)


async def _body(request: Request) -> bytes:
    """Read the body, giving up as soon as it is too long."""
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > _LARGEST:
        raise TooLargeError
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > _LARGEST:
            raise TooLargeError
    return bytes(content)


def _problem(sentence: str, who: Caller, status: int, **facts: object) -> JSONResponse:
    return JSONResponse({"error": say(sentence, who.language, **facts)}, status)


def _told(receipt: Receipt, who: Caller) -> JSONResponse:
    told = asdict(receipt)
    if receipt.status == "refused":
        told["error"] = say(receipt.refusal, who.language, **receipt.refusal_facts)
    return JSONResponse(told, 422 if receipt.status == "refused" else 200)
