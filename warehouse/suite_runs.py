"""The results of expectation suites, kept with their time, shown with their trend."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Protocol

from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb
    import polars as pl


class Run(Protocol):
    """A finished run of a suite: `results` has one row per expectation."""

    @property
    def suite(self) -> str: ...  # noqa: D102 - upload, cells, warehouse
    @property
    def success(self) -> bool: ...  # noqa: D102
    @property
    def count_rows(self) -> int: ...  # noqa: D102 - rows the suite looked at
    @property
    def count_expectations(self) -> int: ...  # noqa: D102
    @property
    def count_failed(self) -> int: ...  # noqa: D102
    @property
    def results(self) -> pl.DataFrame: ...  # noqa: D102


def store(
    cursor: duckdb.DuckDBPyConnection,
    run: Run,
    started_at: datetime,
    finished_at: datetime,
    upload_id: str = "",
) -> None:
    """Keep one run and its results in the caller's transaction; times are aware."""
    run_id = uuid.uuid4().hex
    cursor.execute(
        "insert into journal.suite_runs values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            run_id,
            run.suite,
            upload_id,
            utc_naive(started_at),
            utc_naive(finished_at),
            run.success,
            run.count_rows,
            run.count_expectations,
            run.count_failed,
        ],
    )
    # In lists: for a few dozen rows a third of what a registered frame costs.
    cursor.execute(
        "insert into journal.suite_results by name select $run_id as run_id, "
        + ", ".join(f"unnest(${name}) as {name}" for name in run.results.columns),
        {"run_id": run_id, **run.results.to_dict(as_series=False)},
    )
