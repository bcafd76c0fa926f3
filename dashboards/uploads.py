"""`POST /api/workbooks`: hands in a workbook from outside the page.

The body is the file itself, `X-File-Name` its percent-encoded name. The session's
cookie and our own origin are required, so another site cannot post for a teacher.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING
from urllib.parse import unquote

from anyio import CapacityLimiter, to_thread
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from dashboards.callers import Caller, admitted
from dashboards.origin import is_from_own_page
from expectations.language import N_, say
from ingest.load import hand_in

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.site import Site
    from ingest.receipt import Receipt

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
        if not is_from_own_page(request.headers):
            return PlainTextResponse("This request is not from our page.", 403)
        who = await admitted(site, request, "/api/workbooks")
        if isinstance(who, Response):
            return who
        try:
            content = await _body(request)
        except TooLargeError:
            return _problem(_TOO_LARGE, who, 413, limit=LARGEST_MIB)
        if not content:
            return _problem(_EMPTY, who, 400)
        receipt = await to_thread.run_sync(
            hand_in,
            site.school,
            content,
            unquote(request.headers.get("x-file-name", "")),
            who.person_id,
            "api",
            limiter=two_at_once,
        )
        return _told(receipt, who)

    return [Route("/api/workbooks", upload, methods=["POST"])]


async def _body(request: Request) -> bytes:
    """Read the body, giving up as soon as it is too long."""
    if int(request.headers.get("content-length") or 0) > _LARGEST:
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
