"""A plain page about one child with a form: who may, from which page, in the frame."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, NamedTuple

from anyio import CapacityLimiter, to_thread
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboards.diary import choice_view, plain_page
from dashboards.diary.admitting import admitted_to_page
from dashboards.diary.asked import asked_for
from dashboards.diary.forms import refuse_another_child, sent_form
from expectations.language import N_, say
from warehouse.access.roles import STUDENT_PREFIX, person_name
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.requests import Request

    from dashboards.callers import Caller
    from dashboards.diary.asked import Asked
    from dashboards.diary.forms import Fields, Sent
    from dashboards.site import Site

_AT_ONCE = 2


class Visit(NamedTuple):
    """Who looks at which child's page; `address` is the server's (`https://…`)."""

    site: Site
    who: Caller
    asked: Asked
    address: str

    def say(self, sentence: str, **facts: object) -> str:
        """Translate a sentence and make it safe for a page."""
        return escape(say(sentence, self.who.language, **facts))


class OwnPage(NamedTuple):
    """One page: `draw` returns what stands below its title.

    `act` does what a form asks and returns what to show of it above, as HTML: '' leads
    back to the page by a redirect, so that going back or anew does nothing twice.
    """

    path: str
    title: str
    draw: Callable[[Visit], str]
    act: Callable[[Visit, Fields], str]


def own_page_routes(site: Site, page: OwnPage) -> list[Route]:
    """Return the two routes of a page: looking at it, sending its form."""
    limiter = CapacityLimiter(_AT_ONCE)

    async def look(request: Request) -> Response:
        who = await admitted_to_page(site, request, page.path)
        if isinstance(who, Response):
            return who
        return await to_thread.run_sync(
            _look, site, page, who, _told(request), limiter=limiter
        )

    async def send(request: Request) -> Response:
        sent = await sent_form(site, request, page.path)
        if isinstance(sent, Response):
            return sent
        return await to_thread.run_sync(
            _send, site, page, sent, _told(request), limiter=limiter
        )

    return [
        Route(page.path, look, methods=["GET"]),
        Route(page.path, send, methods=["POST"]),
    ]


def _told(request: Request) -> tuple[str, dict[str, str]]:
    """Return under which address the browser reached us, and what it asks for."""
    host = request.headers.get("host", "")
    return f"{request.url.scheme}://{host}", dict(request.query_params)


def _look(
    site: Site, page: OwnPage, who: Caller, told: tuple[str, dict[str, str]]
) -> Response:
    visit = _visit(site, who, told)
    return (
        plain_page.nobody(site, who, page.title, page.path)
        if visit is None
        else _drawn(visit, page)
    )


def _send(
    site: Site, page: OwnPage, sent: Sent, told: tuple[str, dict[str, str]]
) -> Response:
    visit = _visit(site, sent.who, told)
    if visit is None:
        return plain_page.nobody(site, sent.who, page.title, page.path)
    if visit.asked.is_refused:
        return _drawn(visit, page, status=403)
    try:
        refuse_another_child(visit.asked, sent.fields)
        done = page.act(visit, sent.fields)
    except VedomostError as error:
        why = visit.say(error.sentence, **error.facts)
        alert = f'<p class="warning" role="alert">{why}</p>'
        return _drawn(visit, page, alert, status=409)
    if done:
        return _drawn(visit, page, done)
    return RedirectResponse(visit.asked.link(page.path, week=""), 303)


def _visit(site: Site, who: Caller, told: tuple[str, dict[str, str]]) -> Visit | None:
    address, query = told
    asked = asked_for(site, who, query)
    return None if asked is None else Visit(site, who, asked, address)


def _drawn(visit: Visit, page: OwnPage, done: str = "", status: int = 200) -> Response:
    site, who, child = visit.site, visit.who, visit.asked.child
    site.trail.tell(
        who.account_id,
        who.actor,
        "page_viewed",
        place=page.path,
        scope=child.class_id,
        about=f"{STUDENT_PREFIX}{child.student_id}",
    )
    whose = visit.say(
        N_("{student}, class {unit}"), student=child.name, unit=child.class_id
    )
    content = "\n".join(
        (
            f"<h1>{visit.say(page.title)}</h1>",
            f'<p class="whose">{whose}</p>',
            choice_view.refused(visit.asked),
            choice_view.children(visit.asked, page.path),
            done,
            page.draw(visit),
            f'<p><a href="{escape(visit.asked.link())}">'
            f"{visit.say(N_('Back to the diary'))}</a></p>",
        )
    )
    name = person_name(site.school.database, who.person_id)
    title = say(page.title, who.language)
    drawn = plain_page.Drawn(title, content, page.path, status)
    return plain_page.answer(site, who, name, drawn)
