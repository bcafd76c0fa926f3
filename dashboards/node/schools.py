"""The schools of a node: opened when they are first asked for, closed with the node.

A school that cannot be opened (damaged, in use by another program) costs the others
nothing: who asks for it gets a sentence, the log says why, and it is tried again.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from typing import TYPE_CHECKING

from dashboards.failures import log_place
from dashboards.node.served import open_served
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from starlette.routing import Route

    from dashboards.node.places import Place
    from dashboards.node.served import Served
    from dashboards.site import Site
    from warehouse.clock import Clock

log = logging.getLogger(__name__)

AGAIN_AFTER = 10.0  # seconds: so often a school that does not open is tried
_OPEN_AT_ONCE = 2
_GRACE = 10.0  # seconds that the hand-ins of a school that goes have at most


class NotOpenedError(Exception):
    """The school cannot be opened at the moment; the log says why."""


class Schools:
    """All schools of a node, by the name at which each answers."""

    def __init__(
        self,
        places: Iterable[Place],
        routes_of: Callable[[Site], list[Route]],
        clock: Clock | None = None,
    ) -> None:
        self._place_at = {host: place for place in places for host in place.hosts}
        self._routes_of = routes_of
        self._clock = clock
        self._open: dict[str, Served] = {}
        self._opening: dict[str, asyncio.Task[Served]] = {}
        self._failed_at: dict[str, float] = {}
        self._two_at_once = asyncio.Semaphore(_OPEN_AT_ONCE)
        self._address: tuple[str, int] | None = None
        self.is_closing = False

    async def follow(self, places: Iterable[Place]) -> None:
        """Serve these schools from now on.

        Added ones are opened when they are first asked for. One that went, or is asked
        for by another name now, is closed once its hand-ins are through.
        """
        self._place_at = {host: place for place in places for host in place.hosts}
        served = set(self._place_at.values())
        gone = [one for one in self.opened() if one.place not in served]
        for one in gone:
            del self._open[one.place.school]
            one.let_go()
            log.info("the school %s is no longer served here", one.place.school)
        for one in gone:
            await asyncio.to_thread(one.site.intake.wait, _GRACE, lambda: False)
        await _end(gone)

    @property
    def count(self) -> int:
        """How many schools there are, open or not."""
        return len({place.school for place in self._place_at.values()})

    def opened(self) -> list[Served]:
        """Return the open schools."""
        return list(self._open.values())

    async def at(self, host: str) -> Served | None:
        """Return the school that answers at a name, opened; None for an unknown name.

        NotOpenedError where it cannot be opened.
        """
        place = self._place_at.get(host)
        if place is None:
            return None
        return self._open.get(place.school) or await self._asked_to_open(place)

    async def take(self, served: Served) -> None:
        """Serve a school that was opened before the node began."""
        await served.begin()
        self._open[served.place.school] = served

    async def open_all(self) -> None:
        """Open every school in the background, so that nobody's first page waits."""
        for host in tuple(self._place_at):
            if self.is_closing:
                return
            # What cannot be opened is in the log; whoever asks for it tries again.
            with contextlib.suppress(NotOpenedError):
                await self.at(host)

    def announce(self, address: str, pid: int) -> None:
        """Tell commands of this machine where to ask, for schools open and to come."""
        self._address = (address, pid)
        for served in self.opened():
            served.announce(address, pid)

    def let_go(self) -> int:
        """Let waiting pages go, begin nothing more; return how many hand-ins are on."""
        self.is_closing = True
        for served in self.opened():
            served.let_go()
        return sum(served.site.intake.count for served in self.opened())

    async def hand_ins_end(
        self, seconds: float, is_hurried: Callable[[], bool]
    ) -> None:
        """Wait for hand-ins that are on their way, in all schools, so long at most."""
        ends_at = time.monotonic() + seconds
        for served in self.opened():
            left = max(0.0, ends_at - time.monotonic())
            await asyncio.to_thread(served.site.intake.wait, left, is_hurried)

    async def close(self) -> None:
        """Close every school, all at the same time."""
        self.let_go()
        await asyncio.gather(*self._opening.values(), return_exceptions=True)
        await _end(self.opened())
        self._open.clear()

    async def _asked_to_open(self, place: Place) -> Served:
        """Open a school once, however many ask; one that failed waits a little."""
        task = self._opening.get(place.school)
        if task is None:
            failed_at = self._failed_at.get(place.school, -AGAIN_AFTER)
            if self.is_closing or time.monotonic() - failed_at < AGAIN_AFTER:
                raise NotOpenedError
            task = asyncio.create_task(self._opened(place))
            self._opening[place.school] = task
        # Whoever leaves meanwhile must not stop what the others wait for.
        return await asyncio.shield(task)

    async def _opened(self, place: Place) -> Served:
        try:
            async with self._two_at_once:
                served = await asyncio.to_thread(
                    open_served, place, self._routes_of, self._clock
                )
                await _begin(served)
        except Exception as error:
            self._failed_at[place.school] = time.monotonic()
            _tell(place, error)
            raise NotOpenedError from error
        finally:
            del self._opening[place.school]
        self._open[place.school] = served
        if self._address is not None:
            served.announce(*self._address)
        return served


async def _begin(served: Served) -> None:
    """Begin to serve; a school where that fails is closed again."""
    try:
        await served.begin()
    except BaseException:
        await served.end()
        raise


async def _end(schools: list[Served]) -> None:
    """Close schools at the same time; one that fails keeps no other open."""
    closing = [served.end() for served in schools]
    for failure in await asyncio.gather(*closing, return_exceptions=True):
        if isinstance(failure, Exception):
            log_place(failure)


def _tell(place: Place, error: Exception) -> None:
    if isinstance(error, VedomostError):
        log.error("The school %s is not open: %s", place.school, error)
    else:
        log_place(error)
