"""Who has what on a day, as the set-up's dated rows say; what may not be."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.movement.standing import held
from ingest.setup.cells import as_text
from warehouse.calendar import parts_of
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from ingest.setup.changes import Row

_UNKNOWN = N_("There is nobody of the staff with the code {code} on {day}.")
_ENDS_EARLY = N_("The last day, {last}, is before the first, {first}.")


class Duty(NamedTuple):
    """A page, a class or the roles that a person has; `row` is its set-up row."""

    what: str
    unit_id: str
    subject_id: str
    row: Row

    @property
    def short(self) -> str:
        """Name it in a sentence: «5А, РУС», a class, or roles by their codes."""
        if self.what == "roles":
            return ", ".join(roles_of(self.row))
        return ", ".join(filter(None, (self.unit_id, self.subject_id)))

    @property
    def key(self) -> str:
        """Name it within the duties of one person."""
        return ":".join((self.what, self.unit_id, self.subject_id))


def person_on(cursor: duckdb.DuckDBPyConnection, code: str, on: date) -> Row:
    """Return the row of somebody who is on the staff on a day, or refuse."""
    rows = held(cursor, "staff", on, person_id=code)
    if not rows:
        raise VedomostError(_UNKNOWN, code=code, day=as_text(on))
    return rows[0]


def refuse_an_early_end(on: date, until: date | None) -> None:
    """Refuse a last day before the first."""
    if until is not None and until < on:
        raise VedomostError(_ENDS_EARLY, last=as_text(until), first=as_text(on))


def pages_from(
    cursor: duckdb.DuckDBPyConnection, person_id: str, on: date, until: date | None
) -> list[Duty]:
    """Return the rows of the load by which a person has pages between days."""
    return [
        Duty("page", str(row["unit_id"]), str(row["subject_id"]), row)
        for row in held(cursor, "load", on, person_id=person_id)
        if _overlaps(row, on, until)
    ]


def classes_from(
    cursor: duckdb.DuckDBPyConnection, person_id: str, on: date, until: date | None
) -> list[Duty]:
    """Return the classes that a person leads, for good or instead of another."""
    own = [
        Duty("homeroom", str(row["class_id"]), "", row)
        for row in held(cursor, "classes", on, homeroom_person_id=person_id)
    ]
    standing = [
        Duty("stand", str(row["class_id"]), "", row)
        for row in held(cursor, "homeroom_stands", on, person_id=person_id)
        if _overlaps(row, on, until)
    ]
    return own + standing


def roles_of(staff: Row) -> list[str]:
    """Return the roles of a person besides that of a teacher."""
    return [role for role in parts_of(str(staff["roles"])) if role != "teacher"]


def _overlaps(row: Row, on: date, until: date | None) -> bool:
    first, last = row["starts_on"], row["ends_on"]
    begins_in_time = first is None or until is None or first <= until  # type: ignore[operator]
    return begins_in_time and (last is None or last >= on)  # type: ignore[operator]
