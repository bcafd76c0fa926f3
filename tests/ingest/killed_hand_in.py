"""Hand a workbook in and be killed at a named point: run by test_crash.py.

    python -m tests.ingest.killed_hand_in FOLDER FILE PERSON MODULE.NAME before|after

SIGKILL, as when the power fails: no clean-up of any kind runs.
"""

from __future__ import annotations

import importlib
import os
import signal
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingest.load import hand_in
from warehouse.clock import SetClock
from warehouse.school_folder import open_school


def main() -> None:
    """Arm the trap, then do what the server does."""
    folder, file, person, point, when = sys.argv[1:]
    _arm(point, when)
    clock = SetClock(datetime(2026, 11, 23, 10, 30, tzinfo=UTC))
    with open_school(Path(folder), clock) as school:
        hand_in(school, Path(file).read_bytes(), "журнал.xlsx", person, "page")


def _arm(point: str, when: str) -> None:
    module_name, _, name = point.partition(":")
    owner: Any = importlib.import_module(module_name)
    *path, last = name.split(".")
    for part in path:
        owner = getattr(owner, part)
    original = getattr(owner, last)

    def trap(*args: object, **named: object) -> object:
        if when == "before":
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*args, **named)
        os.kill(os.getpid(), signal.SIGKILL)
        return result

    setattr(owner, last, trap)


if __name__ == "__main__":
    main()
