"""Current values are the last entries that count, cell by cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.blocks import KEY
from warehouse.integrity.difference import Difference

if TYPE_CHECKING:
    from collections.abc import Iterator

    import duckdb

_VALUES = (
    *("value_text", "value", "mark_1", "mark_2", "attendance"),
    *("entry_id", "recorded_at", "recorded_by"),
)
_COLUMNS = ", ".join((*KEY, *_VALUES))
_REPLAYED = f"""
    select {_COLUMNS} from journal.valid_entries
    qualify row_number() over (
        partition by {", ".join(KEY)} order by entry_id desc
    ) = 1
"""
_DIFFERING = f"""
    with replayed as (select * from ({_REPLAYED}) where value is not null),

    missing as (
        select * from replayed
        except all
        select {_COLUMNS} from journal.current
    ),

    added as (
        select {_COLUMNS} from journal.current
        except all
        select * from replayed
    )

    select distinct {", ".join(KEY)} from (from missing union all from added)
    order by all
"""


def check_current(cursor: duckdb.DuckDBPyConnection) -> Iterator[Difference]:
    """Yield the cells whose current value is not the last entry that counts."""
    for cell in cursor.execute(_DIFFERING).fetchall():
        yield Difference(
            f"current values, {', '.join(part for part in cell if part)}",
            "It is not the last entry that counts.",
        )
