"""`/diary`: the plain pages of students and parents, each asked for the viewer."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboards.callers import admitted
from dashboards.diary import diary_page, plain_page
from dashboards.diary.asked import asked_for
from expectations.language import N_, say
from warehouse.access.roles import STUDENT_PREFIX, person_name

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.callers import Caller
    from dashboards.site import Site

PATH = "/diary"
_UNAUTHORIZED, _FORBIDDEN = 401, 403
# More at once would only wait for each other: two cores, one lock of Python.
_AT_ONCE = 3


def diary_routes(site: Site) -> list[Route]:
    """Return the routes of the plain pages."""
    limiter = CapacityLimiter(_AT_ONCE)

    async def show(request: Request) -> Response:
        who = await admitted_to_page(site, request, PATH)
        if isinstance(who, Response):
            return who
        query = dict(request.query_params)
        return await to_thread.run_sync(_show, site, who, query, limiter=limiter)

    return [Route(PATH, show, methods=["GET"])]


async def admitted_to_page(
    site: Site, request: Request, path: str
) -> Caller | Response:
    """Return who looks at a plain page, or the refusal as a page for people.

    Opening a page is something the person did; the page's script that draws it anew
    is not, so that a phone left lying is logged out in its time.
    """
    who = await admitted(site, request, path)
    if isinstance(who, Response):
        if who.status_code == _UNAUTHORIZED:
            return RedirectResponse("/login?why=closed", 303)
        return who
    if request.headers.get("sec-fetch-mode", "navigate") == "navigate":
        site.sessions.touch(request.scope["vedomost.session"])
    return who


def _show(site: Site, who: Caller, query: dict[str, str]) -> Response:
    database = site.school.database
    name = person_name(database, who.person_id)
    asked = asked_for(site, who, query)
    title = say(N_("Diary"), who.language)
    if asked is None:
        words = N_("No diary is open to you: nobody of yours is in this school now.")
        nobody = f"<h1>{escape(title)}</h1><p>{escape(say(words, who.language))}</p>"
        return plain_page.answer(site, who, name, plain_page.Drawn(title, nobody))
    child = asked.child
    site.trail.tell(
        who.account_id,
        who.actor,
        "page_viewed",
        place="diary",
        scope=child.class_id,
        about=f"{STUDENT_PREFIX}{child.student_id}",
    )
    content = diary_page.draw(site.school, asked)
    return plain_page.answer(site, who, name, plain_page.Drawn(title, content))
