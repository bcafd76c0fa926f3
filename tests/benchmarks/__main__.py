"""Measure, print, and write the tables of docs/performance.md.

Medians of interleaved runs in one process: trust the ratios, not the milliseconds.
"""

from __future__ import annotations

import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.reading.child import close_reader
from tests.benchmarks import integrity, obligations, uploads

if TYPE_CHECKING:
    from collections.abc import Mapping

REPORT = Path(__file__).parents[2] / "docs" / "performance.md"


def main() -> None:
    """Measure everything; each table stands between marks with its name."""
    with tempfile.TemporaryDirectory() as place:
        uploaded = uploads.measure(Path(place) / "school")
        owed = obligations.measure(Path(place) / "demo")
        verified = integrity.measure(Path(place) / "demo")
    close_reader()
    bars = {
        "openpyxl open": uploaded["openpyxl opens the file"],
        "calamine read": uploaded["calamine reads the file"],
    }
    _write("bench", _table(uploaded, bars, uploads.ROUNDS))
    views = {"the views": owed["the views, asked for the whole school"]}
    _write("bench obligations", _table(owed, views, obligations.ROUNDS))
    read = {"reading": verified[integrity.READ]}
    _write("bench integrity", _table(verified, read, integrity.ROUNDS))


def _table(
    rows: Mapping[str, float], bars: Mapping[str, float], count_rounds: int
) -> str:
    """Return a table of milliseconds, and of ratios to each bar."""
    heads = ["what", "ms", *(f"× {name}" for name in bars)]
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, duckdb {version('duckdb')}, "
        f"openpyxl {version('openpyxl')}, great-expectations "
        f"{version('great-expectations')}. Medians of {count_rounds} rounds, CPU time.",
        "",
        f"| {' | '.join(heads)} |",
        "|---" * len(heads) + "|",
    ]
    for name, seconds in rows.items():
        ratios = (f"{seconds / bar:.2f}" for bar in bars.values())
        lines.append(f"| {name} | {seconds * 1000:.0f} | {' | '.join(ratios)} |")
    return "\n".join(lines)


def _write(mark: str, table: str) -> None:
    start, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
    before, found, rest = REPORT.read_text(encoding="utf-8").partition(start)
    if not found:
        raise ValueError(f"{REPORT} has no place for {start}")
    _, _, after = rest.partition(end)
    REPORT.write_text(f"{before}{start}\n{table}\n{end}{after}", encoding="utf-8")
    sys.stdout.write(f"{table}\n\n")


if __name__ == "__main__":
    main()
