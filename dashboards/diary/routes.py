"""`/diary`: the plain pages of students and parents, each asked for the viewer."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from starlette.responses import Response
from starlette.routing import Route

from dashboards.concerns import Concern
from dashboards.diary import diary_page, plain_page
from dashboards.diary.admitting import admitted_to_page
from dashboards.diary.asked import asked_for
from dashboards.diary.facts import facts_of
from dashboards.diary.marking import marking_routes
from expectations.language import N_, say
from warehouse.access.roles import STUDENT_PREFIX, person_name
from warehouse.queries import diary

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.callers import Caller
    from dashboards.diary.asked import Asked
    from dashboards.diary.facts import Facts
    from dashboards.site import Site

PATH = "/diary"
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
        known = request.headers.get("if-none-match")
        return await to_thread.run_sync(_show, site, who, query, known, limiter=limiter)

    return [Route(PATH, show, methods=["GET"]), *marking_routes(site, limiter)]


def _show(
    site: Site, who: Caller, query: dict[str, str], known: str | None
) -> Response:
    """Draw the diary; `known` is the tag of the page that the browser shows already.

    Only a page that is drawn anew asks for a tag, and sends '' the first time: most
    people look once, and a tag costs a question.
    """
    asked = asked_for(site, who, query)
    tag = "" if known is None else _tag(site, who, asked, query)
    if tag and tag == known:
        return Response(status_code=304)
    title = N_("Diary")
    if asked is None:
        return plain_page.nobody(site, who, title, PATH)
    name = person_name(site.school.database, who.person_id)
    child = asked.child
    site.trail.tell(
        who.account_id,
        who.actor,
        "page_viewed",
        place="diary",
        scope=child.class_id,
        about=f"{STUDENT_PREFIX}{child.student_id}",
    )
    drawn = plain_page.Drawn(
        say(title, who.language),
        diary_page.draw(site.school, asked, _facts(site, asked)),
        tag=tag,
    )
    return plain_page.answer(site, who, name, drawn)


def _facts(site: Site, asked: Asked) -> Facts:
    """Return what the diary shows, asked anew once something of the family changed."""
    version = site.versions.of(Concern("family", asked.viewer.person_id))
    key = (asked.viewer.person_id, asked.child.student_id, asked.monday)
    stamp = (version, asked.today)
    return site.diaries.of(key, stamp, lambda: facts_of(site.school.database, asked))


def _tag(site: Site, who: Caller, asked: Asked | None, query: dict[str, str]) -> str:
    """Return what tells this answer from one after a change; '' for nobody's diary.

    Asked before the page is drawn: a commit in between makes the next look draw again.
    """
    if asked is None:
        return ""
    stamp = diary.stamp(site.school.database, asked.viewer, asked.child.student_id)
    told = (stamp, who.account_id, who.language, asked.today, asked.child, query)
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]
