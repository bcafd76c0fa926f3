"""Rows of the set-up by which a duty passes on, for good or for a time."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.movement.standing import held
from ingest.setup.cells import as_text
from ingest.setup.changes import natural_key
from ingest.setup.contract import SHEET_OF
from ingest.setup.edits import Edit, added
from ingest.staff_changes.request import Part
from warehouse.errors import VedomostError
from warehouse.timetable import current_year

if TYPE_CHECKING:
    import duckdb

    from ingest.setup.changes import Row
    from ingest.staff_changes.standing import Duty

DAY = timedelta(days=1)
_HAS_STAND_IN = N_(
    "{class_id} is led by somebody else for a time already, from {first}. End that "
    "first, or choose other days."
)


def ended(table: str, row: Row) -> Edit:
    """Return the edit that ends a row."""
    return Edit(table, natural_key(SHEET_OF[table], row), None)


def passed(
    cursor: duckdb.DuckDBPyConnection,
    duty: Duty,
    person_to: str,
    on: date,
    until: date | None,
) -> tuple[list[Edit], Part]:
    """Return how a duty passes on between days, and what the book says of it.

    With a last day it comes back by itself on the day after.
    """
    if duty.what == "homeroom":
        return _class_passed(cursor, duty, person_to, on, until)
    table = "load" if duty.what == "page" else "homeroom_stands"
    row = duty.row
    first = max(as_day(row["starts_on"]) or on, on)
    ends_on = as_day(row["ends_on"])
    last = min((day for day in (ends_on, until) if day is not None), default=None)
    edits = [ended(table, row)]
    if person_to and not _has_it(cursor, table, row, person_to, first, last):
        theirs = {"person_id": person_to, "starts_on": first, "ends_on": last}
        edits.append(added(table, row | theirs))
    goes_on = until is not None and (ends_on is None or ends_on > until)
    if until is not None and goes_on and until < current_year(cursor).ends_on:
        edits.append(added(table, row | {"starts_on": until + DAY}))
    return edits, _part(duty, row["person_id"], person_to, first, until and last)


def as_day(value: object) -> date | None:
    """Return a day of a set-up row, None where it is open."""
    return value if isinstance(value, date) else None


def _class_passed(
    cursor: duckdb.DuckDBPyConnection,
    duty: Duty,
    person_to: str,
    on: date,
    until: date | None,
    *,
    is_for_good: bool = False,
) -> tuple[list[Edit], Part]:
    row, class_id = duty.row, duty.unit_id
    part = _part(duty, row["homeroom_person_id"], person_to, on, until)
    if is_for_good:
        return [added("classes", row | {"homeroom_person_id": person_to})], part
    for stand in held(cursor, "homeroom_stands", on, class_id=class_id):
        first, last = as_day(stand["starts_on"]), as_day(stand["ends_on"])
        if (last is None or last >= on) and (until is None or first <= until):  # type: ignore[operator]
            raise VedomostError(
                _HAS_STAND_IN, class_id=class_id, first=as_text(stand["starts_on"])
            )
    stand = {
        "class_id": class_id,
        "person_id": person_to,
        "starts_on": on,
        "ends_on": until,
    }
    return [added("homeroom_stands", stand)] if person_to else [], part


def class_for_good(
    cursor: duckdb.DuckDBPyConnection, duty: Duty, person_to: str, on: date
) -> tuple[list[Edit], Part]:
    """Return how a class gets another homeroom teacher for good."""
    return _class_passed(cursor, duty, person_to, on, None, is_for_good=True)


def _part(
    duty: Duty, person_from: object, person_to: str, on: date, until: date | None
) -> Part:
    what = "homeroom" if duty.what == "stand" else duty.what
    return Part(
        what, duty.unit_id, duty.subject_id, str(person_from), person_to, on, until
    )


def _has_it(
    cursor: duckdb.DuckDBPyConnection,
    table: str,
    row: Row,
    person_id: str,
    first: date,
    last: date | None,
) -> bool:
    """Tell whether a person has the very duty all these days, beside the other."""
    if table != "load":
        return False
    same = {key: row[key] for key in ("unit_id", "subject_id")}
    return any(
        (as_day(mine["starts_on"]) or first) <= first
        and (
            mine["ends_on"] is None
            or (last is not None and as_day(mine["ends_on"]) >= last)  # type: ignore[operator]
        )
        for mine in held(cursor, table, first, person_id=person_id, **same)
    )
