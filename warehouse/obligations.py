"""The kept copy of all obligations, brought up to date by whoever asks (ADR 0010).

`intermediate.int_obligation_entries` is the definition; `journal.obligations` its rows,
because the views cost too much for a page that is opened all day.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import duckdb

    from warehouse.database import Database

# DuckDB reads one page alone only where it is asked for with "=" (0.08 s of CPU), so a
# few are asked one by one; more go together (0.4 s), all without a filter (1 s).
_FEW_PAGES = 5


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
        if is_up_to_date(cursor):
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


def is_up_to_date(cursor: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether the copy is of today's ledger and set-up."""
    return _kept(cursor) == _now(cursor)


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
    return [page_id for (page_id,) in rows]


def _make_anew(cursor: duckdb.DuckDBPyConnection, page_ids: list[str] | None) -> None:
    if page_ids is None:
        cursor.execute("delete from journal.obligations")
        cursor.execute(_INSERT)
    elif len(page_ids) <= _FEW_PAGES:
        for page_id in page_ids:
            _make_pages_anew(cursor, "page_id = $pages", page_id)
    else:
        _make_pages_anew(cursor, "list_contains($pages, page_id)", page_ids)


def _make_pages_anew(
    cursor: duckdb.DuckDBPyConnection, where: str, pages: str | list[str]
) -> None:
    cursor.execute(f"delete from journal.obligations where {where}", {"pages": pages})
    cursor.execute(f"{_INSERT} where {where}", {"pages": pages})


_INSERT = (
    "insert into journal.obligations by name "
    "select * from intermediate.int_obligation_entries"
)
