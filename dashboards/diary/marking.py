"""What a family marks by a button: a message read, a week seen. No script is needed."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from anyio import to_thread
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from dashboards.diary import plain_page
from dashboards.diary.asked import asked_for
from dashboards.diary.forms import no_form_of_ours, refuse_another_child, sent_form
from dashboards.diary.messages_block import READ_PATH
from dashboards.diary.seen_block import SEEN_PATH
from expectations.language import N_, say
from warehouse.access.roles import person_name
from warehouse.diary_marks import mark_read, mark_seen
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from anyio import CapacityLimiter
    from starlette.requests import Request

    from dashboards.callers import Caller
    from dashboards.diary.asked import Asked
    from dashboards.diary.forms import Fields
    from dashboards.site import Site

_DIGITS = 18  # of an entry's number
_CONFLICT = 409


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
    sent = await sent_form(site, request, path)
    if isinstance(sent, Response):
        return sent
    return await to_thread.run_sync(_mark, site, path, *sent, limiter=limiter)


def _mark(site: Site, path: str, who: Caller, fields: Fields) -> Response:
    """Mark it and lead back to the place in the week, or say why not."""
    asked = asked_for(site, who, fields)
    if asked is None or asked.is_refused:
        return PlainTextResponse("This diary is not open to you.", 403)
    try:
        refuse_another_child(asked, fields)
        place = _DEEDS[path](site, asked, fields)
    except VedomostError as error:
        return _refusal(site, who, asked, error)
    if not place:
        return no_form_of_ours()
    back = asked.link(week="", day=asked.day) if asked.day else asked.link()
    return RedirectResponse(f"{back}#{place}", 303)


def _read(site: Site, asked: Asked, fields: Fields) -> str:
    """Mark a message as read; return where it stands, '' if none is named."""
    number = fields.get("message", "")
    if not (number.isascii() and number.isdecimal() and len(number) <= _DIGITS):
        return ""
    mark_read(site.school, asked.viewer, asked.child.student_id, [int(number)])
    return f"message-{number}"


def _seen(site: Site, asked: Asked, fields: Fields) -> str:
    """Sign the week that the form names, never the nearest one with lessons."""
    if fields.get("week") != str(asked.monday):
        return ""
    mark_seen(site.school, asked.viewer, asked.child.student_id, asked.monday)
    return "seen"


_DEEDS = {READ_PATH: _read, SEEN_PATH: _seen}


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
