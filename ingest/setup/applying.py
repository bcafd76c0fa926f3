"""The dated application of planned changes: one sealed set, and the journal anew."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Literal, NamedTuple

import polars as pl

from ingest.setup.contract import SHEETS
from warehouse import sealed_records, setup_states, summary
from warehouse.timetable import derive

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    import duckdb

    from ingest.setup.changes import Change, Row
    from ingest.setup.columns import Sheet

SETS = "journal.setup_change_sets"
Kind = Literal[
    "workbook",  # a whole set-up workbook
    "page",  # rows edited on a page
    "movement",
    "replacement",
    "staff",  # pages and classes passed on
    "plan",  # a teacher's lesson plan
    "roster",  # another system's files
    "roll_over",
    "undo",
]
_TYPES: dict[str, type[pl.DataType]] = {
    "integer": pl.Int16,
    "number_choice": pl.Int16,
    "number": pl.Float64,
    "date": pl.Date,
    "time": pl.Time,
    "yes_no": pl.Boolean,
}


class Cause(NamedTuple):
    """Why a set of changes is made, and by whom: a person's code or `administration`.

    `document_number` and `document_on` are those of the order, where there is one.
    """

    kind: Kind
    applied_by: str
    reason: str = ""
    document_number: str = ""
    document_on: date | None = None
    undoes_set_id: int | None = None


class Occasion(NamedTuple):
    """Where and when changes are applied; `at` is UTC without zone."""

    school_id: str
    zone: ZoneInfo
    at: datetime


def apply_changes(
    cursor: duckdb.DuckDBPyConnection,
    changes: Sequence[Change],
    occasion: Occasion,
    cause: Cause,
    *,
    from_date: date,
    file_sha256: str = "",
    records: Mapping[str, Sequence[Mapping[str, object]]] | None = None,
) -> int:
    """Close and open dated rows, derive the journal, note and seal every change.

    Call it inside `database.writing()`. `records` are rows of other sealed tables that
    belong to the set, such as a movement's order. Returns the set's number.
    """
    for sheet in SHEETS:
        here = [change for change in changes if change.table == sheet.table]
        if here:
            _close_rows(cursor, sheet, here, from_date)
            _open_rows(cursor, sheet, here, from_date)
    noted = _noted(
        cursor, changes, from_date, cause.applied_by, file_sha256, occasion.at
    )
    set_id = int(noted["change_id"][0])
    a_set = {
        "set_id": set_id,
        "last_change_id": set_id + len(changes) - 1,
        **cause._asdict(),
        "from_date": from_date,
        "applied_at": occasion.at,
    }
    sealed_records.write_together(
        cursor,
        occasion.school_id,
        occasion.at,
        {
            "setup.setup_changes": noted.to_dicts(),
            SETS: [a_set],
            setup_states.TABLE: setup_states.current(cursor),
            **(records or {}),
        },
    )
    derive(cursor, occasion.zone)
    pages = cursor.execute("select distinct page_id from journal.current").fetchall()
    summary.refresh(cursor, sorted(page_id for (page_id,) in pages))
    return set_id


def next_set_id(cursor: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the set that is applied next, inside the same write."""
    last = cursor.execute(
        "select coalesce(max(change_id), 0) from setup.setup_changes"
    ).fetchone()
    return (last[0] if last else 0) + 1


def _close_rows(
    cursor: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    changes: Sequence[Change],
    from_date: date,
) -> None:
    keys = [change.before for change in changes if change.before is not None]
    if not keys:
        return
    cursor.register("closed", _frame(sheet, keys).to_arrow())
    same_key = " and ".join(
        f"here.{key} is not distinct from closed.{key}" for key in sheet.key
    )
    cursor.execute(
        f"""
        update setup.{sheet.table} as here
        set valid_to = greatest(here.valid_from, $on::date)
        from closed
        where {same_key} and (here.valid_to is null or here.valid_to > $on)
        """,
        {"on": from_date},
    )
    cursor.unregister("closed")


def _open_rows(
    cursor: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    changes: Sequence[Change],
    from_date: date,
) -> None:
    rows = [change.after for change in changes if change.after is not None]
    if not rows:
        return
    frame = _frame(sheet, rows).with_columns(
        pl.lit(from_date, pl.Date).alias("valid_from"),
        pl.lit(None, pl.Date).alias("valid_to"),
    )
    cursor.register("opened", frame.to_arrow())
    cursor.execute(f"insert into setup.{sheet.table} by name select * from opened")
    cursor.unregister("opened")


def _frame(sheet: Sheet, rows: Sequence[Row]) -> pl.DataFrame:
    schema = {
        column.key: _TYPES.get(column.kind, pl.String) for column in sheet.columns
    }
    return pl.DataFrame(rows, schema=schema, orient="row")


def _noted(
    cursor: duckdb.DuckDBPyConnection,
    changes: Sequence[Change],
    from_date: date,
    applied_by: str,
    file_sha256: str,
    applied_at: datetime,
) -> pl.DataFrame:
    first = next_set_id(cursor)
    return pl.DataFrame(
        {
            "change_id": range(first, first + len(changes)),
            "sheet": [change.table for change in changes],
            "change": [change.kind for change in changes],
            "natural_key": [_as_json(change.natural_key) for change in changes],
            "before_row": [_as_json(change.before) for change in changes],
            "after_row": [_as_json(change.after) for change in changes],
        },
        schema_overrides={"change_id": pl.Int64, "before_row": pl.String},
    ).with_columns(
        pl.lit(applied_at).alias("applied_at"),
        pl.lit(applied_by).alias("applied_by"),
        pl.lit(file_sha256).alias("file_sha256"),
        pl.lit(from_date).alias("valid_from"),
    )


def _as_json(content: object) -> str | None:
    return (
        None
        if content is None
        else json.dumps(content, ensure_ascii=False, default=_iso)
    )


def _iso(value: object) -> str:
    if isinstance(value, date | time):
        return value.isoformat()
    raise TypeError(value)
