"""`/diary/week.pdf`: the week of one's own, or of one's child, as a copy to keep."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboards import gate
from dashboards.diary.admitting import admitted_to_page
from dashboards.diary.asked import asked_for
from dashboards.forms.file_names import file_name
from dashboards.weekly_sheets.printing import Asked, child_pdf
from expectations.language import N_, say
from warehouse.access import log
from warehouse.access.roles import STUDENT_PREFIX

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.callers import Caller
    from dashboards.site import Site

PATH = "/diary/week.pdf"
_AT_ONCE = 2
_NOBODY = N_("What this link names is not open to you.")


def week_pdf_routes(site: Site) -> list[Route]:
    """Return the address of the copy; it is drawn anew each time and kept nowhere."""
    two_at_once = CapacityLimiter(_AT_ONCE)

    async def copy(request: Request) -> Response:
        who = await admitted_to_page(site, request, PATH)
        if isinstance(who, Response):
            return who
        address = f"{request.url.scheme}://{request.headers.get('host', '')}"
        query = dict(request.query_params)
        return await to_thread.run_sync(
            gate.in_turn(_copy), site, who, address, query, limiter=two_at_once
        )

    return [Route(PATH, copy, methods=["GET"])]


def _copy(site: Site, who: Caller, address: str, query: dict[str, str]) -> Response:
    found = asked_for(site, who, query)
    if found is None or found.is_refused:
        return PlainTextResponse(say(_NOBODY, who.language), 404)
    school, child = site.school, found.child
    log.note(
        school.database,
        school.clock.now(),
        who.actor,
        "exported",
        place=PATH,
        scope=child.class_id,
        about=f"{STUDENT_PREFIX}{child.student_id}",
    )
    asked = Asked(school, found.viewer, who.language, address)
    one = (child.student_id, child.name, child.class_id)
    words = (
        say(N_("Diary of the week"), who.language),
        child.class_id,
        str(found.monday),
    )
    disposition = f"attachment; filename*=UTF-8''{quote(file_name(*words))}.pdf"
    return Response(
        child_pdf(asked, one, found.monday),
        media_type="application/pdf",
        headers={"Content-Disposition": disposition, "Cache-Control": "no-store"},
    )
