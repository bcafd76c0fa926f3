"""A simulated region: a lake of a hundred million entries, and what its pages ask.

    python -m tests.benchmarks region

Schools are added in steps; after each step a process of its own opens the lake and asks
the questions of the region's pages, one class sheet, and the models over everything.
VEDOMOST_REGION_SCHOOLS=5,10,20 measures other steps.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import NamedTuple

from warehouse.region.lake import Lake, build_models
from warehouse.region.publishing import KEPT
from warehouse.region.settings import create_settings, settings_of
from warehouse.region.tidying import tidy

STEPS = "28,84,284"  # schools: some 10, 30 and 100 million entries
MEMORY = "6GB"
_SCHOOL = Path(__file__).with_name("simulated_region.sql")


class Step(NamedTuple):
    """One size of the region, and what was seen at it."""

    count_schools: int
    count_entries: int
    bytes_of: dict[str, int]  # by table; `catalogue` beside them
    seconds_per_school: float  # figures kept anew from the school's entries, CPU
    asked: dict[str, dict[str, float]]  # question → cold, warm, cpu: seconds
    peak: dict[str, int]  # most memory, MiB: of the pages, of the models


def measure(place: Path) -> list[Step]:
    """Make the region step by step in `place`, and measure it at each."""
    create_settings(place, "Симуляция", "ducklake:lake.ducklake", "data")
    lake = Lake(settings_of(place), MEMORY)
    lake.lay_out()
    steps = []
    known = 0
    for wanted in os.environ.get("VEDOMOST_REGION_SCHOOLS", STEPS).split(","):
        kept = _add(lake, range(known, int(wanted)))
        known = int(wanted)
        with lake.reading() as connection:
            (entries,) = connection.execute(
                "select sum(count_entries) from lake.publications"
            ).fetchone() or (0,)
        asked, pages_peak = _in_its_own_process(place, "pages")
        models, models_peak = _in_its_own_process(place, "models")
        step = Step(
            known,
            int(entries),
            _sizes(place),
            statistics.median(kept),
            asked | models,
            {"pages": pages_peak, "models": models_peak},
        )
        steps.append(step)
        sys.stderr.write(f"{json.dumps(step._asdict(), ensure_ascii=False)}\n")
    return steps


def _add(lake: Lake, numbers: range) -> list[float]:
    """Publish simulated schools; return the CPU seconds of the figures kept of each."""
    text = _SCHOOL.read_text(encoding="utf-8")
    seconds = []
    with lake.opened(to_write=True) as connection:
        build_models(connection)
        for number in numbers:
            school = {"number": number, "school_id": f"school-{number:04}"}
            connection.begin()
            for statement in connection.extract_statements(text):
                values = {name: school[name] for name in statement.named_parameters}
                connection.execute(statement, values)
            began = time.process_time()
            for name, (view, _) in KEPT.items():
                connection.execute(
                    f"insert into lake.{name} by name select * from {view} "
                    "where school_id = $school_id and year_id = '2026'",
                    {"school_id": school["school_id"]},
                )
            seconds.append(time.process_time() - began)
            connection.commit()
        tidy(connection)  # as `vedomost region tidy` does at night
    return seconds


def _sizes(place: Path) -> dict[str, int]:
    """Return the bytes of each table, and of the catalogue."""
    sizes = {
        table.name: sum(one.stat().st_size for one in table.rglob("*.parquet"))
        for table in sorted((place / "data" / "main").iterdir())
    }
    return sizes | {"catalogue": (place / "lake.ducklake").stat().st_size}


def _in_its_own_process(
    place: Path, what: str
) -> tuple[dict[str, dict[str, float]], int]:
    """Return the times of the questions, and the process's most memory in MiB."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.region_asked", str(place), what],
        check=True,
        capture_output=True,
        text=True,
    )
    answer = json.loads(done.stdout)
    return answer["asked"], answer["peak"]
