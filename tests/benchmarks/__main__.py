"""Measure, print, and write the tables of docs/performance.md.

Medians of interleaved runs in one process: trust the ratios, not the milliseconds.
`VEDOMOST_BENCH_DEMO` names a demo school that is there already; it is left as it is.
"""

from __future__ import annotations

import os
import platform
import shutil
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from ingest.demo.build import build_demo
from ingest.reading.child import close_reader
from tests.benchmarks import (
    check,
    families,
    growth,
    integrity,
    load,
    obligations,
    region,
    region_tables,
    schools,
    sessions,
    shared_files,
    sheets,
    storages,
    uploads,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

REPORT = Path(__file__).parents[2] / "docs" / "performance.md"


def main() -> None:
    """Measure everything, or what is named: `python -m tests.benchmarks families`."""
    named = sys.argv[1:] or [name for name in _MEASURED if name != "check"]
    with tempfile.TemporaryDirectory() as place:
        for name in named:
            (_MEASURED | _LARGE)[name](Path(place))
    close_reader()


def _measure_uploads(place: Path) -> None:
    _write("bench", uploads.report(place, _machine()))


def _measure_obligations(place: Path) -> None:
    owed = obligations.measure(_demo(place))
    views = {"the views": owed["the views, asked for the whole school"]}
    _write("bench obligations", _table(owed, views, obligations.ROUNDS))


def _measure_integrity(place: Path) -> None:
    verified = integrity.measure(_demo(place))
    read = {"reading": verified[integrity.READ]}
    _write("bench integrity", _table(verified, read, integrity.ROUNDS))


def _measure_families(place: Path) -> None:
    seen = families.measure(_demo(place), place / "families")
    _write("bench families", _waited(seen))


def _measure_sheets(place: Path) -> None:
    found = sheets.measure(_demo(place), place / "sheets")
    told = f"Medians of {sheets.ROUNDS} rounds, CPU time."
    _write("bench sheets", f"{_machine()} {told}\n\n{sheets.table(found)}")


def _measure_sessions(place: Path) -> None:
    seen = sessions.measure(_demo(place), place / "sessions")
    _write("bench sessions", f"{_machine()} {_SHARED}\n\n{sessions.table(seen)}")


def _measure_load(place: Path) -> None:
    told = load.measure(_demo(place), place / "load")
    _write("bench load", f"{_machine()} {_SHARED}\n\n{load.table(told)}")


def _measure_schools(place: Path) -> None:
    told = schools.table(schools.measure(place / "schools"))
    rounds = f"Medians of {schools.ROUNDS} rounds. {_SHARED}"
    _write("bench schools", f"{_machine()} {rounds}\n\n{told}")


def _measure_storages(place: Path) -> None:
    found = storages.table(storages.measure(place / "storages"))
    told = f"Medians of {storages.ROUNDS} rounds, wall clock; verified once."
    _write("bench storages", f"{_machine()} {told}\n\n{found}")


def _measure_files(place: Path) -> None:
    found = shared_files.measure(place / "files")
    bar = found[shared_files.EMBEDDED]
    lines = [
        f"{_machine()} Medians of {shared_files.ROUNDS} rounds, wall clock.",
        "",
        "| what | ms | × a folder |",
        "|---|---|---|",
        *(
            f"| {name} | {seconds * 1000:.1f} | {seconds / bar:.1f} |"
            for name, seconds in found.items()
        ),
    ]
    _write("bench files", "\n".join(lines))


def _measure_growth(place: Path) -> None:
    folder = place / "growth"
    shutil.copytree(_demo(place), folder)
    grown = growth.measure(folder)
    told = f"Medians of {growth.ROUNDS} rounds, CPU time; start and verify once."
    _write("bench growth", f"{_machine()} {told}\n\n{growth.table(grown)}")


def _check(place: Path) -> None:
    """Compare ratios with their ceilings; nothing is written."""
    if not check.passes(place, sys.stdout.write):
        sys.exit(1)


def _measure_region(place: Path) -> None:
    told = "Simulated by hash; times of one process, memory limit 6 GB."
    steps = region.measure(place / "region")
    _write("bench region", f"{_machine()} {told}\n\n{region_tables.tables(steps)}")


_SHARED = "Wall clock; server and clients share the cores."
_MEASURED = {
    "uploads": _measure_uploads,
    "obligations": _measure_obligations,
    "integrity": _measure_integrity,
    "families": _measure_families,
    "sheets": _measure_sheets,
    "sessions": _measure_sessions,
    "load": _measure_load,
    "schools": _measure_schools,
    "storages": _measure_storages,
    "files": _measure_files,
    "growth": _measure_growth,
    "check": _check,
}
# Measured only where it is named: a hundred million entries take half an hour.
_LARGE = {"region": _measure_region}


def _demo(place: Path) -> Path:
    """Return the demo school's folder, built on first asking."""
    if ready := os.environ.get("VEDOMOST_BENCH_DEMO"):
        return Path(ready)
    folder = place / "demo"
    build_demo(folder, lambda _stage, _share: None)
    return folder


def _waited(seen: Mapping[str, families.Seen]) -> str:
    """Return a table of how long parents waited, wall clock."""
    lines = [
        f"{_machine()} {families.ROUNDS} bursts of {families.PARENTS} each, wall "
        "clock; server and clients share the cores.",
        "",
        "| what | median, s | p95, s | slowest, s | KB a page | handed in meanwhile |",
        "|---|---|---|---|---|---|",
    ]
    for name, one in seen.items():
        lines.append(
            f"| {name} | {one.median:.2f} | {one.p95:.2f} | {one.slowest:.2f} "
            f"| {one.kilobytes:.0f} | {one.count_handed_in or '–'} |"
        )
    return "\n".join(lines)


def _table(
    rows: Mapping[str, float], bars: Mapping[str, float], count_rounds: int
) -> str:
    """Return a table of milliseconds, and of ratios to each bar."""
    heads = ["what", "ms", *(f"× {name}" for name in bars)]
    lines = [
        f"{_machine()} Medians of {count_rounds} rounds, CPU time.",
        "",
        f"| {' | '.join(heads)} |",
        "|---" * len(heads) + "|",
    ]
    for name, seconds in rows.items():
        ratios = (f"{seconds / bar:.2f}" for bar in bars.values())
        lines.append(f"| {name} | {seconds * 1000:.0f} | {' | '.join(ratios)} |")
    return "\n".join(lines)


def _machine() -> str:
    """Return the day, the machine and the versions that matter."""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, duckdb {version('duckdb')}, "
        f"openpyxl {version('openpyxl')}, great-expectations "
        f"{version('great-expectations')}."
    )


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
