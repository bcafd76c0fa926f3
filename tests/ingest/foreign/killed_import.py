"""Bring a drawn file in and be killed at the nth call of a point: by test_killed.py.

    python -m tests.ingest.foreign.killed_import FOLDER MODULE:NAME NTH DEED

SIGKILL, as when the power fails. DEED is bring or back.
"""

from __future__ import annotations

import importlib
import itertools
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.foreign import importing
from tests.ingest.foreign.drawn_facts import brought
from warehouse.clock import SetClock
from warehouse.school_folder import open_school

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
DIRECTOR = "С-01"
FIRST = "import-2026-1"
# Two pages of groups and the class's page: three batches.
TABLE = "\n".join(
    f"{subject} | {name} | {day} | {mark}"
    for subject, days in {
        "Русский язык": ("2026-11-18", "2026-11-19", "2026-11-20"),
        "АНГ": ("2026-11-16", "2026-11-18", "2026-11-19"),
    }.items()
    for day in days
    for name, mark in {"Антипов Максим": "5", "Громова Дарья": "4/5"}.items()
)


def main() -> None:
    """Arm the trap, then do what the server does."""
    folder, point, nth, deed = sys.argv[1:]
    importing.BATCH = 1  # every page is a batch of its own
    _arm(point, int(nth))
    with open_school(Path(folder), SetClock(NOW)) as school:
        if deed == "back":
            importing.take_back(school, DIRECTOR, FIRST)
        else:
            importing.run_import(school, DIRECTOR, brought(TABLE))


def _arm(point: str, nth: int) -> None:
    module_name, _, name = point.partition(":")
    owner: Any = importlib.import_module(module_name)
    original = getattr(owner, name)
    calls = itertools.count(1)

    def trap(*args: object, **named: object) -> object:
        result = original(*args, **named)
        if next(calls) == nth:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, name, trap)


if __name__ == "__main__":
    main()
