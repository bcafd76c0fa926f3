"""Single rows of the set-up changed from a day on, by a page or a movement.

The same checks as a whole workbook's: the set-up as it would be is checked before
anything is written.
"""

from __future__ import annotations

from collections import Counter
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
        was = _holding(cursor, sheet, edit.key, from_date)
        after[sheet.table] = _edited(sheet, after[sheet.table], edit)
        if was != edit.row:
            changes.append(_change(edit, was))
    refuse_passed_on_codes(cursor, changes)
    found = check_setup(SetupReading(after), from_date) if changes else []
    if found:
        found = _new(found, check_setup(SetupReading(before), from_date))
    return Planned(changes, found)


def _edited(sheet: Sheet, rows: Sequence[Row], edit: Edit) -> list[Row]:
    """Return the rows with the edited one in its place, a new one at the end."""
    given = [] if edit.row is None else [edit.row]
    after: list[Row] = []
    for row in rows:
        if natural_key(sheet, row) == edit.key:
            after += given
            given = []
        else:
            after.append(row)
    return after + given


def _new(
    found: Sequence[SetupProblem], stood: Sequence[SetupProblem]
) -> list[SetupProblem]:
    """Return the problems that did not stand before, wherever their row is now."""
    known = Counter(_told(problem) for problem in stood)
    new = []
    for problem in found:
        if known[_told(problem)]:
            known[_told(problem)] -= 1
        else:
            new.append(problem)
    return new


def _told(problem: SetupProblem) -> tuple[str, ...]:
    return (problem.rule, problem.severity, problem.sheet, problem.value)


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


def changes_after(
    cursor: duckdb.DuckDBPyConnection,
    sheet: Sheet,
    key: tuple[object, ...],
    on: date,
) -> date | None:
    """Return the first day after a day on which the row with a key changes or ends.

    A row that goes on as it was does not change: that is what taking back leaves.
    """
    names = [column.key for column in sheet.columns]
    spans = cursor.execute(
        f"select valid_from, valid_to, {', '.join(names)} from setup.{sheet.table} "
        f"where {_same_key(sheet)} and (valid_to is null or valid_to > ?) "
        "and valid_from is distinct from valid_to order by valid_from",
        [*key, on],
    ).fetchall()
    said: list[object] | None = None
    until: date | None = on
    for valid_from, valid_to, *values in spans:
        begins: date = valid_from
        if until is not None and begins > until:
            return begins if said is None else until
        if said is not None and values != said:
            return begins
        said, until = values, valid_to
    return None if said is None else until


def _refuse_later_change(
    cursor: duckdb.DuckDBPyConnection, sheet: Sheet, edit: Edit, on: date
) -> None:
    day = changes_after(cursor, sheet, edit.key, on)
    if day is not None:
        raise VedomostError(
            _CHANGES_LATER,
            row=", ".join(as_text(part) for part in edit.key if part is not None),
            day=as_text(day),
        )


def _same_key(sheet: Sheet) -> str:
    return " and ".join(f"{column} is not distinct from ?" for column in sheet.key)
