"""The one process that serves a school: pages, sessions, uploads, live versions.

uvicorn is run by us, not by Streamlit, whose listening socket costs every answer 40 ms
(it lacks TCP_NODELAY).
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import socket
import sys
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboards import current, refusals, streamlit_settings
from dashboards.archive.downloads import archive_routes
from dashboards.calendar_feed.calendar_page import calendar_page_routes
from dashboards.calendar_feed.feed_door import calendar_routes
from dashboards.control.announcement import Announcement, announce, withdraw
from dashboards.control.routes import control_routes
from dashboards.diary.mail_routes import mail_routes
from dashboards.diary.routes import diary_routes
from dashboards.door.guard import Guard
from dashboards.door.login import Login
from dashboards.door.outside_login import outside_routes
from dashboards.downloads import download_routes
from dashboards.events import event_routes
from dashboards.failures import page_failed
from dashboards.housekeeping import keep_house, start_judging
from dashboards.mail.sending import Postman
from dashboards.mail.unsubscribing import unsubscribe_routes
from dashboards.metrics import metrics_routes
from dashboards.monthly_export.shelf import sweep as sweep_exports
from dashboards.network_folder.routes import network_folder_routes
from dashboards.returned_copies import returned_routes
from dashboards.scheduling.jobs import JOBS
from dashboards.scheduling.scheduler import Scheduler
from dashboards.server_log import setting_up
from dashboards.server_log.events import tell
from dashboards.shell import shell_routes
from dashboards.site import Site, open_site
from dashboards.trail import keep_trail
from dashboards.uploads import upload_routes
from dashboards.watched_folder import watch_folder
from dashboards.weekly_sheets.paper_page import paper_routes
from dashboards.weekly_sheets.pdf_door import week_pdf_routes
from ingest.load import finish_interrupted
from ingest.reading.child import close_reader
from warehouse.build import build_models
from warehouse.errors import VedomostError
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from types import FrameType

    from starlette.requests import Request

    from warehouse.clock import Clock

_APP = Path(__file__).parent / "app.py"
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - when the administrator asks for it
_GOODBYE = 5  # seconds that open requests get when the server stops
GRACE = 20.0  # seconds that hand-ins on their way get before that


def serve(
    folder: Path,
    host: str,
    port: int,
    *,
    clock: Clock | None = None,
    on_ready: Callable[[str], None] | None = None,
    log_format: str = "text",
    grace: float = GRACE,
) -> None:
    """Serve the school in `folder` until SIGTERM or Ctrl-C; port 0 takes a free one.

    Hand-ins on their way are finished first, for `grace` seconds at most.
    `on_ready` is called with the address once it answers. Anything but the machine's
    own address needs TLS in front: browsers keep our cookies from plain HTTP.
    """
    setting_up.install(log_format)
    with open_school(folder, clock) as school:
        build_models(school.database)
        finish_interrupted(school)
        sweep_exports(school)
        site = open_site(school, _names_of(host))
        current.install(site)
        refusals.install()
        try:
            with _listen(host, port) as listening:
                server = _server(site, host, listening, on_ready)
                server.grace = grace
                server.run(sockets=[listening])
        finally:
            withdraw(folder, site.control_token)
            current.install(None)
            close_reader()
            school.database.checkpoint()
    tell("stopped")


def our_routes(site: Site) -> list[Route]:
    """Return every address that is not Streamlit's, as `access.DOORS` lists them."""
    return [
        Route("/healthz", _health_of(site), methods=["GET"]),
        *Login(site).routes(),
        *outside_routes(site),
        *event_routes(site.versions, site.sessions),
        *upload_routes(site),
        *download_routes(site),
        *diary_routes(site),
        *mail_routes(site),
        *week_pdf_routes(site),
        *paper_routes(site),
        *calendar_page_routes(site),
        *returned_routes(site),
        *archive_routes(site),
        *metrics_routes(site),
        *network_folder_routes(site),
        *unsubscribe_routes(site),
        *calendar_routes(site),
        *control_routes(site),
        *shell_routes(site),
    ]


def _health_of(site: Site) -> Callable[[Request], Awaitable[JSONResponse]]:
    """Say whether the server answers; one that stops says no, for who stands before."""

    async def health(_request: Request) -> JSONResponse:
        is_well = not site.intake.is_closed
        return JSONResponse({"ok": is_well}, 200 if is_well else 503)

    return health


def build_app(site: Site, ready: Callable[[], None] | None = None) -> st.App:
    """Put routes, guard and pages together into one ASGI application."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        site.versions.bind(asyncio.get_running_loop())
        keeping = [
            asyncio.create_task(keep_house(site)),
            asyncio.create_task(keep_trail(site.trail)),
            asyncio.create_task(watch_folder(site)),
        ]
        start_judging(site)
        site.archive.wake()  # what a stop or a crash left owed
        postman = Postman(site.school, site.mail) if site.mail else None
        if postman is not None:
            postman.start()
        scheduler = Scheduler(site, JOBS)
        scheduler.start()
        gc.collect()
        gc.freeze()  # what start-up loaded is never collected: 60–90 ms a page run
        if ready is not None:
            asyncio.get_running_loop().call_later(0.05, ready)
        yield
        site.archive.stop()
        for task in keeping:
            task.cancel()
        if postman is not None:
            await run_in_threadpool(postman.stop)
        await run_in_threadpool(scheduler.stop)
        await asyncio.gather(*keeping, return_exceptions=True)
        await run_in_threadpool(site.archive.wait, _GOODBYE)
        await run_in_threadpool(site.trail.write)
        await run_in_threadpool(site.sessions.sweep)

    return st.App(
        _APP,
        lifespan=lifespan,
        routes=our_routes(site),
        middleware=[Middleware(Guard, site=site)],
        on_script_error=page_failed,
    )


class _Server(uvicorn.Server):
    """uvicorn that lets waiting pages go before it waits for them."""

    def __init__(self, config: uvicorn.Config, site: Site) -> None:
        super().__init__(config)
        self._site = site
        self._is_hurried = False
        self.grace = GRACE

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop in order; uvicorn would raise the signal again and skip our closing."""
        del frame
        self._is_hurried = self.should_exit  # asked a second time
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        intake = self._site.intake
        self._site.versions.close()
        intake.close()
        tell("stopping", count=intake.count)
        # Whoever asks meanwhile is answered: a hand-in with 503, a page as ever.
        await run_in_threadpool(intake.wait, self.grace, lambda: self._is_hurried)
        await super().shutdown(sockets)


def _server(
    site: Site,
    host: str,
    listening: socket.socket,
    on_ready: Callable[[str], None] | None,
) -> _Server:
    streamlit_settings.apply(site.hosts, host)
    shown = "127.0.0.1" if host in _EVERYWHERE else _in_an_address(host)
    address = f"http://{shown}:{listening.getsockname()[1]}"

    def ready() -> None:
        own = Announcement(address, os.getpid(), site.control_token)
        announce(site.school.folder, own)
        tell("started", address=address, version=version("vedomost"))
        if on_ready is not None:
            on_ready(address)

    app = build_app(site, ready)
    config = uvicorn.Config(
        app,
        access_log=False,  # addresses and people's ways are nobody's business
        log_config=None,
        log_level="warning",
        server_header=False,
        ws="websockets-sansio",
        ws_max_size=16 * 2**20,
        ws_ping_interval=30,
        ws_ping_timeout=30,
        ws_per_message_deflate=False,
        timeout_graceful_shutdown=_GOODBYE,
    )
    return _Server(config, site)


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if sys.platform == "win32":
        # There SO_REUSEADDR lets any program listen at the same port beside us.
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
    else:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as error:
        listening.close()
        raise VedomostError(
            "Cannot listen at {host}:{port}: {reason}. Stop the program that does, or "
            "choose another port.",
            host=host,
            port=port,
            reason=error.strerror,
        ) from error
    return listening


def _names_of(host: str) -> frozenset[str]:
    """Return the names a browser may ask for besides the machine's own."""
    if host in _EVERYWHERE:
        return frozenset({socket.gethostname().lower(), socket.getfqdn().lower()})
    return frozenset({_in_an_address(host)})


def _in_an_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host.lower()
