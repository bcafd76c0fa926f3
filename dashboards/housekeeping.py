"""What the server does when nobody asks: old sessions and logs, checkpoints, suites."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import threading
import time
from typing import TYPE_CHECKING

from dashboards import current
from dashboards.failures import log_place
from dashboards.gate import by_itself
from dashboards.jobs import judge_in_quiet_moments
from dashboards.network_folder.books import folder_of
from dashboards.network_folder.scratch import sweep
from dashboards.threads import run_in_threadpool
from expectations.check import gate
from ingest.turns import CalledOffError
from warehouse.access.opening import open_missing
from warehouse.access.retention import forget_old

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date, datetime

    from dashboards.site import Site

_EVERY = 2.0  # seconds between looks
_EVERY_IN_LAKE = 5.0  # each look asks the catalogue, which all schools share
_SWEEP_EVERY = 10  # looks
_CHECKPOINT_EVERY = 150
_TIDIED_IN_LAKE_EVERY = 720  # an hour's small commits become one file a table
_CLOSED = """
select sessions.token_sha256
from access.sessions as sessions
left join access.accounts as accounts
    on sessions.account_id = accounts.account_id
where accounts.state is distinct from 'active'
    or accounts.security_version <> sessions.security_version
"""
_SUITES_AFTER = 1.0  # seconds: Great Expectations loads once pages can be opened
_AFTER_A_FAILURE = 60.0


async def keep_house(site: Site, is_on_duty: Callable[[], bool] = lambda: True) -> None:
    """End sessions that must not go on; on duty, now and then tidy the database."""
    tidied_on: date | None = None
    for look in itertools.count(1):
        await asyncio.sleep(_EVERY_IN_LAKE if site.sessions.is_shared else _EVERY)
        try:
            if site.sessions.counts()[0]:  # a school where nobody is asks nothing
                await run_in_threadpool(_look_at_sessions, site)
            if look % _SWEEP_EVERY == 0:
                await run_in_threadpool(site.sessions.sweep)
                site.batches.forget_old(site.school.clock.now())
            if not is_on_duty():
                continue
            if look % _checkpoint_every(site) == 0:
                await run_in_threadpool(site.school.database.checkpoint)
            now = site.school.clock.now()
            if tidied_on != now.date():
                await run_in_threadpool(_every_day, site, now)
                tidied_on = now.date()
        except Exception as error:  # whatever a look ran into, the next one tries again
            log_place(error)
            await asyncio.sleep(_AFTER_A_FAILURE)


def _checkpoint_every(site: Site) -> int:
    return _TIDIED_IN_LAKE_EVERY if site.sessions.is_shared else _CHECKPOINT_EVERY


def _every_day(site: Site, now: datetime) -> None:
    """Open the accounts that the set-up asks for; forget what is past its term."""
    database = site.school.database
    # Where the school is being closed, the next start does it.
    with (
        contextlib.suppress(CalledOffError),
        by_itself(lambda: site.intake.is_closed),
    ):
        open_missing(database, at=now, by="")
        forget_old(database, now)
        sweep(folder_of(site.school), now)


def _look_at_sessions(site: Site) -> None:
    if site.sessions.is_shared:
        site.sessions.follow()
    end_closed(site)


def end_closed(site: Site) -> None:
    """End sessions of accounts that were frozen or changed, whoever did it and how.

    Pages and doors ask at every run; this takes an open tab that asks nothing.
    """
    with site.school.database.reading() as cursor:
        closed = cursor.execute(_CLOSED).fetchall()
    for (session_id,) in closed:
        site.sessions.end(session_id, "closed")


def start_judging(site: Site, is_over: Callable[[], bool]) -> None:
    """Run the full suites in quiet moments, in a thread that a stop does not wait for.

    Loading Great Expectations and judging take seconds; a suite cut off in the middle
    has written nothing, because its results are kept in one transaction at its end.
    """
    work = current.carried(_judge)
    threading.Thread(
        target=work, args=[site, is_over], name="suites", daemon=True
    ).start()


def _judge(site: Site, is_over: Callable[[], bool]) -> None:
    time.sleep(_SUITES_AFTER)
    gate().start_loading()
    while not is_over():
        try:
            asyncio.run(judge_in_quiet_moments(site.school, is_over))
        except Exception as error:  # a failed suite must not end the judging for good
            if not is_over():
                log_place(error)
                time.sleep(_AFTER_A_FAILURE)
