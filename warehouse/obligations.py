"""The kept copy of all obligations, brought up to date by whoever asks (ADR 0010).

`intermediate.int_obligation_entries` is the definition; `journal.obligations` its rows,
because the views cost too much for a page that is opened all day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import duckdb

    from warehouse.database import Database

# A touched page is made anew alone while that costs less than all at once.
_MOST_PAGES = 12


class _State(NamedTuple):
    """What a copy was made from: last block and set-up change, count of void events."""

    block_id: int
    change_id: int
    count_void_events: int


def bring_up_to_date(database: Database) -> None:
    """Make anew what is not up to date; every query of `marts.obligations` asks this.

    Writes nothing if nothing is stale. Pages with entries in newer blocks are made
    anew; a new set-up, void period (§4.4) or a ledger that went back: all of them.
    """
    with database.reading() as cursor:
        if _kept(cursor) == _now(cursor):
            return
    with database.writing(announced=False) as cursor:
        kept, now = _kept(cursor), _now(cursor)
        if kept == now:
            return
        _make_anew(cursor, _stale_pages(cursor, kept, now))
        cursor.execute("delete from journal.obligations_kept")
        cursor.execute(
            "insert into journal.obligations_kept "
            "values (?, ?, ?, current_timestamp at time zone 'UTC')",
            list(now),
        )


def forget(cursor: duckdb.DuckDBPyConnection) -> None:
    """Let the whole copy be made anew when it is next asked: its definition changed."""
    cursor.execute("delete from journal.obligations_kept")


def _kept(cursor: duckdb.DuckDBPyConnection) -> _State | None:
    row = cursor.execute(
        "select block_id, change_id, count_void_events from journal.obligations_kept"
    ).fetchone()
    return None if row is None else _State(*row)


def _now(cursor: duckdb.DuckDBPyConnection) -> _State:
    rows = cursor.execute(
        """
        select
            (select coalesce(max(block_id), -1) from journal.blocks),
            (select coalesce(max(change_id), 0) from setup.setup_changes),
            (select count(*) from journal.void_events)
        """
    ).fetchall()
    return _State(*rows[0])


def _stale_pages(
    cursor: duckdb.DuckDBPyConnection, kept: _State | None, now: _State
) -> list[str] | None:
    """Return the pages to make anew; None: all."""
    if kept is None or kept[1:] != now[1:] or kept.block_id > now.block_id:
        return None
    rows = cursor.execute(
        "select distinct page_id from journal.entries where block_id > ? order by 1",
        [kept.block_id],
    ).fetchall()
    return [page_id for (page_id,) in rows] if len(rows) <= _MOST_PAGES else None


def _make_anew(cursor: duckdb.DuckDBPyConnection, page_ids: list[str] | None) -> None:
    if page_ids is None:
        cursor.execute("delete from journal.obligations")
        cursor.execute(f"{_INSERT} {_ROWS}")
        return
    for page_id in page_ids:
        cursor.execute("delete from journal.obligations where page_id = ?", [page_id])
        cursor.execute(f"{_INSERT} {_ROWS} where page_id = ?", [page_id])


_INSERT = "insert into journal.obligations by name"
_ROWS = "select * from intermediate.int_obligation_entries"
