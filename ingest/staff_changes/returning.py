"""Somebody comes back earlier or later than the order of the absence said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from expectations.language import N_
from ingest.movement.standing import held
from ingest.setup.cells import as_text
from ingest.setup.contract import SHEET_OF
from ingest.setup.edits import Edit, added
from ingest.setup.stored_changes import stored_row
from ingest.staff_changes.passing import DAY, as_day, ended
from ingest.staff_changes.request import Drawn, Part, Request
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    import duckdb

    from ingest.setup.changes import Row

_UNKNOWN = N_("There is no such absence.")
_BEFORE = N_(
    "The absence begins on {first}: a return is later. If nobody was away at all, take "
    "the absence back."
)
_SAME_DAY = N_("They are back on {day} already.")
_CHANGED = N_("{row} has passed on again since. Take that change back first.")


@dataclass(frozen=True, kw_only=True)
class Return(Request):
    """The day is the first one back; `set_id` is that of the absence.

    The rows of the absence get other last and first days, from its own day on: so a
    return can be said anew, earlier or later.
    """

    set_id: int

    needs_order: ClassVar[bool] = False

    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return the rows of who stands in up to the day, and the others from it."""
        parts = _parts(cursor, self.set_id)
        first = min(part.from_on for part, _ in parts)
        if on <= first:
            raise VedomostError(_BEFORE, first=as_text(first))
        ends = {until for _, until in parts if until is not None}
        was_back = max(ends) + DAY if ends else None
        if was_back == on:
            raise VedomostError(_SAME_DAY, day=as_text(on))
        edits: list[Edit] = []
        for table, row in _taken_away(cursor, self.set_id):
            edits += _given_back(cursor, table, row, on, first)
        (person_id,) = {part.person_from for part, _ in parts}
        edits += _stands_ended(cursor, self.set_id, person_id, on, first)
        back = [
            part._replace(
                person_from=part.person_to,
                person_to=part.person_from,
                from_on=on,
                until_on=None,
            )
            for part, _ in parts
        ]
        return Drawn("return", person_id, edits, back, first, self.set_id)


def _parts(
    cursor: duckdb.DuckDBPyConnection, set_id: int
) -> list[tuple[Part, date | None]]:
    """Return what passed on by an absence, and until when it holds by now."""
    rows = cursor.execute(
        "select what, unit_id, subject_id, person_from, person_to, from_on, until_on, "
        "holds_until from staging.stg_staff_changes where set_id = ? "
        "and kind in ('absence', 'homeroom', 'page') and taken_back_at is null "
        "order by part",
        [set_id],
    ).fetchall()
    if not rows:
        raise VedomostError(_UNKNOWN)
    return [(Part(*row), holds_until) for *row, holds_until in rows]


def _changes(
    cursor: duckdb.DuckDBPyConnection, set_id: int, table: str
) -> list[tuple[Row | None, Row | None]]:
    rows = cursor.execute(
        """
        select before_row, after_row
        from setup.setup_changes as changes
        inner join journal.setup_change_sets as sets
            on changes.change_id between sets.set_id and sets.last_change_id
        where sets.set_id = ? and changes.sheet = ?
        order by changes.change_id
        """,
        [set_id, table],
    ).fetchall()
    sheet = SHEET_OF[table]
    return [(stored_row(sheet, was), stored_row(sheet, now)) for was, now in rows]


def _taken_away(
    cursor: duckdb.DuckDBPyConnection, set_id: int
) -> list[tuple[str, Row]]:
    """Return the rows of who was away as they were before the absence."""
    return [
        (table, was)
        for table in ("load", "homeroom_stands")
        for was, now in _changes(cursor, set_id, table)
        if was is not None and now is None
    ]


def _given_back(
    cursor: duckdb.DuckDBPyConnection, table: str, was: Row, on: date, since: date
) -> list[Edit]:
    """Return the row of who is back, instead of the one that was to hold from then."""
    same = {
        key: was[key]
        for key in ("unit_id", "subject_id", "class_id", "person_id")
        if key in was
    }
    planned = [
        ended(table, row)
        for row in held(cursor, table, since, **same)
        if row["starts_on"] is not None and as_day(row["starts_on"]) >= since  # type: ignore[operator]
    ]
    ends_on = as_day(was["ends_on"])
    if ends_on is not None and ends_on < on:
        return planned
    row = was | {"starts_on": max(as_day(was["starts_on"]) or on, on)}
    again = added(table, row)
    return [edit for edit in planned if edit.key != again.key] + [again]


def _stands_ended(
    cursor: duckdb.DuckDBPyConnection,
    set_id: int,
    person_id: str,
    on: date,
    since: date,
) -> list[Edit]:
    """Return the rows of who stands in, with the day before the return as the last."""
    edits = []
    for table in ("load", "homeroom_stands"):
        changed = _changes(cursor, set_id, table)
        taken = {
            _whose(was): as_day(was["ends_on"])
            for was, now in changed
            if was is not None and now is None
        }
        for was, now in changed:
            if was is not None or now is None or now["person_id"] == person_id:
                continue
            key = {name: now[name] for name in SHEET_OF[table].key}
            rows = held(cursor, table, since, **key)
            if not rows:
                raise VedomostError(
                    _CHANGED, row=", ".join(as_text(part) for part in key.values())
                )
            last = min(taken.get(_whose(now)) or date.max, on - DAY)
            is_over = as_day(now["starts_on"]) > last  # type: ignore[operator]
            edits.append(
                ended(table, rows[0])
                if is_over
                else added(table, rows[0] | {"ends_on": last})
            )
    return edits


def _whose(row: Row) -> tuple[object, ...]:
    """Return the page or the class of a row."""
    return (row.get("unit_id"), row.get("subject_id"), row.get("class_id"))
