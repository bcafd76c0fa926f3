"""What a region's lake needs at night: small files into large ones, old ones away."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb

# Older states of the lake are of no use to its pages; questions under way keep an hour.
_KEPT_FOR = "1 hour"
_STEPS = (
    # Rows that were taken back leave the files, so other readers of them see none.
    "call ducklake_rewrite_data_files('lake', delete_threshold => 0)",
    "call ducklake_merge_adjacent_files('lake')",
    "call ducklake_expire_snapshots('lake', older_than => "
    "cast(now() - interval {kept} as timestamp))",
    "call ducklake_cleanup_old_files('lake', older_than => "
    "cast(now() - interval {kept} as timestamp))",
)


def tidy(connection: duckdb.DuckDBPyConnection, kept_for: str = _KEPT_FOR) -> None:
    """Rewrite, merge and clean up; may be cut off anywhere and done again."""
    for step in _STEPS:
        connection.sql(step.format(kept=f"'{kept_for}'")).fetchnumpy()
