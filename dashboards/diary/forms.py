"""A form of a plain page as it comes back: from our own page, short, of one child."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import parse_qsl

from starlette.datastructures import ImmutableMultiDict
from starlette.responses import PlainTextResponse, Response

from dashboards.bodies import TooLargeError, body_of
from dashboards.callers import admitted_still
from dashboards.diary.admitting import admitted_to_page
from dashboards.door.origin import is_from_own_page
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.callers import Caller
    from dashboards.diary.asked import Asked
    from dashboards.site import Site

Fields = ImmutableMultiDict[str, str]
_LONGEST, _MOST_FIELDS = 8 * 1024, 40  # bytes; a tick for every child
_BAD_REQUEST, _FORBIDDEN = 400, 403
_STUDENT = "student"


class Sent(NamedTuple):
    """Who sent a form, and its filled fields."""

    who: Caller
    fields: Fields


async def sent_form(site: Site, request: Request, path: str) -> Sent | Response:
    """Return a form and who sent it, or the refusal; asks who it is once more after."""
    who = await admitted_to_page(site, request, path)
    if isinstance(who, Response):
        return who
    if not is_from_own_page(request.headers):
        return PlainTextResponse("This form was not sent from our page.", _FORBIDDEN)
    try:
        body = await body_of(request, _LONGEST)
        fields = parse_qsl(body.decode(), max_num_fields=_MOST_FIELDS)
    except (TooLargeError, ValueError):  # no UTF-8, or more fields than we have
        return no_form_of_ours()
    who = await admitted_still(site, request, path)
    return who if isinstance(who, Response) else Sent(who, Fields(fields))


def no_form_of_ours() -> Response:
    """Return the refusal of what none of our pages sends."""
    return PlainTextResponse("This is no form of ours.", _BAD_REQUEST)


def student_field(asked: Asked) -> str:
    """Return the hidden field that says whom a form is about.

    The number of a child changes when an elder one leaves the school: a page that was
    open all the while would sign for the other one.
    """
    student_id = escape(asked.child.student_id)
    return f'<input type="hidden" name="{_STUDENT}" value="{student_id}">'


def refuse_another_child(asked: Asked, fields: Fields) -> None:
    """Refuse a form that was drawn for another child than the number means now."""
    if fields.get(_STUDENT) != asked.child.student_id:
        raise VedomostError(
            "This form was about another child. Look at the page and send it again."
        )
