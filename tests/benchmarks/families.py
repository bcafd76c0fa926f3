"""A hundred parents who open the diary at once, alone and beside a running ingest.

Wall clock, unlike the other benchmarks: what counts is how long a parent waits. The
server is the real command; the parents are connections of this process, each with a
session and a child of its own, so that no first view is a second one. Beside them
teachers hand in workbooks at the door of programs, one after the other, without a
pause. A second server process is never needed; client and server share two cores.
"""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import TYPE_CHECKING, NamedTuple

import httpx

from dashboards.door.guard import COOKIE
from dashboards.door.sessions import Sessions
from tests.benchmarks.served import filled_workbooks, school_of_the_day, served
from warehouse.access.accounts import account_for_id

if TYPE_CHECKING:
    from pathlib import Path

    from tests.benchmarks.served import Filled
    from warehouse.school_folder import School

PARENTS, ROUNDS, TEACHERS = 100, 4, 12
_PERCENT_95 = 94  # of 99 cuts
_LONGEST = 120.0  # seconds that a parent waits before it counts as an error


class Seen(NamedTuple):
    """Seconds that parents waited for the whole page."""

    median: float
    p95: float
    slowest: float
    count_handed_in: int  # while they waited
    kilobytes: float  # of a page, median


class _School(NamedTuple):
    sessions: list[str]  # tokens of parents, PARENTS for each burst
    workbooks: list[Filled]


def measure(demo: Path, folder: Path) -> dict[str, Seen]:
    """Return what parents saw, quiet and beside an ingest; `demo` is left alone."""
    with school_of_the_day(demo, folder) as school:
        prepared = _School(_sessions(school), filled_workbooks(school, TEACHERS))
    with served(folder) as server:
        return asyncio.run(_both(server.address, prepared))


async def _both(address: str, school: _School) -> dict[str, Seen]:
    bursts = [
        school.sessions[start : start + PARENTS]
        for start in range(0, len(school.sessions), PARENTS)
    ]
    await _burst(address, bursts[0])  # the server warms up
    quiet, busy = bursts[1 : ROUNDS + 1], bursts[ROUNDS + 1 :]
    alone = [one for burst in quiet for one in await _burst(address, burst)]
    handing_in = asyncio.create_task(_ingest(address, school.workbooks))
    await asyncio.sleep(2)
    beside = []
    for burst in busy:
        beside += await _burst(address, burst)
    handing_in.cancel()
    count = sum(await handing_in)
    return {
        f"{PARENTS} parents at once, nothing else": _seen(alone, 0),
        f"{PARENTS} parents at once, beside an ingest": _seen(beside, count),
    }


async def _burst(address: str, tokens: list[str]) -> list[tuple[float, int]]:
    """Open the diary by all tokens at once; return seconds and bytes of each."""
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(limits=limits, timeout=_LONGEST) as client:

        async def look(token: str) -> tuple[float, int]:
            started = time.monotonic()
            answer = await client.get(
                f"{address}/diary",
                headers={"cookie": f"{COOKIE}={token}", "accept": "text/html"},
            )
            if answer.status_code != httpx.codes.OK or "<h1>" not in answer.text:
                raise RuntimeError(f"no diary: {answer.status_code}")
            return time.monotonic() - started, len(answer.content)

        return await asyncio.gather(*(look(token) for token in tokens))


async def _ingest(address: str, workbooks: list[Filled]) -> list[int]:
    """Hand in one workbook after the other until cancelled; return a 1 for each."""
    taken: list[int] = []
    async with httpx.AsyncClient(timeout=_LONGEST) as client:
        try:
            for token, content, _page in workbooks * 100:
                answer = await client.post(
                    f"{address}/api/workbooks",
                    content=content,
                    headers={"authorization": f"Bearer {token}"},
                )
                answer.raise_for_status()
                taken.append(1)
        except asyncio.CancelledError:
            return taken
    return taken


def _seen(waited: list[tuple[float, int]], count_handed_in: int) -> Seen:
    seconds = [one for one, _ in waited]
    return Seen(
        median=statistics.median(seconds),
        p95=statistics.quantiles(seconds, n=100)[_PERCENT_95],
        slowest=max(seconds),
        count_handed_in=count_handed_in,
        kilobytes=statistics.median(size for _, size in waited) / 1000,
    )


def _sessions(school: School) -> list[str]:
    """Open a session for each of as many parents as the bursts need, no child twice."""
    database = school.database
    with database.reading() as cursor:
        accounts = cursor.execute(
            """
            select min(accounts.account_id)
            from access.accounts as accounts
            inner join intermediate.int_diary_access as access
                on accounts.person_id = access.person_id
            inner join staging.stg_students as students
                on access.student_id = students.student_id
            where
                not starts_with(access.person_id, 'student:')
                and students.left_on is null
            group by access.student_id
            order by hash(access.student_id)
            """
        ).fetchall()
    with database.writing() as cursor:  # most families have not come yet
        cursor.execute("update access.accounts set state = 'active'")
    sessions = Sessions(database, school.clock)
    needed = PARENTS * (2 * ROUNDS + 1)
    tokens = []
    for place in range(needed):
        account = account_for_id(database, accounts[place % len(accounts)][0])
        if account is None:
            raise LookupError(accounts[place])
        tokens.append(sessions.open(account))
    return tokens
