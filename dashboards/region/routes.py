"""`/region…`: the region's pages and their files, for its administration alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

import polars as pl
from anyio import CapacityLimiter, to_thread
from starlette.responses import (
    HTMLResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route

from dashboards.csv_export import safe_csv
from dashboards.diary.admitting import admitted_to_page
from dashboards.door.login import Login
from dashboards.door.missing_page import missing_page
from dashboards.door.outside_login import outside_routes
from dashboards.downloads import XLSX
from dashboards.forms.table_form import Form, shown
from dashboards.forms.table_form_xlsx import table_form_xlsx
from dashboards.journal.figures import moment
from dashboards.region import drawing, sights
from dashboards.region.choosing import Choice, choice_of
from dashboards.region.words import RULES
from dashboards.shell import shell_routes
from expectations.language import N_, say
from warehouse.access import log
from warehouse.access.roles import person_name
from warehouse.clock import school_day, utc_naive
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from starlette.requests import Request

    from dashboards.callers import Caller
    from dashboards.site import Site
    from warehouse.region.lake import Lake

FILES = "/region/files/{ending}"
_FILE_DOORS = (
    (FILES, sights.PATH),
    ("/region/files/{ending}/districts/{district_id}", sights.DISTRICT),
    ("/region/files/{ending}/schools/{school_id}", sights.SCHOOL),
)
_ASSETS = ("/assets/{name}", "/favicon.png")
_AT_ONCE = 3


class Seen(NamedTuple):
    """A page that was asked for, with everything around it."""

    sight: sights.Sight
    choice: Choice


def region_routes(site: Site, lake: Lake) -> list[Route]:
    """Return every address of a region's server, as `access.DOORS` lists them."""
    limiter = CapacityLimiter(_AT_ONCE)
    pages = (sights.PATH, sights.DISTRICT, sights.SCHOOL)
    return [
        Route("/healthz", _health, methods=["GET"]),
        Route("/assets/region.css", _style, methods=["GET"]),
        *(route for route in shell_routes(site) if route.path in _ASSETS),
        *Login(site).routes(),
        *outside_routes(site),
        Route("/", _start, methods=["GET"]),
        *(_page_route(site, lake, path, limiter) for path in pages),
        *(_file_route(site, lake, *one, limiter) for one in _FILE_DOORS),
    ]


async def _health(_request: Request) -> Response:
    return PlainTextResponse("ok")


async def _start(_request: Request) -> Response:
    return RedirectResponse(sights.PATH, 303)


async def _style(_request: Request) -> Response:
    return Response(
        drawing.stylesheet(),
        media_type="text/css",
        headers={"Cache-Control": "max-age=3600"},
    )


def _page_route(site: Site, lake: Lake, path: str, limiter: CapacityLimiter) -> Route:
    async def show(request: Request) -> Response:
        who = await admitted_to_page(site, request, path)
        if isinstance(who, Response):
            return who
        return await to_thread.run_sync(
            _show, site, lake, who, request, path, limiter=limiter
        )

    return Route(path, show, methods=["GET"])


def _show(site: Site, lake: Lake, who: Caller, request: Request, path: str) -> Response:
    seen = _seen(site, lake, who, request, path)
    if seen is None:
        return missing_page(site.school.name, who.language)
    _tell(site, who, "page_viewed", request)
    name = person_name(site.school.database, who.person_id)
    page = drawing.page(seen.sight, seen.choice, site.school.name, name, who.language)
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})


def _file_route(
    site: Site, lake: Lake, door: str, path: str, limiter: CapacityLimiter
) -> Route:
    async def download(request: Request) -> Response:
        who = await admitted_to_page(site, request, door)
        if isinstance(who, Response):
            return who
        return await to_thread.run_sync(
            _file, site, lake, who, request, path, limiter=limiter
        )

    return Route(door, download, methods=["GET"])


def _file(site: Site, lake: Lake, who: Caller, request: Request, path: str) -> Response:
    ending = request.path_params["ending"]
    seen = _seen(site, lake, who, request, path)
    if seen is None or ending not in ("csv", "xlsx"):
        return missing_page(site.school.name, who.language)
    now = site.school.clock.now()
    log.note(
        site.school.database, now, who.actor, "exported", place=FILES, scope=ending
    )
    if ending == "csv":
        content, kind = _csv(seen.sight, who.language), "text/csv; charset=utf-8"
    else:
        content, kind = table_form_xlsx(_form(site, who, seen)), XLSX
    name = quote(f"{seen.sight.title}.{ending}")
    headers = {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Cache-Control": "no-store",
    }
    return Response(content, media_type=kind, headers=headers)


def _csv(sight: sights.Sight, language: str) -> bytes:
    """Return the first table; the workbook has all of them."""
    table = sight.shown[0].table
    columns = {
        head: [shown(row[place], language) for row in table.rows]
        for place, head in enumerate(table.heads)
    }
    return safe_csv(pl.DataFrame(columns, dict.fromkeys(table.heads, pl.String)))


def _form(site: Site, who: Caller, seen: Seen) -> Form:
    school, language = site.school, who.language
    chosen = [one.name for one in seen.choice.options if one.is_chosen]
    return Form(
        title=seen.sight.title,
        school_name=school.name,
        filters=((say(N_("Period"), language), "".join(chosen)),),
        tables=tuple(one.table for one in seen.sight.shown),
        rules=tuple(say(rule, language) for rule in RULES),
        moment=moment(utc_naive(school.clock.now()), school.timezone, language),
        made_by=person_name(school.database, who.person_id),
        language=language,
    )


def _seen(
    site: Site, lake: Lake, who: Caller, request: Request, path: str
) -> Seen | None:
    """Ask the lake for a page; None where the region has no such district or school."""
    school = site.school
    now = school.clock.now()
    viewer = Viewer(who.person_id, who.roles)
    names = {k: v for k, v in request.path_params.items() if k != "ending"}
    address = path.format(**{name: quote(one) for name, one in names.items()})
    with lake.reading() as connection:
        today = school_day(now, school.timezone)
        choice = choice_of(connection, viewer, address, request.query_params, today)
        look = sights.Look(
            connection, viewer, choice.asked, now, school.timezone, who.language
        )
        sight = _sight(look, path, *names.values())
    return None if sight is None else Seen(sight, choice)


def _sight(look: sights.Look, path: str, name: str = "") -> sights.Sight | None:
    if path == sights.DISTRICT:
        return sights.of_district(look, name)
    if path == sights.SCHOOL:
        return sights.of_school(look, name)
    return sights.of_region(look)


def _tell(site: Site, who: Caller, action: str, request: Request) -> None:
    site.trail.tell(
        who.account_id, who.actor, action, place="region", scope=request.url.path
    )
