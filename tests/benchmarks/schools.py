"""Twenty small schools in one server process, beside one: start, memory, fairness.

The servers are the real commands, one after the other in turns of rounds. Memory is
what the process holds once every school is open; wall clock where people wait.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import statistics
import time
from typing import TYPE_CHECKING, NamedTuple

import httpx

from dashboards.door.guard import COOKIE
from tests.benchmarks.served import log_ins, running
from tests.dashboards.conftest import NOW, make_small_school
from warehouse.clock import SetClock
from warehouse.school_folder import open_school, read_settings, write_settings

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

SCHOOLS, ROUNDS, CROWD, LOOKS = 20, 3, 60, 40
_IDLE = 10.0  # seconds over which the CPU of open, idle schools is taken
_TOKEN = "a token of thirty-two signs or more"
_HOST = "school-{:02}.example.org"
_PARENT = "R-01"


class Seen(NamedTuple):
    """One run of a node; seconds and MiB."""

    first_page: float  # from the start until the last school's log-in form is there
    all_open: float
    cpu: float  # until then
    memory: float
    idle: float  # share of a core
    alone: float  # a diary at one school, nothing else
    in_crowd: float  # the same beside a crowd at another school
    of_crowd: float  # a diary of the crowd
    stop: float


def measure(place: Path) -> dict[int, list[Seen]]:
    """Return what was seen with one school and with all, by how many schools."""
    made = place / "made"
    make_small_school(made, demo_now=NOW.isoformat())
    with open_school(made, SetClock(NOW)) as school:
        (session,) = log_ins(school, [_PARENT])
    seen: dict[int, list[Seen]] = {2: [], SCHOOLS: []}
    for number in range(ROUNDS):
        for count, found in seen.items():
            found.append(_run(place / f"{number}-{count}", made, count, session))
    return seen


def table(seen: Mapping[int, list[Seen]]) -> str:
    """Return medians as a table."""
    few, many = (
        Seen(*map(statistics.median, zip(*seen[count], strict=True))) for count in seen
    )
    a_school = (many.memory - few.memory) / (SCHOOLS - 2)
    rows = [
        ("start → the last school's log-in form, s", few.first_page, many.first_page),
        ("start → all schools open, s", few.all_open, many.all_open),
        ("CPU of that, s", few.cpu, many.cpu),
        ("memory with all open, MiB", few.memory, many.memory),
        ("idle, % of a core", few.idle * 100, many.idle * 100),
        ("a diary at one school, nothing else, ms", few.alone * 1e3, many.alone * 1e3),
        (
            f"a diary, while {CROWD} ask at once at another school, ms",
            few.in_crowd * 1e3,
            many.in_crowd * 1e3,
        ),
        (f"a diary of those {CROWD}, ms", few.of_crowd * 1e3, many.of_crowd * 1e3),
        ("stop, s", few.stop, many.stop),
    ]
    lines = [f"| what | 2 schools | {SCHOOLS} schools |", "|---|---|---|"]
    lines += [f"| {what} | {a:.2f} | {b:.2f} |" for what, a, b in rows]
    return "\n".join([*lines, "", f"One more open school: {a_school:.1f} MiB."])


def _run(folder: Path, made: Path, count: int, session: str) -> Seen:
    for number in range(count):
        school = folder / "schools" / f"s{number:02}"
        shutil.copytree(made, school)
        settings = read_settings(school)
        write_settings(school, {**settings, "host": _HOST.format(number)})
    (folder / "token").write_text(_TOKEN)
    (folder / "vedomost-node.toml").write_text(
        'folder = "schools"\n[serve]\nport = 0\n[metrics]\ntoken_file = "token"\n'
    )
    started = time.monotonic()
    with running("node", str(folder / "vedomost-node.toml")) as node:
        last = {"host": _HOST.format(count - 1)}
        httpx.get(f"{node.address}/login", headers=last, timeout=60).raise_for_status()
        first_page = time.monotonic() - started
        while _count_open(node.address) < count:
            time.sleep(0.05)
        all_open, cpu = time.monotonic() - started, node.cpu_seconds()
        alone = statistics.median(_look(node.address, count, session, 0)[0])
        alone_in_crowd, crowd = _look(node.address, count, session, CROWD)
        time.sleep(_IDLE)  # what the crowd left to do
        memory, before = node.resident_mib(), node.cpu_seconds()
        time.sleep(_IDLE)
        idle = (node.cpu_seconds() - before) / _IDLE
        stopping = time.monotonic()
    shutil.rmtree(folder)
    return Seen(
        first_page, all_open, cpu, memory, idle, alone,
        statistics.median(alone_in_crowd), statistics.median(crowd),
        time.monotonic() - stopping,
    )  # fmt: skip


def _look(
    address: str, count: int, session: str, crowd: int
) -> tuple[list[float], list[float]]:
    """Return seconds of diaries one by one at the last school, and of a crowd's."""

    async def look(client: httpx.AsyncClient, number: int) -> float:
        asked = {"host": _HOST.format(number), "cookie": f"{COOKIE}={session}"}
        started = time.monotonic()
        answer = await client.get(f"{address}/diary", headers=asked)
        answer.raise_for_status()
        return time.monotonic() - started

    async def both() -> tuple[list[float], list[float]]:
        limits = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(limits=limits, timeout=120) as client:
            await look(client, count - 1)
            crowding = [asyncio.create_task(look(client, 0)) for _ in range(crowd)]
            await asyncio.sleep(0.05)
            one_by_one: list[float] = []
            while len(one_by_one) < LOOKS and not (
                crowding and all(one.done() for one in crowding)
            ):
                one_by_one.append(await look(client, count - 1))
            return one_by_one, await asyncio.gather(*crowding)

    return asyncio.run(both())


def _count_open(address: str) -> int:
    told = httpx.get(
        f"{address}/metrics", headers={"authorization": f"Bearer {_TOKEN}"}, timeout=60
    ).text
    found = re.search(r"^vedomost_open_schools (\d+)", told, re.MULTILINE)
    return int(found[1]) if found else 0
