"""`POST /api/workbooks`: hands in a workbook from outside the page.

The body is the file itself, `X-File-Name` its percent-encoded name. It needs a token
with the scope `upload`, or the session's cookie and our own origin, so that another
site cannot post for a teacher. Every answer is JSON; a refusal has `error`, one
sentence.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from anyio import CapacityLimiter
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboards.bodies import TooLargeError, body_of
from dashboards.callers import Caller, admitted, admitted_still
from dashboards.door.origin import is_from_own_page
from dashboards.failures import log_place
from dashboards.returned_copies import returned_address
from dashboards.speech import language_of
from dashboards.threads import run_in_threadpool
from expectations.language import N_, say
from ingest.decisions import Decisions
from ingest.load import hand_in
from ingest.narrate import receipt_lines
from ingest.reading.formats import LARGEST_BYTES, LARGEST_MIB, TOO_LARGE
from warehouse.access import log
from warehouse.errors import DiskError

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.site import Site
    from ingest.receipt import Receipt

_PATH = "/api/workbooks"
_EMPTY = N_("No file came with the request.")
_NOT_A_WORD = N_("“{value}” is no answer to confirm_removals: write 1 or 0.")
_YES_OR_NO = {"": False, "0": False, "1": True}


def upload_routes(site: Site) -> list[Route]:
    """Return the route that takes workbooks."""
    two_at_once = CapacityLimiter(2)

    async def upload(request: Request) -> Response:
        who = await admitted(site, request, _PATH)
        if isinstance(who, Response):
            return _as_json(who)
        if not who.is_program and not is_from_own_page(request.headers):
            return JSONResponse({"error": "This request is not from our page."}, 403)
        language = _language(request, who)
        confirms = request.query_params.get("confirm_removals", "")
        if confirms not in _YES_OR_NO:
            return _problem(_NOT_A_WORD, language, 400, value=confirms)
        try:
            content = await body_of(request, LARGEST_BYTES)
        except TooLargeError:
            return _problem(TOO_LARGE, language, 413, limit=LARGEST_MIB)
        if not content:
            return _problem(_EMPTY, language, 400)
        async with two_at_once:
            who = await admitted_still(site, request, _PATH)
            if isinstance(who, Response):
                return _as_json(who)
            try:
                receipt = await run_in_threadpool(
                    hand_in,
                    site.school,
                    content,
                    _file_name(request.headers.get("x-file-name", "")),
                    who.person_id,
                    "api",
                    decisions=Decisions(confirms_removals=_YES_OR_NO[confirms]),
                )
            except DiskError as error:
                log_place(error)
                return _problem(error.sentence, language, 507, **error.facts)
        await run_in_threadpool(_note, site, who, receipt)
        return JSONResponse(
            told(receipt, language), 422 if receipt.status == "refused" else 200
        )

    return [Route(_PATH, upload, methods=["POST"])]


def told(receipt: Receipt, language: str) -> dict[str, Any]:
    """Return a receipt as the API answers it.

    `text` is what became of the file in plain lines, `returned` the address of the
    checked copy, which its owner opens with a session, not with a token.
    """
    is_refused = receipt.status == "refused"
    answer = asdict(receipt) | {
        "text": list(receipt_lines(receipt, language)),
        "returned": None if is_refused else returned_address(receipt.upload_id),
    }
    if is_refused:
        answer["error"] = say(receipt.refusal, language, **receipt.refusal_facts)
    return answer


def _language(request: Request, who: Caller) -> str:
    """Return the language that a program asks for, else the account's."""
    asked = request.headers.get("accept-language", "")
    return language_of(asked) if who.is_program and asked else who.language


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


def _problem(
    sentence: str, language: str, status: int, **facts: object
) -> JSONResponse:
    return JSONResponse({"error": say(sentence, language, **facts)}, status)


def _as_json(refusal: Response) -> Response:
    """Return a refusal of the doors as every answer here is."""
    if isinstance(refusal, JSONResponse):
        return refusal
    sentence = bytes(refusal.body).decode()
    return JSONResponse({"error": sentence}, refusal.status_code)
