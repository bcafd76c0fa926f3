"""Emptied cells of a closed period keep what they have (§2.11).

A written cell is set aside by its rule. An emptied one is no cell of the file, so it
is told of here, and nothing asks the teacher to confirm what may not be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from expectations.check import FINDINGS, check_changes
from expectations.frame import CHECKED_CELLS
from expectations.rules_closing import PeriodIsNotClosed
from ingest.asked import ASKING
from warehouse.closings import closed_cells

if TYPE_CHECKING:
    import duckdb

    from ingest.asked import Asked
    from ingest.merge import Proposal
    from warehouse.closings import Entering
    from warehouse.page_facts import PageFacts


def keep_closed(
    cursor: duckdb.DuckDBPyConnection,
    asked: Asked,
    entering: Entering,
    facts: PageFacts,
) -> pl.DataFrame:
    """Take emptied cells of closed periods out of what asks; return their FINDINGS.

    They come last among the cells of `asked`, behind all that are judged.
    """
    if not facts.is_anything_closed:
        return pl.DataFrame(schema=FINDINGS)
    emptied = [
        one
        for one in asked.removals + asked.removed + asked.conflicts
        if one.file_value is None
    ]
    closed = closed_cells(cursor, _frame(emptied), entering)
    if closed.is_empty():
        return pl.DataFrame(schema=FINDINGS)
    asked.closed = [emptied[place] for place in closed["row"]]
    keys = {one.key for one in asked.closed}
    for waiting in (asked.removals, asked.removed, asked.conflicts):
        waiting[:] = [
            one for one in waiting if one.file_value is not None or one.key not in keys
        ]
    cells = _frame(asked.closed)
    first, asked.cells = len(asked.cells), pl.concat([asked.cells, cells])
    told = pl.concat([cells, closed.drop("row")], how="horizontal")
    missing = [name for name in CHECKED_CELLS if name not in told.columns]
    found = check_changes(
        told.with_columns(
            pl.lit(None, CHECKED_CELLS[name]).alias(name) for name in missing
        )
    )
    return found.filter(rule=PeriodIsNotClosed.id).with_columns(pl.col("row") + first)


def _frame(emptied: list[Proposal]) -> pl.DataFrame:
    rows = [
        {
            **dict.fromkeys(ASKING),
            **one.key._asdict(),
            "sheet": one.sheet,
            "cell": one.cell,
            "label": "",
            "kind": "empty",
            "value_text": "",
            "hint": "",
            "base_value": one.base_value,
            "current_value": one.current_value,
            "is_duplicate": False,
        }
        for one in emptied
    ]
    return pl.DataFrame(rows, schema=ASKING)
