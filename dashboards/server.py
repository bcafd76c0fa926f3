"""The one process that serves a school, or many: pages, doors, a clean end.

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
from dataclasses import dataclass, field, replace
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

import streamlit as st
import uvicorn
from starlette.middleware import Middleware
from starlette.responses import JSONResponse
from starlette.routing import Route

from dashboards import refusals, streamlit_settings
from dashboards.archive.downloads import archive_routes
from dashboards.calendar_feed.calendar_page import calendar_page_routes
from dashboards.calendar_feed.feed_door import calendar_routes
from dashboards.control.routes import control_routes
from dashboards.diary.mail_routes import mail_routes
from dashboards.diary.routes import diary_routes
from dashboards.door.login import Login
from dashboards.door.outside_login import outside_routes
from dashboards.downloads import download_routes
from dashboards.events import event_routes
from dashboards.failures import log_place, page_failed
from dashboards.mail.unsubscribing import unsubscribe_routes
from dashboards.metrics import metrics_routes
from dashboards.network_folder.routes import network_folder_routes
from dashboards.node.by_host import ByHost, RoutesOfTheSchool
from dashboards.node.places import Place
from dashboards.node.schools import Schools
from dashboards.node.served import Served, open_served
from dashboards.returned_copies import returned_routes
from dashboards.server_log import setting_up
from dashboards.server_log.events import tell
from dashboards.shell import shell_routes
from dashboards.site import OWN_NAMES
from dashboards.uploads import upload_routes
from dashboards.weekly_sheets.paper_page import paper_routes
from dashboards.weekly_sheets.pdf_door import week_pdf_routes
from ingest.reading.child import close_reader
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
    from types import FrameType

    from starlette.requests import Request
    from starlette.types import ASGIApp

    from dashboards.site import Site
    from warehouse.clock import Clock

_APP = Path(__file__).parent / "app.py"
_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - when the administrator asks for it
_GOODBYE = 5  # seconds that open requests get when the server stops
_NEW_SCHOOLS_EVERY = 30.0  # seconds
_READY_AFTER = 60.0  # seconds at most until a node that opens schools takes people
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
    hosts = OWN_NAMES | names_of(host)
    place = Place(folder.resolve().name, folder, host="", hosts=hosts)
    served = open_served(place, our_routes, clock)
    place = replace(place, hosts=served.site.hosts)
    node = Node(Schools([place], our_routes), first=served, grace=grace)
    run(node, host, port, on_ready=on_ready)


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


@dataclass
class Node:
    """What one process serves; `first` was opened before, to say at once what fails."""

    schools: Schools
    first: Served | None = None
    # What answers at the machine's own names, where those are no school's.
    own_doors: Mapping[str, ASGIApp] = field(default_factory=dict)
    places: Callable[[], list[Place]] | None = None  # asked which schools come and go
    grace: float = GRACE
    is_ready: bool = False  # whoever stands in front may send requests
    failure: Exception | None = None  # why it did not begin to serve


def run(
    node: Node,
    host: str,
    port: int,
    *,
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve a node's schools until SIGTERM or Ctrl-C."""
    refusals.install()
    try:
        with _listen(host, port) as listening:
            _server(node, host, listening, on_ready).run(sockets=[listening])
    finally:
        close_reader()
        for served in (*node.schools.opened(), *([node.first] if node.first else [])):
            served.close()
    if node.failure is not None:
        raise node.failure
    tell("stopped")


def build_app(node: Node, ready: Callable[[], None] | None = None) -> st.App:
    """Put routes, guard and pages together into one ASGI application."""

    @contextlib.asynccontextmanager
    async def lifespan(_app: st.App) -> AsyncIterator[None]:
        try:
            if node.first is not None:
                await node.schools.take(node.first)
        except Exception as error:
            node.failure = error
            raise
        opening = asyncio.create_task(_keep_opening(node))
        gc.collect()
        gc.freeze()  # what start-up loaded is never collected: 60–90 ms a page run
        if ready is not None:
            asyncio.get_running_loop().call_later(0.05, ready)
        yield
        node.is_ready = False
        opening.cancel()
        await node.schools.close()
        await asyncio.gather(opening, return_exceptions=True)

    return st.App(
        _APP,
        lifespan=lifespan,
        routes=[RoutesOfTheSchool()],
        middleware=[Middleware(ByHost, schools=node.schools, own_doors=node.own_doors)],
        on_script_error=page_failed,
    )


async def _keep_opening(node: Node) -> None:
    """Open the schools of a node of many; then follow what comes and goes.

    Until they are tried, whoever stands in front is told to ask another node; where
    that takes long, no longer: perhaps there is none.
    """
    opening = asyncio.create_task(node.schools.open_all())
    try:
        await asyncio.wait([opening], timeout=_READY_AFTER)
        node.is_ready = not node.schools.is_closing
        await opening
    finally:
        opening.cancel()
    while node.places is not None:
        await asyncio.sleep(_NEW_SCHOOLS_EVERY)
        try:
            await node.schools.follow(await asyncio.to_thread(node.places))
        except Exception as error:  # the registry is away, a folder is half laid
            log_place(error)
        await node.schools.open_all()


class _Server(uvicorn.Server):
    """uvicorn that lets waiting pages go before it waits for them."""

    def __init__(self, config: uvicorn.Config, node: Node) -> None:
        super().__init__(config)
        self._node = node
        self._is_hurried = False

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop in order; uvicorn would raise the signal again and skip our closing."""
        del frame
        self._is_hurried = self.should_exit  # asked a second time
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._node.is_ready = False
        tell("stopping", count=self._node.schools.let_go())
        # Whoever asks meanwhile is answered: a hand-in with 503, a page as ever.
        await self._node.schools.hand_ins_end(
            self._node.grace, lambda: self._is_hurried
        )
        await super().shutdown(sockets)


def _server(
    node: Node,
    host: str,
    listening: socket.socket,
    on_ready: Callable[[str], None] | None,
) -> _Server:
    streamlit_settings.apply(host)
    shown = "127.0.0.1" if host in _EVERYWHERE else _in_an_address(host)
    address = f"http://{shown}:{listening.getsockname()[1]}"

    def ready() -> None:
        node.schools.announce(address, os.getpid())
        tell("started", address=address, version=version("vedomost"))
        if on_ready is not None:
            on_ready(address)

    app = build_app(node, ready)
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
    return _Server(config, node)


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


def names_of(host: str) -> frozenset[str]:
    """Return the names a browser may ask for besides the machine's own."""
    if host in _EVERYWHERE:
        return frozenset({socket.gethostname().lower(), socket.getfqdn().lower()})
    return frozenset({_in_an_address(host)})


def _in_an_address(host: str) -> str:
    return f"[{host}]" if ":" in host else host.lower()
