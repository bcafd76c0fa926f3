"""Single rows of the set-up changed from a day on, by a page or a movement.

The same checks as a whole workbook's: the set-up as it would be is checked before
anything is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.setup.cells import as_text
from ingest.setup.changes import Change, known_rows, natural_key, refuse_too_early
from ingest.setup.check import check_setup
from ingest.setup.codes_once import refuse_passed_on_codes
from ingest.setup.contract import SHEET_OF, SHEETS, completed, settings
from ingest.setup.reader import SetupReading
from ingest.setup.rules import CRITICAL
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb

    from ingest.setup.changes import Row
    from ingest.setup.columns import SetupTables, Sheet
    from ingest.setup.rules import SetupProblem

_CHANGES_LATER = N_(
    "{row} changes on {day} already. Take that change back first, or choose a day from "
    "then on."
)


class Edit(NamedTuple):
    """One row as it is to be from a day on; `row` is None where it is to end."""

    table: str
    key: tuple[object, ...]
    row: Row | None


class Planned(NamedTuple):
    """What edits come to: the changes, and what the set-up would get wrong by them."""

    changes: list[Change]
    problems: list[SetupProblem]

    @property
    def is_faulty(self) -> bool:
        """Tell whether a problem forbids to apply the changes."""
        return any(problem.severity == CRITICAL for problem in self.problems)


def added(table: str, row: Row) -> Edit:
    """Return the edit that adds or replaces the row with this row's key."""
    (whole,) = completed({table: [row]})[table]
    return Edit(table, natural_key(SHEET_OF[table], whole), whole)


def whole_setup(cursor: duckdb.DuckDBPyConnection, on: date) -> SetupTables:
    """Return every row that holds on a day or later, the last of each key."""
    return {
        sheet.table: [known.row for known in known_rows(cursor, sheet, on).values()]
        for sheet in SHEETS
    }


def plan_edits(
    cursor: duckdb.DuckDBPyConnection, edits: Sequence[Edit], from_date: date
) -> Planned:
    """Return the changes that edits make from a day on, and the problems they cause.

    Refuses a row that changes again after the day: which of the two was meant? Only
    problems that the set-up does not have without the edits are told.
    """
    before = whole_setup(cursor, from_date)
    refuse_too_early(settings(before), from_date)
    after = dict(before)
    changes = []
    for edit in edits:
        sheet = SHEET_OF[edit.table]
        _refuse_later_change(cursor, sheet, edit, from_date)
        rows = [
            row for row in after[sheet.table] if natural_key(sheet, row) != edit.key
        ]
        was = _holding(cursor, sheet, edit.key, from_date)
        if edit.row is not None:
            rows.append(edit.row)
        after[sheet.table] = rows
        if was != edit.row:
            changes.append(_change(edit, was))
    refuse_passed_on_codes(cursor, changes)
    found = check_setup(SetupReading(after)) if changes else []
    if found:
        stood = {problem[:5] for problem in check_setup(SetupReading(before))}
        found = [problem for problem in found if problem[:5] not in stood]
    return Planned(changes, found)


def _change(edit: Edit, was: Row | None) -> Change:
    if was is None:
        return Change(edit.table, "added", edit.key, None, edit.row)
    if edit.row is None:
        return Change(edit.table, "removed", edit.key, was, None)
    return Change(edit.table, "changed", edit.key, was, edit.row)


def _holding(
    cursor: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    key: tuple[object, ...],
    on: date,
) -> Row | None:
    names = [column.key for column in sheet.columns]
    found = cursor.execute(
        f"select {', '.join(names)} from setup.{sheet.table} where {_same_key(sheet)} "
        "and valid_from <= ? and (valid_to is null or valid_to > ?)",
        [*key, on, on],
    ).fetchone()
    return dict(zip(names, found, strict=True)) if found else None


def _refuse_later_change(
    cursor: duckdb.DuckDBPyConnection, sheet: Sheet, edit: Edit, on: date
) -> None:
    (day,) = cursor.execute(
        f"select min(if(valid_from > ?, valid_from, valid_to)) "
        f"from setup.{sheet.table} where {_same_key(sheet)} "
        "and (valid_from > ? or valid_to > ?) and valid_from is distinct from valid_to",
        [on, *edit.key, on, on],
    ).fetchone() or (None,)
    if day is not None:
        raise VedomostError(
            _CHANGES_LATER,
            row=", ".join(as_text(part) for part in edit.key if part is not None),
            day=as_text(day),
        )


def _same_key(sheet: Sheet) -> str:
    return " and ".join(f"{column} is not distinct from ?" for column in sheet.key)
