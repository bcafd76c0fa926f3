"""The long run: a hundred people look while thirty workbooks a minute come in.

Open pages are drawn anew at a human pace and after every commit of which their listener
hears; diaries ask over HTTP. One tab watches the page of a teacher who hands in: from
the acknowledgement of the upload until the new mark has been drawn there. Wall clock;
server and clients share the cores. Any failed page, upload or line of the server's log
is an error.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import time
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from tests.benchmarks.browsers import tab, versions
from tests.benchmarks.served import (
    filled_workbooks,
    log_ins,
    people_of,
    school_of_the_day,
    served,
)
from tests.benchmarks.sessions import Reruns, percentile_95
from tests.benchmarks.visitors import page_query, visitors

if TYPE_CHECKING:
    from collections.abc import Awaitable
    from pathlib import Path

    from tests.benchmarks.browsers import Tab
    from tests.benchmarks.served import Filled, Served
    from tests.benchmarks.visitors import Visitor

SESSIONS, TEACHERS = 100, 6
BETWEEN_UPLOADS = 2.0  # seconds: thirty a minute
MINUTES = float(os.environ.get("VEDOMOST_BENCH_MINUTES", "10"))


@dataclass
class Told:
    """What was measured; seconds, MiB, shares of a core."""

    minutes: float = 0.0
    reruns: list[float] = field(default_factory=list)
    refreshes: list[float] = field(default_factory=list)
    diaries: list[float] = field(default_factory=list)
    uploads: list[float] = field(default_factory=list)
    seen: list[float] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)  # at the start and at the end
    cores: float = 0.0
    errors: list[str] = field(default_factory=list)

    async def noting(self, times: list[float], deed: Awaitable[float]) -> None:
        """Do something and note its time, or that it failed."""
        try:
            times.append(await deed)
        except Exception as error:  # whatever failed is counted, the others go on
            self.errors.append(f"{type(error).__name__}: {error}"[:200])


def measure(demo: Path, folder: Path, minutes: float = MINUTES) -> Told:
    """Run the load for some minutes; `demo` is left alone."""
    with school_of_the_day(demo, folder) as school:
        people = visitors(school, SESSIONS)
        saves = int(minutes * 60 / BETWEEN_UPLOADS / TEACHERS) + 1
        books = filled_workbooks(school, TEACHERS, saves)
        director = people_of(school, "director")[0]
        watcher = log_ins(school, [director])[0]
        watched = page_query(school, director, books[0].page_id)
    with served(folder) as server:
        told = asyncio.run(
            _run(server, people, books, (watcher, watched), minutes * 60)
        )
        # A record's first line; those below it tell places of this machine.
        told.errors += [line.strip() for line in server.log if line[:1].isdigit()]
        return told


async def _run(
    server: Served,
    people: list[Visitor],
    books: list[Filled],
    watching: tuple[str, str],
    seconds: float,
) -> Told:
    watcher, query = watching
    told = Told(minutes=seconds / 60)
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with (
        AsyncExitStack() as open_tabs,
        httpx.AsyncClient(limits=limits, timeout=120) as client,
    ):
        visits = [await Reruns.arrive(server, one, open_tabs, client) for one in people]
        watched = await open_tabs.enter_async_context(
            tab(
                server.address,
                watcher,
                "journal_page",
                query,
            )
        )
        await watched.run()
        listening = [
            asyncio.create_task(_listen(told, client, server, visit.token, visit.tab))
            for visit in visits
            if visit.tab is not None
        ]
        listening.append(
            asyncio.create_task(_listen(told, client, server, watcher, watched))
        )
        await asyncio.sleep(3)
        told.memory.append(server.resident_mib())
        cpu, begun = server.cpu_seconds(), time.monotonic()
        await asyncio.gather(
            *(_visit(told, visit, seconds) for visit in visits),
            _hand_in(told, client, server, books, watched, seconds),
        )
        told.cores = (server.cpu_seconds() - cpu) / (time.monotonic() - begun)
        told.memory.append(server.resident_mib())
        told.errors += [
            f"a listener ended: {one.exception()}" for one in listening if one.done()
        ]
        for one in listening:
            one.cancel()
        await asyncio.gather(*listening, return_exceptions=True)
    return told


async def _visit(told: Told, visit: Reruns, seconds: float) -> None:
    times = told.diaries if visit.tab is None else told.reruns
    async for _ in visit.paced(seconds):
        await told.noting(times, visit.rerun())


async def _listen(
    told: Told, client: httpx.AsyncClient, server: Served, token: str, page: Tab
) -> None:
    """Have the page drawn anew whenever its listener hears of a version."""
    async for version in versions(client, server.address, token, page.asked_events):
        if version > page.version:
            page.version = version
            await told.noting(told.refreshes, page.refresh(version))


async def _hand_in(
    told: Told,
    client: httpx.AsyncClient,
    server: Served,
    books: list[Filled],
    watched: Tab,
    seconds: float,
) -> None:
    """Hand in one workbook after the other at a steady pace."""
    begun = time.monotonic()
    sending: list[asyncio.Task[None]] = []
    for number, book in enumerate(books):
        wait = begun + number * BETWEEN_UPLOADS - time.monotonic()
        await asyncio.sleep(max(wait, 0))
        if time.monotonic() - begun >= seconds:
            break
        looked_at = watched if book.page_id == books[0].page_id else None
        sending.append(asyncio.create_task(_one(told, client, server, book, looked_at)))
    await asyncio.gather(*sending)


async def _one(
    told: Told,
    client: httpx.AsyncClient,
    server: Served,
    book: Filled,
    watched: Tab | None,
) -> None:
    before = watched.drawn if watched else ""

    async def post() -> float:
        started = time.monotonic()
        answer = await client.post(
            f"{server.address}/api/workbooks",
            content=book.content,
            headers={"authorization": f"Bearer {book.token}"},
        )
        answer.raise_for_status()
        return time.monotonic() - started

    async def seen() -> float:
        started = time.monotonic()
        async with asyncio.timeout(30):
            while watched is not None and watched.drawn == before:
                await asyncio.sleep(0.01)
        return time.monotonic() - started

    await told.noting(told.uploads, post())
    if watched is not None:
        await told.noting(told.seen, seen())


def table(told: Told) -> str:
    """Return the table of docs/performance.md, without the line of the machine."""
    lines = [
        "| what | times | median, ms | p95, ms | slowest, ms |",
        "|---|---|---|---|---|",
    ]
    for name, times in (
        ("a page drawn anew by its person", told.reruns),
        ("the live part of a page, after a commit", told.refreshes),
        ("the diary", told.diaries),
        ("upload → acknowledged", told.uploads),
        ("acknowledged → seen on another's page", told.seen),
    ):
        median = statistics.median(times or [0.0])
        figures = (median, percentile_95(times), max(times, default=0.0))
        shown = " | ".join(f"{one * 1000:.0f}" for one in figures)
        lines.append(f"| {name} | {len(times)} | {shown} |")
    start, end = told.memory
    lines += [
        "",
        f"{told.minutes:g} minutes, {SESSIONS} people, {len(told.uploads)} uploads. "
        f"Server: {start:.0f} MiB at the start, {end:.0f} MiB at the end, "
        f"{told.cores:.2f} cores busy. Errors: {len(told.errors)}.",
        *(f"- {one}" for one in told.errors[:10]),
    ]
    return "\n".join(lines)
