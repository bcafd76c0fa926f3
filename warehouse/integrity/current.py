"""Current values are the last entries that count, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.blocks import KEY
from warehouse.integrity.compared import differing
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

_VALUES = (
    *("value_text", "value", "mark_1", "mark_2", "attendance"),
    *("entry_id", "recorded_at", "recorded_by"),
)
_COLUMNS = ", ".join((*KEY, *_VALUES))
_CELL = ", ".join(KEY)
_REPLAYED = f"""
    select {_COLUMNS} from (
        select {_COLUMNS} from journal.valid_entries
        qualify row_number() over (partition by {_CELL} order by entry_id desc) = 1
    )
    where value is not null
"""


def check(cursor: duckdb.DuckDBPyConnection) -> Iterator[Difference]:
    """Yield the cells whose current value is not the last entry that counts."""
    current = f"select {_COLUMNS} from journal.current"
    for place in differing(cursor, current, _REPLAYED, _CELL):
        yield Difference(
            f"current values, {place}", "It is not the last entry that counts."
        )
