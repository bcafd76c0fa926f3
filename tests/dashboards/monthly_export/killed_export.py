"""Export a month and be killed at a named point: run by test_killed.py.

    python -m tests.dashboards.monthly_export.killed_export FOLDER MODULE:NAME WHEN

WHEN is before or after. SIGKILL, as when the power fails: no clean-up of any kind runs.
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.dashboards.monthly_export.conftest import LATE, export_in
from tests.ingest.killed_hand_in import _arm
from warehouse.clock import SetClock
from warehouse.monthly_exports import SCHEDULE
from warehouse.school_folder import open_school


def main() -> None:
    """Arm the trap, then do what the server does."""
    folder, point, when = sys.argv[1:]
    _arm(point, when)
    with open_school(Path(folder), SetClock(LATE)) as school:
        export_in(school, "2026-11", SCHEDULE, "soo")


if __name__ == "__main__":
    main()
