"""Uploads, from bytes to committed, against bars that anyone can rerun.

The bars: openpyxl merely opening the same file, calamine merely reading it, and a
script of an afternoon that does the same job (`naive.py`). Everything an upload costs
is in it: kept with fsync, guarded and read in the child, merged, checked, passed
through the gate, committed with fsync. Of a save some sixty cells are new.
"""

from __future__ import annotations

import gc
import io
import json
import statistics
import subprocess
import sys
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import openpyxl
from python_calamine import CalamineWorkbook

from expectations.check import gate
from ingest.load import hand_in
from ingest.reading.child import child_environment, read_workbook
from tests.benchmarks import naive
from tests.benchmarks.cpu import cpu_of
from tests.benchmarks.upload_schools import (
    BIG,
    SMALL,
    Size,
    Workbook,
    filled,
    hand_out,
    make_school,
    teachers,
)
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from ingest.receipt import Receipt
    from warehouse.school_folder import School

OPENPYXL, CALAMINE = "openpyxl opens the file", "calamine reads the file"
NAIVE = "openpyxl + pandas + to_sql into SQLite"
FIRST, SAVE, AGAIN = "first upload", "a save, 60 cells new", "the same upload again"
ROUNDS = {"small": 15, "big": 7}


class Measured(NamedTuple):
    """One size of school: median CPU seconds, and those of all first uploads."""

    seconds: Mapping[str, float]
    count_first: int
    all_first: float
    mebibytes: Mapping[str, float]


def measure(place: Path, size: Size) -> Measured:
    """Make a school of this size in `place` and measure its teachers' uploads."""
    folder = place / f"school-{size.name}"
    clock = make_school(folder, size)
    rounds = ROUNDS[size.name]
    gate().suites()
    with open_school(folder, clock) as school:
        people = teachers(school)
        books = [
            filled(hand_out(school, person), size, (rounds + 1) * (person == people[0]))
            for person in people
        ]
        read_workbook(books[0].first)  # starts the child
        gc.collect()
        gc.freeze()  # as the server does once it is warm
        rivals = _rivals(place / f"naive-{size.name}.sqlite")
        times = _first_uploads(school, books, rivals, rounds)
        _saves(school, books[0], rivals, times)
        gc.unfreeze()
    last = books[0].saves[-1]
    return Measured(
        {name: statistics.median(taken) for name, taken in times.items()},
        len(books),
        sum(times[FIRST]),
        _memory(folder, place, books[0].person_id, last),
    )


def _rivals(database: Path) -> dict[str, Callable[[bytes], object]]:
    return {
        OPENPYXL: lambda save: openpyxl.load_workbook(io.BytesIO(save)),
        CALAMINE: _calamine,
        NAIVE: partial(naive.take_in, database),
    }


def _first_uploads(
    school: School,
    books: list[Workbook],
    rivals: Mapping[str, Callable[[bytes], object]],
    rounds: int,
) -> dict[str, list[float]]:
    """Hand every teacher's workbook in; for some, run the bars on it beside."""
    times: dict[str, list[float]] = {name: [] for name in (*rivals, FIRST)}
    for number, book in enumerate(books):
        if number < rounds:
            for name, run in rivals.items():
                times[name].append(cpu_of(partial(run, book.first)))
        take = partial(_take, school, book.person_id, book.first)
        times[FIRST].append(cpu_of(take))
    return times


def _saves(
    school: School,
    book: Workbook,
    rivals: Mapping[str, Callable[[bytes], object]],
    times: dict[str, list[float]],
) -> None:
    """Hand one workbook in again and again, each time with more in it.

    The last save is kept for the measuring of memory.
    """
    for save in book.saves[:-1]:
        take = partial(_take, school, book.person_id, save)
        for name, run in rivals.items():
            times[name].append(cpu_of(partial(run, save)))
        times.setdefault(SAVE, []).append(cpu_of(take))
        times.setdefault(AGAIN, []).append(
            cpu_of(partial(_take, school, book.person_id, save, status="unchanged"))
        )


def _take(
    school: School, person_id: str, content: bytes, status: str = "recorded"
) -> Receipt:
    """Hand in, and see that it was taken: a refusal would be quick."""
    receipt = hand_in(school, content, "save.xlsx", person_id, "bench")
    told = (receipt.status, len(receipt.findings), len(receipt.proposals))
    if told != (status, 0, 0):
        raise AssertionError(told)
    return receipt


def _memory(
    folder: Path, place: Path, person_id: str, content: bytes
) -> Mapping[str, float]:
    """Return the peaks of a process of its own, and of its child, for one upload."""
    file = place / "memory.xlsx"
    file.write_bytes(content)
    answer = subprocess.run(
        [
            *(sys.executable, "-m", "tests.benchmarks.upload_memory"),
            *(str(folder), str(file), person_id),
        ],
        env=child_environment(),
        check=True,
        capture_output=True,
    )
    told: dict[str, float] = json.loads(answer.stdout)
    return told


def _calamine(content: bytes) -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    for name in book.sheet_names:
        book.get_sheet_by_name(name).to_python(skip_empty_area=False)


def report(place: Path, machine: str) -> str:
    """Measure both sizes and return the section of docs/performance.md."""
    parts = [machine]
    for size in (SMALL, BIG):
        found = measure(place, size)
        parts.append(_table(size, found))
    return "\n\n".join(parts)


def _table(size: Size, found: Measured) -> str:
    bars = (OPENPYXL, CALAMINE, NAIVE)
    lines = [
        f"**{size.name.capitalize()}**: {size.pages} pages × {size.students} students "
        f"× {size.hours * size.weeks} lessons; medians of {ROUNDS[size.name]} rounds, "
        "CPU time.",
        "",
        "| what | ms | × openpyxl open | × calamine read | × naive |",
        "|---|---|---|---|---|",
    ]
    for name, seconds in found.seconds.items():
        ratios = " | ".join(f"{seconds / found.seconds[bar]:.2f}" for bar in bars)
        lines.append(f"| {name} | {seconds * 1000:.1f} | {ratios} |")
    memory = ", ".join(f"{name} {mib:.0f} MiB" for name, mib in found.mebibytes.items())
    lines += [
        "",
        f"{found.count_first} first uploads, a workbook each: {found.all_first:.2f} s. "
        f"Memory at most: {memory}.",
    ]
    return "\n".join(lines)
