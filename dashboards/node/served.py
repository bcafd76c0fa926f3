"""One open school of a node: its pages and doors, and what goes on behind them."""

from __future__ import annotations

import asyncio
import contextlib
from typing import TYPE_CHECKING

from dashboards import current
from dashboards.control.announcement import Announcement, announce, withdraw
from dashboards.housekeeping import keep_house
from dashboards.node.duties import Duties
from dashboards.node.duty import duty_of
from dashboards.site import open_site
from dashboards.threads import run_in_threadpool
from dashboards.trail import keep_trail
from warehouse.build import build_models
from warehouse.school_folder import open_school, read_settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.routing import Route

    from dashboards.node.places import Place
    from dashboards.site import Site
    from warehouse.clock import Clock


_GOODBYE = 5.0  # seconds that a package being made gets


class Served:
    """A school from its opening to its closing."""

    def __init__(
        self,
        place: Place,
        site: Site,
        routes: list[Route],
        opened: contextlib.ExitStack,
    ) -> None:
        self.place = place
        self.site = site
        self.routes = routes
        self._duties = Duties(site, duty_of(read_settings(place.folder)))
        self._opened = opened
        self._tasks: list[asyncio.Task[None]] = []
        self._is_closed = False

    async def begin(self) -> None:
        """Serve: from now on pages hear of commits and what is due gets done."""
        current.install(self.site)
        with current.serving(self.site):
            self.site.versions.bind(asyncio.get_running_loop())
            await self._duties.begin()
            self._tasks = [
                asyncio.create_task(keep_house(self.site, self._duties.is_at_work)),
                asyncio.create_task(keep_trail(self.site.trail)),
            ]

    def announce(self, address: str, pid: int) -> None:
        """Tell commands of this machine where this school's server is to be asked."""
        host = self.place.host
        own = Announcement(address, pid, self.site.control_token, host)
        announce(self.place.folder, own)

    def is_on_duty(self) -> bool:
        """Tell whether this node does what the school's server does by itself."""
        return self._duties.is_at_work()

    def let_go(self) -> None:
        """Let every waiting page go, and take nothing more in."""
        self.site.versions.close()
        self.site.intake.close()

    async def end(self) -> None:
        """Stop what goes on, write down what waits, close the school."""
        self.let_go()
        try:
            with current.serving(self.site):
                await self._stop()
        finally:
            await asyncio.to_thread(self.close)

    def close(self) -> None:
        """Let go of the school, unless that is done: also where a stop is cut short."""
        if self._is_closed:
            return
        self._is_closed = True
        current.remove(self.site)
        withdraw(self.place.folder, self.site.control_token)
        with self._opened:
            if not self.site.sessions.is_shared:  # a lake is tidied by the hour
                self.site.school.database.checkpoint()

    async def _stop(self) -> None:
        self.site.archive.stop()
        for task in self._tasks:
            task.cancel()
        await self._duties.end()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await run_in_threadpool(self.site.archive.wait, _GOODBYE)
        await run_in_threadpool(self.site.trail.write)
        await run_in_threadpool(self.site.sessions.sweep)


def open_served(
    place: Place, routes_of: Callable[[Site], list[Route]], clock: Clock | None
) -> Served:
    """Open a school for serving; takes half a second, so in a thread."""
    with contextlib.ExitStack() as opening:
        school = opening.enter_context(open_school(place.folder, clock))
        build_models(school.database)
        site = open_site(school, place.hosts, is_alone=not place.host)
        return Served(place, site, routes_of(site), opened=opening.pop_all())
