"""Somebody leaves the school for good, or is away for long: all duties pass on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.movement.standing import held
from ingest.setup.edits import added
from ingest.staff_changes.passing import as_day, class_for_good, ended, passed
from ingest.staff_changes.passing_on import successor
from ingest.staff_changes.request import Drawn, Part, Request
from ingest.staff_changes.standing import (
    Duty,
    classes_from,
    pages_from,
    person_on,
    refuse_an_early_end,
    roles_of,
)
from warehouse.calendar import parts_of
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from ingest.setup.changes import Row
    from ingest.setup.edits import Edit

_TO_THEMSELVES = N_("Choose somebody else: the duties of who goes pass to others.")
_CHOOSE = N_("Choose who takes over: {what}. If there is nobody yet, say so.")
_NOTHING = N_("There is nothing to pass on: no page and no class on these days.")


@dataclass(frozen=True, kw_only=True)
class _Going(Request):
    """`takes` names who takes each duty (its key), '' among the keys stands for all."""

    person_id: str
    takes: tuple[tuple[str, str], ...]

    def _taken_by(self, cursor: duckdb.DuckDBPyConnection, duty: Duty, on: date) -> str:
        named = dict(self.takes)
        chosen = named.get(duty.key) or named.get("", "")
        if not chosen:
            raise VedomostError(_CHOOSE, what=duty.short)
        if chosen == self.person_id:
            raise VedomostError(_TO_THEMSELVES)
        return successor(cursor, chosen, on)


@dataclass(frozen=True, kw_only=True)
class Leaving(_Going):
    """From the day on no more in the school; the account opens nothing then."""

    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return the ends of all rows of the person, and the successors' rows."""
        staff = person_on(cursor, self.person_id, on)
        edits: list[Edit] = []
        parts: list[Part] = []
        for duty in duties_of_leaver(cursor, staff, on):
            taken_by = self._taken_by(cursor, duty, on)
            if duty.what == "roles":
                more, part = _roles_passed(cursor, staff, taken_by, on)
            elif duty.what == "homeroom":
                more, part = class_for_good(cursor, duty, taken_by, on)
            else:
                more, part = passed(cursor, duty, taken_by, on, None)
            edits += more
            parts.append(part)
        edits += _past_rows(cursor, self.person_id, on)
        edits.append(ended("staff", staff))
        gone = Part("person", "", "", self.person_id, "", on)
        return Drawn("leave", self.person_id, edits, [*parts, gone], on)


@dataclass(frozen=True, kw_only=True)
class Absence(_Going):
    """Ill or on leave: pages and classes come back after the last day, if it is known.

    Without a last day until a return is entered.
    """

    until: date | None = None

    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return the rows of who stands in, and those from after the last day."""
        refuse_an_early_end(on, self.until)
        person_on(cursor, self.person_id, on)
        edits: list[Edit] = []
        parts: list[Part] = []
        for duty in duties_of_absent(cursor, self.person_id, on, self.until):
            taken_by = self._taken_by(cursor, duty, on)
            if duty.what != "page" and not taken_by:
                continue  # the class stays with whom it has
            more, part = passed(cursor, duty, taken_by, on, self.until)
            edits += more
            parts.append(part)
        if not edits:
            raise VedomostError(_NOTHING)
        return Drawn("absence", self.person_id, edits, parts, on)


def duties_of_leaver(
    cursor: duckdb.DuckDBPyConnection, staff: Row, on: date
) -> list[Duty]:
    """Return what somebody who leaves passes on: pages, classes, roles."""
    person_id = str(staff["person_id"])
    roles = [Duty("roles", "", "", staff)] if roles_of(staff) else []
    return [
        *pages_from(cursor, person_id, on, None),
        *classes_from(cursor, person_id, on, None),
        *roles,
    ]


def duties_of_absent(
    cursor: duckdb.DuckDBPyConnection, person_id: str, on: date, until: date | None
) -> list[Duty]:
    """Return what somebody who is away passes on: pages and classes."""
    return [
        *pages_from(cursor, person_id, on, until),
        *classes_from(cursor, person_id, on, until),
    ]


def _roles_passed(
    cursor: duckdb.DuckDBPyConnection, staff: Row, person_to: str, on: date
) -> tuple[list[Edit], Part]:
    part = Part("roles", "", "", str(staff["person_id"]), person_to, on)
    if not person_to:
        return [], part
    row = person_on(cursor, person_to, on)
    roles = [*parts_of(str(row["roles"])), *roles_of(staff)]
    levels = [
        level for one in (row, staff) for level in parts_of(str(one["levels"] or ""))
    ]
    more = {"roles": _joined(roles), "levels": _joined(levels)}
    return [added("staff", row | more)], part


def _joined(codes: list[str]) -> str:
    return ",".join(dict.fromkeys(codes))


def _past_rows(
    cursor: duckdb.DuckDBPyConnection, person_id: str, on: date
) -> list[Edit]:
    """Return the ends of rows that name the person and are over, or fall away.

    A row of the set-up names nobody who is not on the staff; that it ends from this day
    on leaves the days before it as they were. Lessons that the person was to give for
    somebody else go as the timetable says.
    """
    past = [
        (table, row)
        for table in ("load", "homeroom_stands")
        for row in held(cursor, table, on, person_id=person_id)
        if row["ends_on"] is not None and as_day(row["ends_on"]) < on  # type: ignore[operator]
    ]
    replaced = held(cursor, "replacements", on, person_id=person_id)
    return [
        *(ended(table, row) for table, row in past),
        *(ended("replacements", row) for row in replaced),
    ]
