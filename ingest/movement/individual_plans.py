"""A student learns some subjects by an individual plan (§2.3).

The plan is a group of kind `individual` with one member: it has journal pages of its
own, and the student is not on the class's pages of these subjects while it lasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.movement.memberships import as_day, member
from ingest.movement.request import Drawn, Request
from ingest.movement.standing import (
    class_on,
    held,
    refuse_outside_the_year,
    student_in_school,
)
from ingest.setup.cells import as_text, folded
from ingest.setup.edits import added
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NAME, one_line

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from ingest.setup.changes import Row
    from ingest.setup.edits import Edit

MOST_HOURS = 40.0
_UNNAMED = N_("Enter the plan’s code and its name.")
_TAKEN = N_("The code {group_id} is taken by “{name}”. Choose another one.")
_NO_SUBJECT = N_("Choose at least one subject of the plan.")
_SUBJECT_TWICE = N_("{subject} stands twice in the plan: once is enough.")
_UNKNOWN_SUBJECT = N_("There is no subject {subject} on {day}.")
_UNKNOWN_TEACHER = N_("There is nobody of the staff with the code {code} on {day}.")
_HOURS = N_("Hours a week are more than 0 and at most 40.")
_ENDS_EARLY = N_("The plan’s last day, {last}, is before its first, {first}.")
_HAS_ONE = N_("{name} learns {subject} by the individual plan {group_id} already.")


class PlanSubject(NamedTuple):
    """One subject of the plan: hours a week, and who teaches it."""

    subject_id: str
    hours_per_week: float
    person_id: str


@dataclass(frozen=True, kw_only=True)
class IndividualPlan(Request):
    """From a day on; `until_on` is its last day, None the end of the year."""

    group_id: str
    name: str
    subjects: tuple[PlanSubject, ...]
    until_on: date | None = None

    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return the plan's group, its one member, and who teaches what."""
        standing = student_in_school(cursor, self.student_id, on)
        code, name = (
            one_line(self.group_id, LONGEST_NAME),
            one_line(self.name, LONGEST_NAME),
        )
        if not (code and name):
            raise VedomostError(_UNNAMED)
        _refuse_taken(cursor, code)
        if self.until_on is not None:
            _refuse_odd_end(cursor, on, self.until_on)
        home = class_on(cursor, standing.class_id, on)
        self._refuse_odd_subjects(cursor, standing.name, on)
        group = {"group_id": code, "name": name, "kind": "individual"}
        shape = {"grade": home["grade"], "shift": home["shift"]}
        edits = [
            added("groups", {**group, **shape}),
            member(code, self.student_id, on, self.until_on),
            *(self._load(code, subject, on) for subject in self.subjects),
        ]
        here = standing.class_id
        return Drawn("plan", here, here, edits, (), (code,), self.until_on)

    def _load(self, code: str, subject: PlanSubject, on: date) -> Edit:
        row: Row = {"unit_id": code, **subject._asdict()}
        return added("load", {**row, "starts_on": on, "ends_on": self.until_on})

    def _refuse_odd_subjects(
        self, cursor: duckdb.DuckDBPyConnection, name: str, on: date
    ) -> None:
        if not self.subjects:
            raise VedomostError(_NO_SUBJECT)
        planned = _planned(cursor, self.student_id, on)
        seen = set()
        for subject_id, hours, person_id in self.subjects:
            if subject_id in seen:
                raise VedomostError(_SUBJECT_TWICE, subject=subject_id)
            seen.add(subject_id)
            if not held(cursor, "subjects", on, subject_id=subject_id):
                raise VedomostError(
                    _UNKNOWN_SUBJECT, subject=subject_id, day=as_text(on)
                )
            if subject_id in planned:
                raise VedomostError(
                    _HAS_ONE,
                    name=name,
                    subject=subject_id,
                    group_id=planned[subject_id],
                )
            if not held(cursor, "staff", on, person_id=person_id):
                raise VedomostError(_UNKNOWN_TEACHER, code=person_id, day=as_text(on))
            if not 0 < hours <= MOST_HOURS:
                raise VedomostError(_HOURS)


def _refuse_taken(cursor: duckdb.DuckDBPyConnection, code: str) -> None:
    """Refuse a code that a group or a class has or had: its pages would be one."""
    known = cursor.execute(
        "select group_id, name from setup.groups "
        "union select class_id, class_id from setup.classes order by 1"
    ).fetchall()
    for group_id, name in known:
        if folded(group_id) == folded(code):
            raise VedomostError(_TAKEN, group_id=group_id, name=name)


def _refuse_odd_end(
    cursor: duckdb.DuckDBPyConnection, on: date, until_on: date
) -> None:
    refuse_outside_the_year(cursor, until_on)
    if until_on < on:
        raise VedomostError(_ENDS_EARLY, last=as_text(until_on), first=as_text(on))


def _planned(
    cursor: duckdb.DuckDBPyConnection, student_id: str, on: date
) -> dict[str, str]:
    """Return the subjects that the student learns by a plan on a day, and by which."""
    return {
        str(row["subject_id"]): str(of["group_id"])
        for of in held(cursor, "group_members", on, student_id=student_id)
        if of["left_on"] is None or as_day(of["left_on"]) >= on
        for group in held(cursor, "groups", on, group_id=of["group_id"])
        if group["kind"] == "individual"
        for row in held(cursor, "load", on, unit_id=of["group_id"])
        if row["ends_on"] is None or as_day(row["ends_on"]) >= on
    }
