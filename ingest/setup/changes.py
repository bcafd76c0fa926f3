"""What a changed set-up workbook changes, planned before anything is written."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal, NamedTuple

from expectations.language import N_
from ingest.setup.cells import as_text
from ingest.setup.codes_once import refuse_passed_on_codes
from ingest.setup.contract import SHEETS, completed, settings
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import duckdb

    from ingest.setup.columns import SetupTables, Sheet
    from warehouse.database import Database

Row = dict[str, object]
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
    refuse_too_early(settings(wanted), from_date)
    with database.reading() as cursor:
        changes = [
            change
            for sheet in SHEETS
            if sheet.table in tables or sheet.is_required
            for change in _table_changes(
                sheet, known_rows(cursor, sheet, from_date), wanted[sheet.table]
            )
        ]
        refuse_passed_on_codes(cursor, changes)
    return changes


def refuse_too_early(about: Mapping[str, str], from_date: date) -> None:
    """Refuse changes from a day before the school year of these settings."""
    first_day = date.fromisoformat(about["year_starts_on"])
    if from_date < first_day:
        raise VedomostError(
            _TOO_EARLY, day=as_text(from_date), first=as_text(first_day)
        )


def known_rows(
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
