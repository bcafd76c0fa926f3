"""What a run of a suite gave: rows for `journal.suite_runs` and `suite_results`."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

SUITE_RESULTS = pl.Schema(
    {
        "expectation": pl.String(),  # the class: ExpectMarkIsOnTheScale
        "rule": pl.String(),  # its id in the catalogue
        "success": pl.Boolean(),
        "count_unexpected": pl.Int64(),
        "facts": pl.String(),  # JSON: count, and the first places
    }
)


@dataclass(frozen=True)
class SuiteRun:
    """One run; the caller adds run id, upload and times from the clock."""

    suite: str  # upload, cells, warehouse
    success: bool
    count_rows: int
    results: pl.DataFrame  # SUITE_RESULTS, one row per expectation

    @property
    def count_expectations(self) -> int:
        """Return how many expectations were validated."""
        return len(self.results)

    @property
    def count_failed(self) -> int:
        """Return how many of them were not met."""
        return len(self.results) - int(self.results["success"].sum())
