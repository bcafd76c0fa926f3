"""Who brings past data into which journal pages (§2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_

if TYPE_CHECKING:
    import duckdb

TERMINAL = "administration"  # who brings at the machine itself
NOBODY = N_("Past data are brought in by the director and by deputies (§2.2).")


def may_bring(cursor: duckdb.DuckDBPyConnection, person_id: str) -> list[str]:
    """Return the pages into which somebody brings; at the machine itself, all."""
    if person_id == TERMINAL:
        rows = cursor.execute("select page_id from journal.pages").fetchall()
    else:
        rows = cursor.execute(
            "select page_id from intermediate.int_import_access where person_id = ?",
            [person_id],
        ).fetchall()
    return [page_id for (page_id,) in rows]


def classes_of(cursor: duckdb.DuckDBPyConnection, page_ids: list[str]) -> set[str]:
    """Return the classes whose students are on some pages."""
    rows = cursor.execute(
        "select distinct class_id from journal.roster "
        "where page_id in (select unnest(?))",
        [page_ids],
    ).fetchall()
    return {class_id for (class_id,) in rows}
