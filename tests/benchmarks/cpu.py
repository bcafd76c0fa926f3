"""CPU seconds (user and system) of this process and of its children, the reading one.

Both are told by the kernel in nanoseconds; an upload takes few of the hundredths of a
second that `os.times` counts in.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_PEAK = "VmHWM:"


def cpu_of(run: Callable[[], object]) -> float:
    """Return the CPU seconds that a call takes."""
    before = _spent()
    run()
    return _spent() - before


def children() -> list[int]:
    """Return the process numbers of this process's children."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rsplit(")", 1)[1].split()[1])
        except OSError:
            continue
        if parent == os.getpid():
            found.append(int(stat.parent.name))
    return found


def peak_mib(process: int) -> float:
    """Return the most memory that a process ever had, in MiB."""
    lines = Path(f"/proc/{process}/status").read_text().splitlines()
    peak = next(line for line in lines if line.startswith(_PEAK))
    return int(peak.split()[1]) / 1024


def _spent() -> float:
    ended = os.times()
    spent = time.process_time() + ended.children_user + ended.children_system
    for child in children():
        # The kernel's number of a process's CPU clock, as clock_getcpuclockid makes it.
        spent += time.clock_gettime((~child << 3) | 2)
    return spent
