"""Which groups a student is in, and the rows of the set-up that change it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.movement.standing import held
from ingest.setup.cells import as_text
from ingest.setup.changes import natural_key
from ingest.setup.contract import SHEET_OF
from ingest.setup.edits import Edit, added
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

    from ingest.setup.changes import Row

_NO_GROUP = N_("There is no study group {group_id} on {day}.")
_IN_IT = N_("The student is in the group {group_id} on {day} already.")
_NOT_IN_IT = N_("The student is not in the group {group_id} on {day}.")
_OF_AN_INDIVIDUAL_PLAN = N_(
    "{group_id} is an individual plan of one student. Enter a plan of its own."
)
_DAY = timedelta(days=1)


def memberships(
    cursor: duckdb.DuckDBPyConnection, student_id: str, on: date
) -> list[Row]:
    """Return the rows that make the student a member on a day or later."""
    return [
        row
        for row in held(cursor, "group_members", on, student_id=student_id)
        if row["left_on"] is None or as_day(row["left_on"]) >= on
    ]


def groups_on(
    cursor: duckdb.DuckDBPyConnection, student_id: str, on: date
) -> tuple[str, ...]:
    """Return the groups that the student is in on a day."""
    return tuple(
        str(row["group_id"])
        for row in memberships(cursor, student_id, on)
        if row["joined_on"] is None or as_day(row["joined_on"]) <= on
    )


def is_individual(cursor: duckdb.DuckDBPyConnection, group_id: str, on: date) -> bool:
    """Tell whether a group is one student's plan; refuse one that is not there."""
    rows = held(cursor, "groups", on, group_id=group_id)
    if not rows:
        raise VedomostError(_NO_GROUP, group_id=group_id, day=as_text(on))
    return rows[0]["kind"] == "individual"


def joining(
    cursor: duckdb.DuckDBPyConnection,
    student_id: str,
    group_ids: Iterable[str],
    on: date,
) -> list[Edit]:
    """Return the edits that put the student into study groups from a day on."""
    here = {str(row["group_id"]) for row in memberships(cursor, student_id, on)}
    edits = []
    for group_id in dict.fromkeys(group_ids):
        if is_individual(cursor, group_id, on):
            raise VedomostError(_OF_AN_INDIVIDUAL_PLAN, group_id=group_id)
        if group_id in here:
            raise VedomostError(_IN_IT, group_id=group_id, day=as_text(on))
        edits.append(member(group_id, student_id, on))
    return edits


def member(
    group_id: str, student_id: str, on: date, until_on: date | None = None
) -> Edit:
    """Return the edit that puts the student into a group from a day on."""
    row = {"group_id": group_id, "student_id": student_id}
    return added("group_members", {**row, "joined_on": on, "left_on": until_on})


def leaving(
    cursor: duckdb.DuckDBPyConnection,
    student_id: str,
    group_ids: Iterable[str],
    on: date,
) -> list[Edit]:
    """Return the edits that take the student out of groups from a day on.

    An individual plan ends with its student: teachers and lessons too.
    """
    edits = []
    for group_id in dict.fromkeys(group_ids):
        rows = [
            row
            for row in memberships(cursor, student_id, on)
            if row["group_id"] == group_id
        ]
        if not rows:
            raise VedomostError(_NOT_IN_IT, group_id=group_id, day=as_text(on))
        last = on - _DAY
        edits += [
            _ended("group_members", row, "joined_on", "left_on", last) for row in rows
        ]
        if is_individual(cursor, group_id, on):
            edits += ending_plan(cursor, group_id, last, on)
    return edits


def leaving_all(
    cursor: duckdb.DuckDBPyConnection, student_id: str, last: date
) -> list[Edit]:
    """Return the edits that end all memberships with the student's last day."""
    edits = []
    for row in memberships(cursor, student_id, last):
        edits.append(_ended("group_members", row, "joined_on", "left_on", last))
        if is_individual(cursor, str(row["group_id"]), last):
            edits += ending_plan(cursor, str(row["group_id"]), last, last)
    return edits


def ending_plan(
    cursor: duckdb.DuckDBPyConnection, group_id: str, last: date, on: date
) -> list[Edit]:
    """Return the edits that end load and lessons of an individual plan with a day."""
    return [
        _ended(table, row, "starts_on", "ends_on", last)
        for table in ("load", "timetable")
        for row in held(cursor, table, on, unit_id=group_id)
        if row["ends_on"] is None or as_day(row["ends_on"]) > last
    ]


def as_day(value: object) -> date:
    """Return a value of a column of days, which holds nothing else."""
    if not isinstance(value, date):
        raise TypeError(value)
    return value


def _ended(table: str, row: Row, begins: str, ends: str, last: date) -> Edit:
    """Return the edit that ends a row with a day, or drops it if it begins later."""
    first = row[begins]
    if first is not None and as_day(first) > last:
        return Edit(table, natural_key(SHEET_OF[table], row), None)
    return added(table, row | {ends: last})
