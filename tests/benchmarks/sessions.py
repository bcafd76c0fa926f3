"""Reruns of pages with 1, 10, 30 and 100 people who have pages open.

Wall clock: what counts is how long a person waits. The server is the real command, the
people are connections of this process; both share the cores. Each person reruns the
own page at a human pace, some 10 to 20 seconds apart, and chooses something else.
"""

from __future__ import annotations

import asyncio
import random
import statistics
from contextlib import AsyncExitStack
from itertools import cycle
from typing import TYPE_CHECKING, NamedTuple

import httpx

from tests.benchmarks.browsers import diary, tab
from tests.benchmarks.served import school_of_the_day, served
from tests.benchmarks.visitors import visitors

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.benchmarks.browsers import Tab
    from tests.benchmarks.served import Served
    from tests.benchmarks.visitors import Visitor

SESSIONS = (1, 10, 30, 100)
_PERCENT_95 = 94  # of 99 cuts
_PACE = (10.0, 20.0)  # seconds between two reruns of a person
_SECONDS = 60.0  # of measuring, for each number of sessions


class Seen(NamedTuple):
    """What people waited for a rerun, and what it cost the server."""

    sessions: int
    reruns: int
    median: float
    p95: float
    slowest: float
    by_page: dict[str, float]  # median seconds
    server_cpu: float  # share of one core


def measure(demo: Path, folder: Path, seconds: float = _SECONDS) -> list[Seen]:
    """Return what people saw with each number of sessions; `demo` is left alone."""
    with school_of_the_day(demo, folder) as school:
        people = visitors(school, max(SESSIONS))
    with served(folder) as server:
        return asyncio.run(_all(server, people, seconds))


async def _all(server: Served, people: list[Visitor], seconds: float) -> list[Seen]:
    limits = httpx.Limits(max_connections=None)
    async with (
        AsyncExitStack() as open_tabs,
        httpx.AsyncClient(limits=limits, timeout=120) as client,
    ):
        found = []
        arrived = 0
        runs: list[Reruns] = []
        for count in SESSIONS:
            runs += [
                await Reruns.arrive(server, one, open_tabs, client)
                for one in people[arrived:count]  # one after the other
            ]
            arrived = count
            before = server.cpu_seconds()
            took = await asyncio.gather(*(one.go_on(seconds) for one in runs))
            share = (server.cpu_seconds() - before) / seconds
            found.append(_seen(runs, took, share))
        return found


class Reruns:
    """One person who has a page open and does something there now and then."""

    def __init__(
        self,
        server: Served,
        visitor: Visitor,
        client: httpx.AsyncClient,
        page: Tab | None,
    ) -> None:
        self.page = visitor.page
        self.token = visitor.token
        self.tab = page  # None at the diary
        self._address = server.address
        self._client = client
        self._queries = cycle(visitor.queries)
        self._dice = random.Random(visitor.token)

    @classmethod
    async def arrive(
        cls,
        server: Served,
        visitor: Visitor,
        open_tabs: AsyncExitStack,
        client: httpx.AsyncClient,
    ) -> Reruns:
        """Open the page; the first view is not counted."""
        page = None
        if visitor.page != "diary":
            page = await open_tabs.enter_async_context(
                tab(server.address, visitor.token, visitor.page)
            )
        new = cls(server, visitor, client, page)
        await new.rerun()
        return new

    async def rerun(self) -> float:
        """Choose the next thing and wait until it is there."""
        if self.tab is None:
            return await diary(self._client, self._address, self.token)
        return await self.tab.run(next(self._queries))

    async def go_on(self, seconds: float) -> list[float]:
        """Rerun at a human pace for some time; return how long each rerun took."""
        return [await self.rerun() async for _ in self.paced(seconds)]

    async def paced(self, seconds: float) -> AsyncIterator[None]:
        """Yield whenever the person does something, for some time."""
        loop = asyncio.get_running_loop()
        until = loop.time() + seconds
        await asyncio.sleep(self._dice.uniform(0, _PACE[1]))
        while loop.time() < until:
            yield
            await asyncio.sleep(self._dice.uniform(*_PACE))


def _seen(runs: list[Reruns], took: list[list[float]], share: float) -> Seen:
    every = [one for times in took for one in times]
    by_page: dict[str, list[float]] = {}
    for run, times in zip(runs, took, strict=True):
        by_page.setdefault(run.page, []).extend(times)
    return Seen(
        sessions=len(runs),
        reruns=len(every),
        median=statistics.median(every),
        p95=percentile_95(every),
        slowest=max(every),
        by_page={
            page: statistics.median(times) for page, times in by_page.items() if times
        },
        server_cpu=share,
    )


def percentile_95(seconds: list[float]) -> float:
    """Return what 95 of 100 did not exceed."""
    if len(seconds) < 2:
        return max(seconds, default=0.0)
    return statistics.quantiles(seconds, n=100)[_PERCENT_95]


def table(found: list[Seen]) -> str:
    """Return the table of docs/performance.md, without the line of the machine."""
    lines = [
        "| people with a page open | reruns | median, ms | p95, ms | slowest, ms "
        "| server, cores |",
        "|---|---|---|---|---|---|",
    ]
    lines += [
        f"| {one.sessions} | {one.reruns} | {one.median * 1000:.0f} "
        f"| {one.p95 * 1000:.0f} | {one.slowest * 1000:.0f} | {one.server_cpu:.2f} |"
        for one in found
    ]
    last = found[-1]
    lines += [
        "",
        f"| page, with {last.sessions} people | median, ms |",
        "|---|---|",
    ]
    lines += [
        f"| {page} | {seconds * 1000:.0f} |" for page, seconds in last.by_page.items()
    ]
    return "\n".join(lines)
