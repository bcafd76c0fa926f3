"""A student goes from one class into another (§2.13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from expectations.language import N_
from ingest.movement.memberships import groups_on, is_individual, joining, leaving
from ingest.movement.request import Drawn, Request
from ingest.movement.standing import class_on, student_in_school
from ingest.setup.edits import added
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import date

    import duckdb

_SAME_CLASS = N_("{name} is in the class {class_id} already.")


@dataclass(frozen=True, kw_only=True)
class Transfer(Request):
    """From a day on in another class; `groups` are all study groups from then on.

    Without `groups` the student stays in those of before. Individual plans stay.
    """

    class_id: str
    groups: tuple[str, ...] | None = None

    needs_order: ClassVar[bool] = True

    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return the student's row with the other class, and the groups."""
        standing = student_in_school(cursor, self.student_id, on)
        class_on(cursor, self.class_id, on)
        if standing.class_id == self.class_id:
            raise VedomostError(_SAME_CLASS, name=standing.name, class_id=self.class_id)
        here = groups_on(cursor, self.student_id, on)
        kept = here if self.groups is None else self.groups
        left = tuple(
            group_id
            for group_id in here
            if group_id not in kept and not is_individual(cursor, group_id, on)
        )
        joined = tuple(group_id for group_id in kept if group_id not in here)
        edits = [
            added("students", standing.row | {"class_id": self.class_id}),
            *leaving(cursor, self.student_id, left, on),
            *joining(cursor, self.student_id, joined, on),
        ]
        classes = (standing.class_id, self.class_id)
        return Drawn("transfer", *classes, edits, left, joined)
