"""Ask the warehouse one question on behalf of one person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries import own_access

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def ask(
    database: Database, viewer: Viewer, question: str, **values: object
) -> pl.DataFrame:
    """Return the answer as a frame; `question` must use `$person_id`."""
    with database.reading() as cursor:
        asked = own_access.in_place(database, cursor, viewer, question)
        return cursor.execute(asked, {"person_id": viewer.person_id, **values}).pl()
