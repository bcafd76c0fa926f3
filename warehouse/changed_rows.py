"""How many rows a statement changed; a lake gives back no more of them than that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import duckdb


def count_changed(
    cursor: duckdb.DuckDBPyConnection,
    statement: str,
    values: Sequence[object] | Mapping[str, object],
) -> int:
    """Run an update or a delete and return the number of rows it changed."""
    found = cursor.execute(statement, values).fetchone()
    return int(found[0]) if found else 0
