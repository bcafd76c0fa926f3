"""The most memory of a process that takes one workbook in, and of its reading child.

    python -m tests.benchmarks.upload_memory FOLDER FILE PERSON

Prints JSON; `uploads.py` starts it, because its own process has opened files with
openpyxl before.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from expectations.check import gate
from ingest.load import hand_in
from tests.benchmarks.cpu import children, peak_mib
from warehouse.clock import SetClock
from warehouse.school_folder import open_school


def main() -> None:
    """Take the file in once and tell the peaks in MiB."""
    folder, file, person_id = sys.argv[1:]
    clock = SetClock(datetime(2027, 6, 1, tzinfo=UTC))
    with open_school(Path(folder), clock) as school:
        gate().suites()
        before = peak_mib(os.getpid())
        hand_in(school, Path(file).read_bytes(), "save.xlsx", person_id, "bench")
        child = max(map(peak_mib, children()))
        after = peak_mib(os.getpid())
    told = {
        "the process before": before,
        "after one upload": after,
        "the reading child": child,
    }
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
