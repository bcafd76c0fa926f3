"""What the server does when nobody asks: expired sessions, checkpoints, full suites."""

from __future__ import annotations

import asyncio
import itertools
import threading
import time
from typing import TYPE_CHECKING

from starlette.concurrency import run_in_threadpool

from dashboards.failures import log_place
from dashboards.jobs import judge_in_quiet_moments
from expectations.check import gate

if TYPE_CHECKING:
    from dashboards.site import Site

_EVERY = 20.0  # seconds between looks
_CHECKPOINT_EVERY = 15  # looks
_SUITES_AFTER = 1.0  # seconds: Great Expectations loads once pages can be opened
_AFTER_A_FAILURE = 60.0


async def keep_house(site: Site) -> None:
    """End expired sessions; now and then fold the database's log into its file."""
    for look in itertools.count(1):
        await asyncio.sleep(_EVERY)
        try:
            await run_in_threadpool(site.sessions.sweep)
            if look % _CHECKPOINT_EVERY == 0:
                await run_in_threadpool(site.school.database.checkpoint)
        except Exception as error:  # whatever a look ran into, the next one tries again
            log_place(error)


def start_judging(site: Site) -> None:
    """Run the full suites in quiet moments, in a thread that a stop does not wait for.

    Loading Great Expectations and judging take seconds; a suite cut off in the middle
    has written nothing, because its results are kept in one transaction at its end.
    """
    threading.Thread(target=_judge, args=[site], name="suites", daemon=True).start()


def _judge(site: Site) -> None:
    time.sleep(_SUITES_AFTER)
    gate().start_loading()
    while not site.versions.is_closing:
        try:
            asyncio.run(judge_in_quiet_moments(site.school))
        except Exception as error:  # a failed suite must not end the judging for good
            if not site.versions.is_closing:
                log_place(error)
        time.sleep(_AFTER_A_FAILURE)
