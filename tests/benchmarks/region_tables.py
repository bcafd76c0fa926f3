"""The simulated region's figures as tables, and what two billion entries would take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.benchmarks.region import Step

# A large region on paper: 1.5 million students in 2,500 schools.
ENTRIES, SCHOOLS = 2_000_000_000, 2_500
_MIB, _GIB = 2**20, 2**30


def tables(steps: Sequence[Step]) -> str:
    """Return what was measured, then the sizing that follows from it."""
    return f"{_measured(steps)}\n\n{_sizing(steps)}"


def _measured(steps: Sequence[Step]) -> str:
    rows = [
        ("entries, million", [f"{one.count_entries / 1e6:.1f}" for one in steps]),
        ("schools", [str(one.count_schools) for one in steps]),
        ("entries, bytes each", [f"{_each(one):.2f}" for one in steps]),
        ("everything else of the lake, MiB", [f"{_rest(one):.0f}" for one in steps]),
        (
            "figures of one school kept anew, CPU s",
            [f"{one.seconds_per_school:.2f}" for one in steps],
        ),
    ]
    for name in steps[0].asked:
        asked = [one.asked[name] for one in steps]
        told = [f"{a['cold']:.2f} / {a['warm']:.2f} / {a['cpu']:.2f}" for a in asked]
        rows.append((f"{name}, s: cold / warm / CPU", told))
    rows += [
        (f"memory at most, {what}, MiB", [str(one.peak[what]) for one in steps])
        for what in steps[0].peak
    ]
    return _table("measured", ["" for _ in steps], rows)


def _sizing(steps: Sequence[Step]) -> str:
    last = steps[-1]
    heavier = ENTRIES / SCHOOLS * last.count_schools / last.count_entries
    rest = _rest(last) / last.count_schools * SCHOOLS / 1024
    hours = last.seconds_per_school * heavier * SCHOOLS / 3600
    rows = [
        ("entries in Parquet, a year", [f"{_each(last) * ENTRIES / _GIB:.0f} GiB"]),
        ("everything else of the lake, a year", [f"{rest:.0f} GiB"]),
        ("figures of all schools kept anew, once a night", [f"{hours:.1f} CPU hours"]),
    ]
    for name, now in last.asked.items():
        if name.startswith("model"):
            continue
        if "school" in name.split(":")[0]:
            seconds = now["cpu"] * (heavier if "entries" in name else 1)
            rows.append((f"{name}, CPU", [f"{seconds:.2f} s"]))
        else:
            rows.append((f"{name}, CPU", [f"{_grown(steps, name):.2f} s"]))
    head = f"{ENTRIES / 1e9:.0f} billion entries, {SCHOOLS} schools, on paper"
    return _table(head, [""], rows)


def _grown(steps: Sequence[Step], name: str) -> float:
    """Return the CPU seconds at SCHOOLS schools, on the line through the last steps."""
    last = steps[-1]
    if len(steps) == 1:
        return last.asked[name]["cpu"]
    before = steps[-2]
    slope = (last.asked[name]["cpu"] - before.asked[name]["cpu"]) / (
        last.count_schools - before.count_schools
    )
    return last.asked[name]["cpu"] + max(0.0, slope) * (SCHOOLS - last.count_schools)


def _each(step: Step) -> float:
    return step.bytes_of["entries"] / step.count_entries


def _rest(step: Step) -> float:
    others = sum(size for name, size in step.bytes_of.items() if name != "entries")
    return others / _MIB


def _table(
    head: str, columns: Sequence[str], rows: Sequence[tuple[str, Sequence[str]]]
) -> str:
    lines = [
        f"| {head} | {' | '.join(columns)} |",
        "|---" * (1 + len(columns)) + "|",
        *(f"| {name} | {' | '.join(cells)} |" for name, cells in rows),
    ]
    return "\n".join(lines)
