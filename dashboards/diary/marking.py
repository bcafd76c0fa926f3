"""What a family marks by a button: a message read, a week seen. No script is needed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from anyio import to_thread
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboards.bodies import TooLargeError, body_of
from dashboards.callers import admitted
from dashboards.diary import plain_page
from dashboards.diary.asked import asked_for
from dashboards.diary.messages_block import READ_PATH
from dashboards.diary.seen_block import SEEN_PATH
from dashboards.door.origin import is_from_own_page
from expectations.language import N_, say
from warehouse.access.roles import person_name
from warehouse.diary_marks import mark_read, mark_seen
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from anyio import CapacityLimiter
    from starlette.requests import Request

    from dashboards.callers import Caller
    from dashboards.diary.asked import Asked
    from dashboards.site import Site

_LARGEST, _MOST_FIELDS = 4096, 8
_DIGITS = 18  # of an entry's number
_BAD_REQUEST, _CONFLICT = 400, 409


def marking_routes(site: Site, limiter: CapacityLimiter) -> list[Route]:
    """Return the doors behind the buttons «read» and «the week is seen»."""

    async def read(request: Request) -> Response:
        return await _marked(site, request, READ_PATH, limiter)

    async def seen(request: Request) -> Response:
        return await _marked(site, request, SEEN_PATH, limiter)

    return [
        Route(READ_PATH, read, methods=["POST"]),
        Route(SEEN_PATH, seen, methods=["POST"]),
    ]


async def _marked(
    site: Site, request: Request, path: str, limiter: CapacityLimiter
) -> Response:
    who = await admitted(site, request, path)
    if isinstance(who, Response):
        return who
    if not is_from_own_page(request.headers):
        return PlainTextResponse("This did not come from our own page.", 403)
    try:
        body = await body_of(request, _LARGEST)
        fields = dict(parse_qsl(body.decode(), max_num_fields=_MOST_FIELDS))
    except (TooLargeError, ValueError):  # no UTF-8, or more fields than we have
        return PlainTextResponse("This is no form of ours.", _BAD_REQUEST)
    site.sessions.touch(request.scope["vedomost.session"])
    return await to_thread.run_sync(_mark, site, who, path, fields, limiter=limiter)


def _mark(site: Site, who: Caller, path: str, fields: dict[str, str]) -> Response:
    """Mark it and lead back to the week, or say why not."""
    asked = asked_for(site, who, fields)
    if asked is None or asked.is_refused:
        return PlainTextResponse("This diary is not open to you.", 403)
    number = fields.get("message", "")
    is_number = number.isascii() and number.isdecimal() and len(number) <= _DIGITS
    if path == READ_PATH and not is_number:
        return PlainTextResponse("This is no form of ours.", _BAD_REQUEST)
    student_id = asked.child.student_id
    try:
        if path == READ_PATH:
            mark_read(site.school, asked.viewer, student_id, [int(number)])
        else:
            mark_seen(site.school, asked.viewer, student_id, asked.monday)
    except VedomostError as error:
        return _refusal(site, who, asked, error)
    back = asked.link(week="", day=asked.day) if asked.day else asked.link()
    return RedirectResponse(back, 303)


def _refusal(site: Site, who: Caller, asked: Asked, error: VedomostError) -> Response:
    told = escape(say(error.sentence, who.language, **error.facts))
    back = escape(say(N_("Back to the diary"), who.language))
    title = say(N_("Diary"), who.language)
    content = (
        f'<h1>{escape(title)}</h1><p class="warning" role="alert">{told}</p>'
        f'<p><a href="{escape(asked.link())}">{back}</a></p>'
    )
    drawn = plain_page.Drawn(title, content, status=_CONFLICT)
    name = person_name(site.school.database, who.person_id)
    return plain_page.answer(site, who, name, drawn)
