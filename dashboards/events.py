"""`/events`: tells open pages the ledger's version, 50 ms after a commit."""

from __future__ import annotations

import asyncio
import contextlib
import random
from typing import TYPE_CHECKING

from starlette.responses import StreamingResponse
from starlette.routing import Route

from dashboards.concerns import concern_asked, version_of
from dashboards.gathering import Gathering
from dashboards.threads import run_in_threadpool

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from dashboards.concerns import Concern
    from dashboards.door.sessions import Session, Sessions
    from warehouse.database import Database

_GATHER = 0.05  # several commits in a row become one refresh
_SPREAD = 5.0  # seconds over which pages that waited for the same version draw it
_LOOK_AGAIN = 15.0  # how often a silent stream checks that its session lives


class Versions:
    """Carries the database's version from writers' threads to waiting pages."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._loop: asyncio.AbstractEventLoop | None = None
        self._grown = asyncio.Event()
        self._gathering = Gathering(database)
        self._stop_listening = database.listen(self._committed)
        self.is_closing = False

    @property
    def latest(self) -> int:
        """The number of the last commit that pages should show."""
        return self._database.version

    def of(self, concern: Concern | None) -> int:
        """Return the number of the last commit that concerns a page."""
        if concern is None:
            return self._gathering.version()
        return version_of(self._database, concern)

    def gathered_in(self) -> float:
        """Return after how many seconds a page of the whole school sees the latest."""
        return self._gathering.seconds_left() + random.uniform(0, _SPREAD)  # noqa: S311

    def bind(self, loop: asyncio.AbstractEventLoop) -> None:
        """Name the loop on which pages wait."""
        self._loop = loop

    async def after(self, version: int) -> int:
        """Wait for a version beyond this one; returns the same one after a while."""
        if self.latest <= version and not self.is_closing:
            grown = self._grown
            try:
                await asyncio.wait_for(grown.wait(), _LOOK_AGAIN)
            except TimeoutError:
                return self.latest
            await asyncio.sleep(_GATHER)
        return self.latest

    def close(self) -> None:
        """Let every waiting page go, so that the server can stop."""
        if not self.is_closing:
            self.is_closing = True
            self._stop_listening()
            self._wake()

    def _committed(self, _version: int) -> None:
        self._gathering.committed()
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake)

    def _wake(self) -> None:
        self._grown.set()
        self._grown = asyncio.Event()


class _Stream:
    """One page that waits for versions, and hears when its session ends."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._left = asyncio.Event()
        self.why = ""

    def leave(self, why: str) -> None:
        """Tell the page to go to the log-in; may be called from any thread."""
        self.why = why
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is there
            self._loop.call_soon_threadsafe(self._left.set)

    async def version_after(self, versions: Versions, version: int) -> int:
        """Wait as `Versions.after` does, but no longer than the session lives."""
        grown = asyncio.ensure_future(versions.after(version))
        left = asyncio.ensure_future(self._left.wait())
        try:
            await asyncio.wait({grown, left}, return_when=asyncio.FIRST_COMPLETED)
            return version if self.why else grown.result()
        finally:
            grown.cancel()
            left.cancel()

    async def rest(self, versions: Versions, seconds: float) -> None:
        """Wait so long, while the session lives and the server."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while not self.why and not versions.is_closing:
                    await self.version_after(versions, versions.latest)


def event_routes(versions: Versions, sessions: Sessions) -> list[Route]:
    """Return the route of the version stream."""

    async def stream(request: Request) -> StreamingResponse:
        session = request.scope["vedomost.session"]
        query = dict(request.query_params)
        concern = await run_in_threadpool(_concern, sessions, session, query)
        return StreamingResponse(
            _lines(versions, sessions, session, concern),
            media_type="text/event-stream",
            headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        )

    return [Route("/events", stream, methods=["GET"])]


def _concern(
    sessions: Sessions, session: Session, query: dict[str, str]
) -> Concern | None:
    account = sessions.account(session) if query else None
    return concern_asked(query, account.person_id) if account is not None else None


async def _lines(
    versions: Versions, sessions: Sessions, session: Session, concern: Concern | None
) -> AsyncIterator[str]:
    """Yield the version now and whenever it grows, at last why to leave.

    Of a page that follows only some journal pages, the last version that concerns it.
    """
    one = _Stream()
    session.streams.add(one)
    try:
        looked = versions.latest
        told = await run_in_threadpool(versions.of, concern)
        yield f"event: version\ndata: {told}\n\n"
        while not versions.is_closing and sessions.for_id(session.session_id):
            latest = await one.version_after(versions, looked)
            if one.why:
                break
            if latest == looked:
                yield ": still here\n\n"
                continue
            looked = latest
            version = await run_in_threadpool(versions.of, concern)
            if concern is None and version < latest:
                await one.rest(versions, versions.gathered_in())
                version = versions.of(concern)
            if version != told:
                yield f"event: version\ndata: {version}\n\n"
            told = version
        if one.why:
            yield f"event: leave\ndata: {one.why}\n\n"
    finally:
        session.streams.discard(one)
