"""What a changed set-up workbook changes, and its dated application."""

from __future__ import annotations

import json
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Literal, NamedTuple

import polars as pl

from expectations.language import N_, say
from ingest.setup.cells import as_text, shown
from ingest.setup.codes_once import refuse_passed_on_codes
from ingest.setup.contract import (
    SHEET_OF,
    SHEETS,
    completed,
    empty_value,
    settings,
)
from warehouse import sealed_records, setup_states
from warehouse.errors import VedomostError
from warehouse.timetable import derive

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from zoneinfo import ZoneInfo

    import duckdb

    from ingest.setup.columns import Column, SetupTables, Sheet
    from warehouse.database import Database

Row = dict[str, object]
_TYPES: dict[str, type[pl.DataType]] = {
    "integer": pl.Int16,
    "number_choice": pl.Int16,
    "number": pl.Float64,
    "date": pl.Date,
    "time": pl.Time,
    "yes_no": pl.Boolean,
}
_TOO_EARLY = N_(
    "Changes cannot hold from {day}: the school year of the workbook begins on "
    "{first}. Give a day of the year."
)


class Change(NamedTuple):
    """One row of the set-up that is added, changed or removed."""

    table: str
    kind: Literal["added", "changed", "removed"]
    natural_key: tuple[object, ...]
    before: Row | None
    after: Row | None


class _Known(NamedTuple):
    row: Row
    is_settled: bool  # holds on the day and has no end


def plan_changes(
    database: Database, tables: SetupTables, from_date: date
) -> list[Change]:
    """Return what differs between the workbook and the set-up from a day on.

    The workbook is the whole set-up: what its sheets leave out is removed, except a
    deadline, which holds until another one. A sheet that may be absent and is says
    nothing: workbooks are older than the sheet of parents. A row that was to change
    after that day counts as changed, because from that day the workbook holds. Refuses
    to give anybody the code of another person.
    """
    wanted = completed(tables)
    first_day = date.fromisoformat(settings(wanted)["year_starts_on"])
    if from_date < first_day:
        raise VedomostError(
            _TOO_EARLY, day=as_text(from_date), first=as_text(first_day)
        )
    with database.reading() as cursor:
        changes = [
            change
            for sheet in SHEETS
            if sheet.table in tables or sheet.is_required
            for change in _table_changes(
                sheet, _known_rows(cursor, sheet, from_date), wanted[sheet.table]
            )
        ]
        refuse_passed_on_codes(cursor, changes)
    return changes


def _known_rows(
    cursor: duckdb.DuckDBPyConnection, sheet: Sheet, from_date: date
) -> dict[tuple[object, ...], _Known]:
    """Return the rows that hold on the day or later, the last of each key."""
    names = [column.key for column in sheet.columns]
    rows = cursor.execute(
        f"""
        select {", ".join(names)}, valid_from <= $on and valid_to is null
        from setup.{sheet.table}
        where valid_to is null or (valid_to > $on and valid_from < valid_to)
        order by valid_from
        """,
        {"on": from_date},
    ).fetchall()
    known: dict[tuple[object, ...], _Known] = {}
    for *values, is_settled in rows:
        row = dict(zip(names, values, strict=True))
        key = natural_key(sheet, row)
        known[key] = _Known(row, is_settled and key not in known)
    return known


def natural_key(sheet: Sheet, row: Mapping[str, object]) -> tuple[object, ...]:
    """Return the values that identify a row of a sheet."""
    return tuple(row[key] for key in sheet.key)


def _table_changes(
    sheet: Sheet, known: Mapping[tuple[object, ...], _Known], wanted: Sequence[Row]
) -> Iterable[Change]:
    seen = set()
    for row in wanted:
        key = natural_key(sheet, row)
        seen.add(key)
        if key not in known:
            yield Change(sheet.table, "added", key, None, row)
        elif row != known[key].row or not known[key].is_settled:
            yield Change(sheet.table, "changed", key, known[key].row, row)
    for key, (row, _) in known.items():
        if key not in seen and not sheet.keeps_left_out:
            yield Change(sheet.table, "removed", key, row, None)


def apply_changes(
    cursor: duckdb.DuckDBPyConnection,
    changes: Sequence[Change],
    *,
    school_id: str,
    from_date: date,
    applied_by: str,
    file_sha256: str,
    applied_at: datetime,
    zone: ZoneInfo,
) -> None:
    """Close and open dated rows, derive the journal, note and seal every change.

    Call it inside `database.writing()`; `applied_at` is UTC without zone.
    """
    for sheet in SHEETS:
        here = [change for change in changes if change.table == sheet.table]
        if here:
            _close_rows(cursor, sheet, here, from_date)
            _open_rows(cursor, sheet, here, from_date)
    noted = _noted(cursor, changes, from_date, applied_by, file_sha256, applied_at)
    sealed_records.write_together(
        cursor,
        school_id,
        applied_at,
        {
            "setup.setup_changes": noted.to_dicts(),
            setup_states.TABLE: setup_states.current(cursor),
        },
    )
    derive(cursor, zone)


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
    last = cursor.execute(
        "select coalesce(max(change_id), 0) from setup.setup_changes"
    ).fetchone()
    number = last[0] if last else 0
    return pl.DataFrame(
        {
            "change_id": range(number + 1, number + 1 + len(changes)),
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


_KINDS = {
    "added": N_("{sheet}: added {name} ({details})"),
    "changed": N_("{sheet}: changed {name}: {details}"),
    "removed": N_("{sheet}: removed {name} ({details})"),
}
_DIFFERS = N_("{column} “{before}” → “{after}”")
_FROM_NOW = N_("holds from this day already")
_EMPTY = N_("empty")
_NAMES = ("surname", "given_name")  # stand beside the key


def change_line(change: Change, language: str) -> str:
    """Return a change as one readable line."""
    sheet = SHEET_OF[change.table]
    after, before = change.after, change.before
    if before is not None and after is not None:
        differing = (
            say(
                _DIFFERS,
                language,
                column=say(column.title, language),
                before=_spoken(column, before, language),
                after=_spoken(column, after, language),
            )
            for column in sheet.columns
            if before[column.key] != after[column.key]
        )
        details = ", ".join(differing) or say(_FROM_NOW, language)
    else:
        row = after or before or {}
        details = ", ".join(
            f"{say(column.title, language)}: {_spoken(column, row, language)}"
            for column in sheet.columns
            if column.key not in {*sheet.key, *_NAMES}
            and row[column.key] not in {None, empty_value(column)}
        )
    return say(
        _KINDS[change.kind],
        language,
        sheet=say(sheet.title, language),
        name=_name(sheet, after or before or {}, language),
        details=details,
    )


def _name(sheet: Sheet, row: Row, language: str) -> str:
    parts = [
        _spoken(sheet.column(key), row, language)
        for key in sheet.key
        if row[key] not in {None, empty_value(sheet.column(key))}
    ]
    names = [str(row[key]) for key in _NAMES if row.get(key)]
    return " ".join([", ".join(parts), *names])


def _spoken(column: Column, row: Row, language: str) -> str:
    value = shown(column, row[column.key], language)
    if value is None:
        return say(_EMPTY, language)
    return f"{value:g}" if isinstance(value, float) else as_text(value)
