"""One school in its embedded file and in a lake, doing the same, side by side.

PostgreSQL as Debian has it, with fsync; S3 is moto's server, a Python program that
answers slower than any storage would. All on one machine: no network is in it. Wall
clock, for in a lake much of the time is spent in the other programs.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import time
from functools import partial
from statistics import median
from typing import TYPE_CHECKING

from dashboards.summary.sheet_reading import read_sheet
from expectations.check import gate
from ingest.load import hand_in
from ingest.plan import plan_workbook
from tests.benchmarks.upload_schools import (
    Size,
    filled,
    hand_out,
    make_school,
    teachers,
)
from tests.servers import running_postgres, running_s3
from warehouse.access.roles import viewer_for
from warehouse.build import build_models
from warehouse.installation.sealing import VARIABLE
from warehouse.integrity.report import verify_school
from warehouse.moving.moving import into_lake
from warehouse.obligations import bring_up_to_date
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from tests.benchmarks.upload_schools import Workbook
    from warehouse.clock import Clock
    from warehouse.school_folder import School

ROUNDS = 9
FILE, LAKE = "file", "lake"
# Twelve teachers with eight pages of thirty students and forty lessons each.
_SIZE = Size("both", 16, 30, 6, pages=8, hours=2, weeks=20, share_filled=0.43)
_PERIOD = "2026-H1"
_ONCE = "everything verified"


def measure(place: Path) -> Mapping[str, Mapping[str, float]]:
    """Return for each deed its median in seconds in both storages."""
    clock, books = _made(place / FILE)
    shutil.copytree(place / FILE, place / LAKE)
    gate().suites()
    with _lake(place / LAKE):
        times: dict[str, dict[str, list[float]]] = {}
        _note(times, "opening the school", _both(place, partial(_opened, clock)))
        with (
            open_school(place / FILE, clock) as in_file,
            open_school(place / LAKE, clock) as in_lake,
        ):
            schools = {FILE: in_file, LAKE: in_lake}
            for school in schools.values():
                _take(school, books[0].person_id, books[0].first)
                bring_up_to_date(school.database)
            for save in books[0].saves:
                for name, deed in _deeds(books[0], save).items():
                    _note(times, name, {n: _timed(deed, s) for n, s in schools.items()})
            told = {name: _timed(verify_school, s) for name, s in schools.items()}
            _note(times, _ONCE, told)
    return {
        name: {storage: median(taken) for storage, taken in found.items()}
        for name, found in times.items()
    }


def _deeds(book: Workbook, save: bytes) -> dict[str, Callable[[School], object]]:
    """What is done with each save, in this order."""
    return {
        "a save of 60 cells → committed": lambda s: _take(s, book.person_id, save),
        "the same upload again": lambda s: _take(s, book.person_id, save),
        "a class's summary sheet": _sheet,
        "a teacher's workbook planned": lambda school: plan_workbook(
            school, book.person_id, school.clock.now().date()
        ),
    }


def _made(folder: Path) -> tuple[Clock, list[Workbook]]:
    """Make the school; all but the first teacher have handed in."""
    clock = make_school(folder, _SIZE)
    with open_school(folder, clock) as school:
        build_models(school.database)
        people = teachers(school)
        books = [
            filled(hand_out(school, one), _SIZE, ROUNDS * (one == people[0]))
            for one in people
        ]
        for book in books[1:]:
            _take(school, book.person_id, book.first)
    return clock, books


@contextlib.contextmanager
def _lake(folder: Path) -> Iterator[None]:
    """Move the school in `folder` into a lake, which lasts for the block."""
    with running_postgres() as postgres, running_s3() as s3:
        os.environ.update(s3.environment, **{VARIABLE: secrets.token_hex(32)})
        data = f"s3://{s3.new_bucket()}/schools"
        into_lake(folder, postgres.new_database(), data)
        with open_school(folder) as school:
            build_models(school.database)
        yield


def _both(place: Path, run: Callable[[Path], object]) -> dict[str, float]:
    return {storage: _timed(run, place / storage) for storage in (FILE, LAKE)}


def _opened(clock: Clock, folder: Path) -> None:
    """Open the school as a server does, its views being there already."""
    with open_school(folder, clock) as school:
        build_models(school.database)


def _sheet(school: School) -> None:
    viewer = viewer_for(school.database, "director", school.clock.now().date())
    with school.database.reading() as cursor:
        ((class_id,),) = cursor.execute(
            "select min(class_id) from setup.classes"
        ).fetchall()
    read_sheet(school, viewer, class_id, _PERIOD)


def _take(school: School, person_id: str, content: bytes) -> None:
    receipt = hand_in(school, content, "save.xlsx", person_id, "bench")
    if receipt.status not in ("recorded", "unchanged"):
        raise AssertionError(receipt)


def _timed(run: Callable[..., object], *given: object) -> float:
    began = time.perf_counter()
    run(*given)
    return time.perf_counter() - began


def _note(
    times: dict[str, dict[str, list[float]]], name: str, taken: Mapping[str, float]
) -> None:
    for storage, seconds in taken.items():
        times.setdefault(name, {}).setdefault(storage, []).append(seconds)


def table(found: Mapping[str, Mapping[str, float]]) -> str:
    """Return the table of docs/performance.md, without the line of the machine."""
    lines = ["| what | file, ms | lake, ms | × the file |", "|---|---|---|---|"]
    for name, one in found.items():
        times = f"{one[FILE] * 1000:.0f} | {one[LAKE] * 1000:.0f}"
        lines.append(f"| {name} | {times} | {one[LAKE] / one[FILE]:.1f} |")
    return "\n".join(lines)
