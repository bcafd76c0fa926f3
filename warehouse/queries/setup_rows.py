"""Rows of the set-up as they hold on a day and later, to be changed on a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse import setup_states
from warehouse.errors import VedomostError
from warehouse.queries.asking import ask

if TYPE_CHECKING:
    from datetime import date

    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def rows(database: Database, viewer: Viewer, table: str, on: date) -> pl.DataFrame:
    """Return a set-up table's rows that hold on a day or later, to who forms it.

    Columns: those of the sheet, valid_from (after the day: the row only begins then)
    and valid_to (the first day on which it holds no more, if it ends).
    """
    with database.reading() as cursor:
        known = setup_states.tables(cursor)
    if table not in known:
        raise VedomostError("The set-up has no table “{table}”.", table=table)
    return ask(
        database,
        viewer,
        f"""
        select held.*
        from setup.{table} as held
        inner join intermediate.int_setup_access as allowed
            on allowed.person_id = $person_id
        where held.valid_to is null
            or (held.valid_to > $on and held.valid_from < held.valid_to)
        order by all
        """,
        on=on,
    )
