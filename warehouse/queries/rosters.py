"""Who takes lists of the whole school in and out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def rights(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return one row if the viewer may, none if not. Columns: may_take_marks."""
    return ask(
        database,
        viewer,
        """
        select may_take_marks
        from intermediate.int_roster_access
        where person_id = $person_id
        """,
    )
