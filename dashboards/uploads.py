"""`POST /api/workbooks`: hands in a workbook from outside the page.

The body is the file itself, `X-File-Name` its percent-encoded name. It needs a token
with the scope `upload`, or the session's cookie and our own origin, so that another
site cannot post for a teacher. Every answer is JSON; a refusal has `error`, one
sentence.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from anyio import CapacityLimiter
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from dashboards.bodies import TooLargeError, body_of
from dashboards.callers import Caller, admitted, admitted_still
from dashboards.door.origin import is_from_own_page
from dashboards.failures import log_place
from dashboards.intake import RETRY_AFTER, StoppingError
from dashboards.returned_copies import returned_address
from dashboards.speech import language_of
from dashboards.threads import run_in_threadpool
from expectations.language import N_, say
from ingest.decisions import Decisions
from ingest.load import hand_in
from ingest.narrate import receipt_lines
from ingest.reading.formats import LARGEST_BYTES, LARGEST_MIB, TOO_LARGE
from ingest.receipt import facts_of
from ingest.stages import stage
from warehouse.access import log
from warehouse.errors import DiskError

if TYPE_CHECKING:
    from collections.abc import Callable

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
        if site.intake.is_closed:  # before the body: nobody sends it for nothing
            return _stopping(request, None, StoppingError())
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
        take = partial(
            hand_in,
            site.school,
            content,
            _file_name(request.headers.get("x-file-name", "")),
            decisions=Decisions(confirms_removals=_YES_OR_NO[confirms]),
            via="api",
        )
        try:
            with site.intake.one("api"):
                answer = await in_turn(request, take, language)
        except StoppingError as soon:
            return _stopping(request, who, soon)
        return answer

    async def in_turn(
        request: Request, take: Callable[..., Receipt], language: str
    ) -> Response:
        with stage("wait"):
            await two_at_once.acquire()
        try:
            site.intake.go_on()
            who = await admitted_still(site, request, _PATH)
            if isinstance(who, Response):
                return _as_json(who)
            receipt = await run_in_threadpool(take, handed_in_by=who.person_id)
        except DiskError as error:
            log_place(error)
            return _problem(error.sentence, language, 507, **error.facts)
        finally:
            two_at_once.release()
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
    answer = facts_of(receipt) | {
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


def _stopping(
    request: Request, who: Caller | None, soon: StoppingError
) -> JSONResponse:
    asked = language_of(request.headers.get("accept-language", ""))
    language = _language(request, who) if who is not None else asked
    answer = _problem(soon.sentence, language, 503)
    answer.headers["Retry-After"] = str(RETRY_AFTER)
    return answer


def _as_json(refusal: Response) -> Response:
    """Return a refusal of the doors as every answer here is."""
    if isinstance(refusal, JSONResponse):
        return refusal
    sentence = bytes(refusal.body).decode()
    return JSONResponse({"error": sentence}, refusal.status_code)
