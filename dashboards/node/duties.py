"""What a school's server does by itself, while this node has the school's duty.

Finishing interrupted hand-ins, sending mails, watching the folder, jobs at set times,
packages of the archive, the full suites. A node that loses the duty stops all of it and
goes on to serve pages.
"""

from __future__ import annotations

import asyncio
import threading
from typing import TYPE_CHECKING

from dashboards.failures import log_place
from dashboards.housekeeping import start_judging
from dashboards.mail.sending import Postman
from dashboards.monthly_export.shelf import sweep as sweep_exports
from dashboards.scheduling.jobs import JOBS
from dashboards.scheduling.scheduler import Scheduler
from dashboards.threads import run_in_threadpool
from dashboards.watched_folder import watch_folder
from ingest.load import finish_interrupted, finish_left

if TYPE_CHECKING:
    from dashboards.node.duty import Duty
    from dashboards.site import Site

LOOKS_EVERY = 10.0  # seconds; another node's duties are taken over within that


class Duties:
    """The duties of one school at this node, done or left to another."""

    def __init__(self, site: Site, duty: Duty) -> None:
        self._site = site
        self._duty = duty
        self._at_work: _AtWork | None = None
        self._looking: asyncio.Task[None] | None = None

    async def begin(self) -> None:
        """Take the duty if it is free, and look again and again from then on."""
        await self._look()
        self._looking = asyncio.create_task(self._go_on_looking())

    def is_at_work(self) -> bool:
        """Tell whether this node has the school's duty."""
        return self._at_work is not None

    async def end(self) -> None:
        """Stop everything in order and let another node take the duty."""
        if self._looking is not None:
            self._looking.cancel()
            await asyncio.gather(self._looking, return_exceptions=True)
        await self._rest()
        await run_in_threadpool(self._duty.release)

    async def _go_on_looking(self) -> None:
        while True:
            await asyncio.sleep(LOOKS_EVERY)
            try:
                await self._look()
            except Exception as error:  # the catalogue is away: the next look tries
                log_place(error)

    async def _look(self) -> None:
        """Begin or stop, as the duty came or went."""
        if self._at_work is not None:
            if not await run_in_threadpool(self._duty.holds):
                await self._rest()
            elif self._site.school.files.is_shared:
                # Nodes that had no duty die, too, and leave hand-ins behind.
                await run_in_threadpool(finish_left, self._site.school)
        elif await run_in_threadpool(self._duty.acquire):
            await run_in_threadpool(finish_interrupted, self._site.school)
            await run_in_threadpool(sweep_exports, self._site.school)
            self._at_work = _AtWork(self._site)
            self._at_work.begin()

    async def _rest(self) -> None:
        at_work, self._at_work = self._at_work, None
        if at_work is not None:
            await at_work.end()


class _AtWork:
    """All that goes on by itself between taking the duty and losing it."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._is_over = threading.Event()
        self._postman = Postman(site.school, site.mail) if site.mail else None
        self._scheduler = Scheduler(site, JOBS)
        self._watching: asyncio.Task[None] | None = None

    def begin(self) -> None:
        self._watching = asyncio.create_task(watch_folder(self._site))
        start_judging(self._site, self._is_over.is_set)
        self._site.archive.wake()  # what a stop or a crash left owed
        if self._postman is not None:
            self._postman.start()
        self._scheduler.start()

    async def end(self) -> None:
        self._is_over.set()
        if self._watching is not None:
            self._watching.cancel()
            await asyncio.gather(self._watching, return_exceptions=True)
        if self._postman is not None:
            await run_in_threadpool(self._postman.stop)
        await run_in_threadpool(self._scheduler.stop)
