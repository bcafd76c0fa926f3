"""What a verification of the whole demo school costs, check by check."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING

from ingest.demo.schedule import DEMO_NOW
from ingest.demo.school_year import TIMEZONE
from tests.benchmarks.cpu import cpu_of
from warehouse import canonical
from warehouse.build import build_models
from warehouse.clock import SetClock
from warehouse.integrity.report import CHECKS, at_one_moment, verify_school
from warehouse.obligations import bring_up_to_date
from warehouse.school_folder import open_school

if TYPE_CHECKING:
    from pathlib import Path

    from warehouse.school_folder import School

ROUNDS = 3
READ = "every entry read from the database, nothing compared"
NOW = DEMO_NOW.replace(tzinfo=TIMEZONE)


def measure(folder: Path) -> dict[str, float]:
    """Return median CPU seconds over a demo school that is built already."""
    with open_school(folder, SetClock(NOW)) as school:
        build_models(school.database)
        bring_up_to_date(school.database)
        times: dict[str, list[float]] = {}
        for _ in range(ROUNDS):
            times.setdefault(READ, []).append(cpu_of(lambda: _read(school)))
            whole = cpu_of(lambda: verify_school(school))
            times.setdefault("everything verified", []).append(whole)
            _check_by_check(school, times)
        return {name: statistics.median(taken) for name, taken in times.items()}


def _check_by_check(school: School, times: dict[str, list[float]]) -> None:
    with school.database.reading() as cursor:
        examined = at_one_moment(school, cursor)
        for name, check in CHECKS.items():
            taken = cpu_of(lambda check=check: list(check(examined)))  # type: ignore[misc]
            times.setdefault(f"of it: {name}", []).append(taken)


def _read(school: School) -> None:
    with school.database.reading() as cursor:
        for _ in canonical.fetched(cursor, "select * from journal.entries"):
            pass
