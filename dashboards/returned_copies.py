"""`/returned/…`: a teacher's own workbook as it came, marked with what waits in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from anyio import CapacityLimiter, to_thread
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from dashboards import gate
from dashboards.callers import Caller, admitted
from dashboards.downloads import as_download
from dashboards.threads import run_in_threadpool
from expectations.language import N_, say
from ingest.handing_out import safe_name
from ingest.returned.copy import returned_copy
from ingest.returned.unsettled_cells import own_file_name
from warehouse.access import log
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.site import Site
    from warehouse.school_folder import School

PATH = "/returned/{upload_id}"
_FILE_NAME = N_("{name} (checked){ending}")
_NOTHING = N_("There is no checked copy at this address.")
_WITH_MACROS = ".xlsm"


def returned_address(upload_id: str) -> str:
    """Return where the checked copy of an upload or a waiting preview is."""
    return PATH.format(upload_id=upload_id)


def returned_routes(site: Site) -> list[Route]:
    """Return the route of the checked copies."""
    two_at_once = CapacityLimiter(2)

    async def download(request: Request) -> Response:
        who = await admitted(site, request, PATH)
        if isinstance(who, Response):
            return who
        upload_id = request.path_params["upload_id"]
        name = await run_in_threadpool(_own, site.school, upload_id, who)
        if name is None:
            return PlainTextResponse(say(_NOTHING, who.language), 404)
        try:
            content = await to_thread.run_sync(
                gate.in_turn(returned_copy),
                site.school,
                upload_id,
                who.language,
                limiter=two_at_once,
            )
        except VedomostError as error:
            return PlainTextResponse(
                say(error.sentence, who.language, **error.facts), 409
            )
        await run_in_threadpool(_note, site, who, upload_id)
        return as_download(content, checked_name(name, who.language))

    return [Route(PATH, download, methods=["GET"])]


def checked_name(file_name: str, language: str) -> str:
    """Return the copy's file name, safe on any system."""
    stem, dot, ending = file_name.rpartition(".")
    is_with_macros = dot + ending.lower() == _WITH_MACROS
    name = safe_name(stem or ending)
    ending = _WITH_MACROS if is_with_macros else ".xlsx"
    return say(_FILE_NAME, language, name=name, ending=ending)


def _own(school: School, upload_id: str, who: Caller) -> str | None:
    with school.database.reading() as cursor:
        return own_file_name(cursor, upload_id, who.person_id)


def _note(site: Site, who: Caller, upload_id: str) -> None:
    school = site.school
    now = school.clock.now()
    log.note(school.database, now, who.actor, "downloaded", place=PATH, scope=upload_id)
