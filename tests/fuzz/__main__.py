"""Run all fuzzing in one process and print what it cost: `python -m tests.fuzz`."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from tests.fuzz.measured import FIGURES, OUTCOMES


def main() -> int:
    """Run the tests of this folder; return pytest's exit code."""
    os.environ["VEDOMOST_LONG_TESTS"] = "1"
    here = str(Path(__file__).parent)
    code = pytest.main([here, "-q", "-p", "no:cacheprovider", "-p", "no:xdist"])
    for kind, figures in FIGURES.items():
        seconds, peaks = zip(*figures, strict=True)
        outcomes = ", ".join(
            f"{count} {outcome}"
            for (of, outcome), count in sorted(OUTCOMES.items())
            if of == kind
        )
        sys.stdout.write(
            f"{kind}: {len(figures)} files ({outcomes}), slowest {max(seconds):.2f} s, "
            f"median {sorted(seconds)[len(seconds) // 2] * 1000:.0f} ms, "
            f"peak {max(peaks)} MiB\n"
        )
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
