"""`/archive/…`: a package as one ZIP, to who answers for the level (§1.7)."""

from __future__ import annotations

import tempfile
import zipfile
from typing import IO, TYPE_CHECKING, Any
from urllib.parse import quote

from anyio import CapacityLimiter, to_thread
from starlette.background import BackgroundTask
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from dashboards.archive.package_table import ADDRESS as PATH
from dashboards.callers import Caller, admitted
from dashboards.threads import run_in_threadpool
from expectations.language import N_, say
from warehouse.access import log
from warehouse.archive.names import safe_name
from warehouse.queries import archive
from warehouse.viewer import Viewer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from starlette.requests import Request

    from dashboards.site import Site

_CHUNK = 2**18
_NONE = N_("There is no such package.")
_MISSING = N_("This package is missing. Check the archive.")


def archive_routes(site: Site) -> list[Route]:
    """Return the route of packages."""
    one_at_once = CapacityLimiter(1)  # packing a large one costs the disk, not memory

    async def download(request: Request) -> Response:
        who = await admitted(site, request, PATH)
        if isinstance(who, Response):
            return who
        found = await run_in_threadpool(
            _package, site, who, request.path_params["package_id"]
        )
        if found is None:
            return PlainTextResponse(say(_NONE, who.language), 404)
        folder = await run_in_threadpool(site.school.files.here, found["path"])
        if not folder.is_dir():
            return PlainTextResponse(say(_MISSING, who.language), 409)
        await run_in_threadpool(_note, site, who, found)
        packed = await to_thread.run_sync(
            packed_zip, folder, _name(found), limiter=one_at_once
        )
        name = quote(f"{_name(found)}.zip")
        return StreamingResponse(
            _pieces(packed),
            media_type="application/zip",
            headers={
                "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
                "Cache-Control": "no-store",
            },
            background=BackgroundTask(packed.close),
        )

    return [Route(PATH, download, methods=["GET"])]


def packed_zip(folder: Path, name: str) -> IO[bytes]:
    """Return a folder as a ZIP in a nameless file; what is inside is packed already.

    In it the folder is called `name`: in the archive the first package of every class
    has the same one, and unpacked beside each other they would become one folder.
    """
    packed = tempfile.TemporaryFile()  # noqa: SIM115 - closed once it was sent
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as archive_file:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                inside = path.relative_to(folder).as_posix()
                archive_file.write(path, f"{name}/{inside}")
    packed.seek(0)
    return packed


def _pieces(packed: IO[bytes]) -> Iterator[bytes]:
    while piece := packed.read(_CHUNK):
        yield piece


def _package(site: Site, who: Caller, package_id: str) -> dict[str, Any] | None:
    viewer = Viewer(who.person_id, who.roles)
    found = archive.packages(site.school.database, viewer)
    mine = found.filter(package_id=package_id)
    return mine.row(0, named=True) if len(mine) else None


def _note(site: Site, who: Caller, found: dict[str, Any]) -> None:
    school = site.school
    scope = f"{found['class_id']} {found['period_id']} {found['number']}"
    log.note(
        school.database,
        school.clock.now(),
        who.actor,
        "exported",
        place=PATH,
        scope=scope,
    )


def _name(found: dict[str, Any]) -> str:
    words = f"{found['class_id']} {found['period_name']} пакет {found['number']:03}"
    return safe_name(words)
