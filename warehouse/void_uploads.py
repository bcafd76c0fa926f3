"""What becomes of hand-ins when a void period is declared or ended (§4.4).

Their entries are the ledger's matter. Here: what a void hand-in found or asked is asked
no more, and no workbook is compared any longer with what a void value taught it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import duckdb


def set_aside(cursor: duckdb.DuckDBPyConnection, page_ids: list[str]) -> None:
    """Follow a void decision that touched these pages, after `current` has."""
    for table in ("findings", "proposals"):
        cursor.execute(
            f"update journal.{table} set is_open = false where is_open "
            "and upload_id in (select upload_id from journal.void_uploads)"
        )
    follow(cursor, page_ids)


def follow(cursor: duckdb.DuckDBPyConnection, page_ids: list[str]) -> None:
    """Let open questions and bases follow values that went back to earlier ones."""
    _mend_proposals(cursor, page_ids)
    _forget_bases(cursor, page_ids)


def _mend_proposals(cursor: duckdb.DuckDBPyConnection, page_ids: list[str]) -> None:
    """Let open questions of others show the value that stands now.

    One that asks for just that value is settled.
    """
    cursor.execute(
        """
        update journal.proposals set current_value = standing.value
        from (
            select asked.rowid as place, current.value
            from journal.proposals as asked
            left join journal.current
                using (page_id, lesson_id, period_id, student_id, field)
            where asked.is_open and asked.page_id in (select unnest($page_ids))
        ) as standing
        where proposals.rowid = standing.place
        """,
        {"page_ids": page_ids},
    )
    cursor.execute(
        "update journal.proposals set is_open = false "
        "where is_open and page_id in (select unnest($page_ids)) "
        "and file_value is not distinct from current_value",
        {"page_ids": page_ids},
    )


def _forget_bases(cursor: duckdb.DuckDBPyConnection, page_ids: list[str]) -> None:
    """Empty the stored bases of the pages: the next hand-in makes them anew.

    All workbooks', also a colleague's: where the colleague typed what the void value
    happened to be, nothing was recorded, and it must be when it is handed in again.
    """
    cursor.execute(
        "update journal.workbook_pages set digest = '', content = null "
        "where upload_id <> '' and page_id in (select unnest($page_ids))",
        {"page_ids": page_ids},
    )
