"""What the server does by itself: the full expectation suites, in quiet moments."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from dashboards.threads import run_in_threadpool
from ingest.quality import run_full_suites
from ingest.turns import CalledOffError, Turns

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from warehouse.school_folder import School

log = logging.getLogger(__name__)

FIRST_LOOK = 60.0  # seconds after the start: people open their first pages first
LOOK_EVERY = 10.0  # seconds
QUIET = timedelta(seconds=30)  # after the last hand-in
NOT_MORE_OFTEN = timedelta(minutes=10)
NIGHT = time(3, 0)  # in the school's zone
_SUITES = Turns(1)  # seconds of computing each: many schools begin at the same time


def is_due(
    now: datetime,
    last_run: datetime | None,
    last_entry: datetime | None,
    zone: ZoneInfo,
) -> bool:
    """Tell whether to judge the whole warehouse now; all times are aware.

    After hand-ins, once they have ceased; and once a night in any case, because what is
    due grows while nobody hands in. A missed night is made up for at the next look.
    """
    if last_run is None:
        return True
    local = now.astimezone(zone)
    night = datetime.combine(local.date(), NIGHT, zone)
    if local < night:
        night -= timedelta(days=1)
    if last_run < night:
        return True
    return (
        last_entry is not None
        and last_run < last_entry <= now - QUIET
        and now - last_run >= NOT_MORE_OFTEN
    )


async def judge_in_quiet_moments(
    school: School, is_over: Callable[[], bool] = lambda: False
) -> None:
    """Run the full suites whenever they are due, until cancelled or over."""
    await asyncio.sleep(FIRST_LOOK)
    while not is_over():
        last_run, last_entry = await run_in_threadpool(_last, school)
        if is_due(school.clock.now(), last_run, last_entry, school.timezone):
            await run_in_threadpool(_judge, school, is_over)
        await asyncio.sleep(LOOK_EVERY)


def _judge(school: School, is_over: Callable[[], bool]) -> None:
    """Run the suites once no other school's are being run."""
    with contextlib.suppress(CalledOffError), _SUITES.one(is_over):
        runs = run_full_suites(school)
        log.info("suites run: %s", [(run.suite, run.success) for run in runs])


def _last(school: School) -> tuple[datetime | None, datetime | None]:
    """Return when the suites last ran and when the last entry was received."""
    with school.database.reading() as cursor:
        row = cursor.execute(
            """
            select
                (
                    select max(started_at) from journal.suite_runs
                    where suite = 'warehouse'
                ),
                (select max(sealed_at) from journal.blocks where count_entries > 0)
            """
        ).fetchone()
    last_run, last_entry = row or (None, None)
    return (
        last_run.replace(tzinfo=UTC) if last_run else None,
        last_entry.replace(tzinfo=UTC) if last_entry else None,
    )
