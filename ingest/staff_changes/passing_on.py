"""A page or a class passes on by itself: hours redistributed, another homeroom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.movement.standing import class_on, held
from ingest.setup.cells import as_text
from ingest.setup.edits import added
from ingest.staff_changes.passing import class_for_good, passed
from ingest.staff_changes.request import NOBODY, Drawn, Part, Request
from ingest.staff_changes.standing import (
    Duty,
    pages_from,
    person_on,
    refuse_an_early_end,
)
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import date

    import duckdb

MOST_HOURS = 40.0
_NO_SUCCESSOR = N_("Choose who takes it over, or say that there is nobody yet.")
_SAME = N_("{name} has it already.")
_NOT_THEIRS = N_("{code} does not teach {subject} in {unit} on {day}.")
_NOBODY_FOR_A_TIME = N_(
    "A class is led by somebody all the time: choose who stands in, or leave the class "
    "with its homeroom teacher."
)
_NOBODY_SHARES = N_("Choose who teaches the page too.")
_HOURS = N_("Hours a week are more than 0 and at most 40.")


def successor(cursor: duckdb.DuckDBPyConnection, chosen: str, on: date) -> str:
    """Return the code of who was chosen, '' for nobody yet; refuse no choice."""
    if not chosen:
        raise VedomostError(_NO_SUCCESSOR)
    if chosen == NOBODY:
        return ""
    person_on(cursor, chosen, on)
    return chosen


@dataclass(frozen=True, kw_only=True)
class PagePassing(Request):
    """A page passes from one teacher to another; with a last day it comes back.

    Without `person_from` the page is shared: `person_to` teaches beside the others.
    """

    unit_id: str
    subject_id: str
    person_from: str
    person_to: str
    until: date | None = None
    hours: float = 0.0  # a week, of who shares the page

    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return the rows of the load that end and begin."""
        refuse_an_early_end(on, self.until)
        person_to = successor(cursor, self.person_to, on)
        if person_to == self.person_from:
            raise VedomostError(_SAME, name=person_to)
        if not self.person_from:
            return self._shared(cursor, person_to, on)
        duties = [
            duty
            for duty in pages_from(cursor, self.person_from, on, self.until)
            if (duty.unit_id, duty.subject_id) == (self.unit_id, self.subject_id)
        ]
        if not duties:
            raise VedomostError(
                _NOT_THEIRS,
                code=self.person_from,
                subject=self.subject_id,
                unit=self.unit_id,
                day=as_text(on),
            )
        found = [passed(cursor, duty, person_to, on, self.until) for duty in duties]
        edits = [edit for some, _ in found for edit in some]
        return Drawn("page", self.person_from, edits, [part for _, part in found], on)

    def _shared(
        self, cursor: duckdb.DuckDBPyConnection, person_to: str, on: date
    ) -> Drawn:
        if not person_to:
            raise VedomostError(_NOBODY_SHARES)
        if not 0 < self.hours <= MOST_HOURS:
            raise VedomostError(_HOURS)
        page = {"unit_id": self.unit_id, "subject_id": self.subject_id}
        if any(
            row["ends_on"] is None or row["ends_on"] >= on  # type: ignore[operator]
            for row in held(cursor, "load", on, **page, person_id=person_to)
        ):
            raise VedomostError(_SAME, name=person_to)
        row: dict[str, object] = {
            **page,
            "person_id": person_to,
            "hours_per_week": self.hours,
            "starts_on": on,
            "ends_on": self.until,
        }
        part = Part(
            "page", self.unit_id, self.subject_id, "", person_to, on, self.until
        )
        return Drawn("page", person_to, [added("load", row)], [part], on)


@dataclass(frozen=True, kw_only=True)
class HomeroomPassing(Request):
    """A class gets another homeroom teacher, for good or until a last day."""

    class_id: str
    person_to: str
    until: date | None = None
    is_for_good: bool = True  # else without a last day until somebody is back

    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return the class's row, or that of who stands in."""
        refuse_an_early_end(on, self.until)
        row = class_on(cursor, self.class_id, on)
        person_to = successor(cursor, self.person_to, on)
        person_from = str(row["homeroom_person_id"] or "")
        if person_to == person_from:
            raise VedomostError(_SAME, name=person_to)
        duty = Duty("homeroom", self.class_id, "", row)
        if self.is_for_good:
            edits, part = class_for_good(cursor, duty, person_to, on)
        elif not person_to:
            raise VedomostError(_NOBODY_FOR_A_TIME)
        else:
            edits, part = passed(cursor, duty, person_to, on, self.until)
        return Drawn("homeroom", person_from, edits, [part], on)
