"""Read a file in the real child and measure what it cost."""

from __future__ import annotations

import resource
import sys
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

from ingest.reading import child

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
FIGURES: dict[str, list[tuple[float, int]]] = defaultdict(list)  # seconds, MiB
OUTCOMES: Counter[tuple[str, str]] = Counter()
IS_LINUX = sys.platform == "linux"


class Measured(NamedTuple, Generic[T]):
    """What came out and what it took; a child that died has no peak of its own."""

    outcome: T
    seconds: float
    peak_mib: int | None


def measured(kind: str, do: Callable[[], T]) -> Measured[T]:
    """Do something that reads one file, and watch the child meanwhile.

    The figures of each kind of file are kept for `python -m tests.fuzz`.
    """
    process = child._READER._started()
    _forget_peak(process.pid)
    began = time.perf_counter()
    outcome = do()
    seconds = time.perf_counter() - began
    is_alive = child._READER._process is process and process.poll() is None
    peak = _peak(process.pid) if is_alive else None
    FIGURES[kind].append((seconds, peak or 0))
    return Measured(outcome, seconds, peak)


def child_limit() -> int:
    """Return the bytes of address space that the kernel gives the living child."""
    process = child._READER._started()
    return resource.prlimit(process.pid, resource.RLIMIT_AS)[0]


def _forget_peak(process_id: int) -> None:
    if IS_LINUX:
        Path(f"/proc/{process_id}/clear_refs").write_text("5")


def _peak(process_id: int) -> int | None:
    if not IS_LINUX:
        return None
    status = Path(f"/proc/{process_id}/status").read_text()
    line = next(one for one in status.splitlines() if one.startswith("VmHWM"))
    return int(line.split()[1]) >> 10
