"""`/workbooks/…`: a teacher's own fresh workbook, made at the moment of asking."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboards import gate
from dashboards.callers import Caller, admitted
from dashboards.threads import run_in_threadpool
from expectations.language import say
from ingest.handing_out import HandedOut, hand_out
from warehouse import teaching
from warehouse.access import log
from warehouse.errors import VedomostError
from warehouse.taught_pages import taught_pages

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.site import Site
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

_PATH = "/workbooks/{starts_on}"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class OwnWorkbook(NamedTuple):
    """One term in which a teacher has lessons, and on which pages."""

    term: teaching.Term
    page_titles: tuple[str, ...]


def own_workbooks(school: School, person_id: str) -> list[OwnWorkbook]:
    """Return the teacher's terms of the year, in order."""
    with school.database.reading() as cursor:
        found = []
        for term in teaching.terms(cursor, teaching.setting(cursor, "year_id")):
            taught = taught_pages(cursor, person_id, term)
            if not taught.is_empty():
                titles = teaching.page_titles(cursor, taught["page_id"].unique())
                found.append(OwnWorkbook(term, tuple(titles.values())))
    return found


def workbooks_of(school: School, viewer: Viewer) -> list[OwnWorkbook]:
    """Return the viewer's own terms, to be remembered until the set-up changes."""
    return own_workbooks(school, viewer.person_id)


def download_routes(site: Site) -> list[Route]:
    """Return the route of the teacher's own workbooks."""
    two_at_once = CapacityLimiter(2)

    async def download(request: Request) -> Response:
        who = await admitted(site, request, _PATH)
        if isinstance(who, Response):
            return who
        try:
            starts_on = date.fromisoformat(request.path_params["starts_on"])
        except ValueError:
            return PlainTextResponse("There is no such workbook.", 404)
        try:
            made = await to_thread.run_sync(
                gate.in_turn(_make),
                site.school,
                who.person_id,
                starts_on,
                who.language,
                limiter=two_at_once,
            )
        except VedomostError as error:
            return PlainTextResponse(
                say(error.sentence, who.language, **error.facts), 409
            )
        if made is None:
            return PlainTextResponse("There is no such workbook.", 404)
        await run_in_threadpool(_note, site, who, starts_on)
        return as_download(made.content, made.file_name)

    return [Route(_PATH, download, methods=["GET"])]


def as_download(content: bytes, file_name: str) -> Response:
    """Return the answer that a browser saves as a workbook, and keeps nowhere else."""
    disposition = f"attachment; filename*=UTF-8''{quote(file_name)}"
    headers = {"Content-Disposition": disposition, "Cache-Control": "no-store"}
    return Response(content, media_type=XLSX, headers=headers)


def _note(site: Site, who: Caller, starts_on: date) -> None:
    school = site.school
    scope = starts_on.isoformat()
    now = school.clock.now()
    log.note(school.database, now, who.actor, "downloaded", place=_PATH, scope=scope)


def _make(
    school: School, person_id: str, starts_on: date, language: str
) -> HandedOut | None:
    terms = [book.term for book in own_workbooks(school, person_id)]
    if starts_on not in {term.starts_on for term in terms}:
        return None
    return hand_out(school, person_id, starts_on, language)
