"""Lines of the log of access that pages and doors write while people wait (§1.7).

A line costs 1.2 ms on the disk and may wait for an upload that is being written, so
views and refusals are gathered and written together within a second. What must be
there whatever happens next (log-ins, codes, freezing, exports) is written at once, by
`warehouse.access.log.note`.
"""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from dashboards.failures import log_place
from dashboards.threads import run_in_threadpool
from warehouse.access import log

if TYPE_CHECKING:
    from datetime import datetime

    from warehouse.clock import Clock
    from warehouse.database import Database

AGAIN_AFTER = timedelta(minutes=10)
_WRITTEN_EVERY = 1.0  # seconds
_MOST_REMEMBERED = 10_000


class _Line(NamedTuple):
    at: datetime
    actor: log.Actor
    action: str
    place: str
    scope: str
    about: str


class Trail:
    """Gathers lines; the same one is told once in ten minutes."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._waiting: list[_Line] = []
        self._told: OrderedDict[tuple[str, ...], datetime] = OrderedDict()

    def tell(
        self,
        by: str,
        actor: log.Actor,
        action: str,
        *,
        place: str,
        scope: str = "",
        about: str = "",
    ) -> None:
        """Tell of a view or a refusal; `by` is the session or address that repeats."""
        if action not in log.ACTIONS:
            raise ValueError(action)
        now = self._clock.now()
        key = (by, action, place, scope, about)
        with self._lock:
            before = self._told.get(key)
            if before is not None and now - before < AGAIN_AFTER:
                return
            self._told[key] = now
            self._told.move_to_end(key)
            while len(self._told) > _MOST_REMEMBERED:
                self._told.popitem(last=False)
            self._waiting.append(_Line(now, actor, action, place, scope, about))

    def is_empty(self) -> bool:
        """Tell whether nothing waits to be written."""
        return not self._waiting

    def write(self) -> None:
        """Write down what was told, in one transaction; what fails is kept."""
        with self._lock:
            lines, self._waiting = self._waiting, []
        if not lines:
            return
        try:
            with self._database.writing(announced=False) as cursor:
                for line in lines:
                    log.write(
                        cursor,
                        line.at,
                        line.actor,
                        line.action,
                        place=line.place,
                        scope=line.scope,
                        about=line.about,
                    )
        except BaseException:
            with self._lock:
                self._waiting[:0] = lines
            raise


async def keep_trail(trail: Trail) -> None:
    """Write what was told, once a second, until the server stops."""
    while True:
        await asyncio.sleep(_WRITTEN_EVERY)
        if trail.is_empty():
            continue
        try:
            await run_in_threadpool(trail.write)
        except Exception as error:  # a full disk: the lines wait, the next look tries
            log_place(error)
