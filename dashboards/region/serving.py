"""`vedomost region serve`: the region's pages, without Streamlit and without jobs."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
from typing import TYPE_CHECKING

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware

from dashboards.door.guard import Guard
from dashboards.failures import log_place
from dashboards.housekeeping import end_closed
from dashboards.region.routes import region_routes
from dashboards.site import open_site
from dashboards.trail import keep_trail
from warehouse.access.retention import forget_old
from warehouse.region.office import open_region

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from pathlib import Path

    from dashboards.site import Site
    from warehouse.clock import Clock
    from warehouse.region.lake import Lake

_LOOK_EVERY = 20.0  # seconds
_FORGET_EVERY = 180  # looks
_GOODBYE = 5


def serve_region(
    folder: Path,
    host: str,
    port: int,
    *,
    clock: Clock | None = None,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve the region in `folder` until SIGTERM or Ctrl-C; port 0 takes a free one.

    Anything but the machine's own address needs TLS in front, as for a school.
    """
    with open_region(folder, clock) as office:
        site = open_site(office.people, frozenset({host.lower()}))
        config = uvicorn.Config(
            build_region_app(site, office.lake),
            host=host,
            port=port,
            access_log=False,  # addresses and people's ways are nobody's business
            log_level="warning",
            server_header=False,
            timeout_graceful_shutdown=_GOODBYE,
        )
        listening = config.bind_socket()
        if on_ready is not None:
            name = f"[{host}]" if ":" in host else host
            on_ready(f"http://{name}:{listening.getsockname()[1]}")
        uvicorn.Server(config).run(sockets=[listening])


def build_region_app(site: Site, lake: Lake) -> Starlette:
    """Put routes and guard together into one ASGI application."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        site.versions.bind(asyncio.get_running_loop())
        keeping = [
            asyncio.create_task(keep_trail(site.trail)),
            asyncio.create_task(_keep_house(site)),
        ]
        yield
        for task in keeping:
            task.cancel()
        await asyncio.gather(*keeping, return_exceptions=True)
        await run_in_threadpool(site.trail.write)

    return Starlette(
        routes=region_routes(site, lake),
        middleware=[Middleware(Guard, site=site)],
        lifespan=lifespan,
    )


async def _keep_house(site: Site) -> None:
    """End sessions that must not go on; forget what is past its term."""
    database, clock = site.school.database, site.school.clock
    for look in itertools.count():
        try:
            await run_in_threadpool(end_closed, site)
            await run_in_threadpool(site.sessions.sweep)
            if look % _FORGET_EVERY == 0:
                await run_in_threadpool(forget_old, database, clock.now())
        except Exception as error:  # the next look tries again
            log_place(error)
        await asyncio.sleep(_LOOK_EVERY)
