"""A student joins study groups, leaves them, or changes one for another (§2.3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.movement.memberships import joining, leaving
from ingest.movement.request import Drawn, Request
from ingest.movement.standing import student_in_school
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import date

    import duckdb

_NO_GROUP = N_("Choose the group that the student leaves, or the one they join.")


@dataclass(frozen=True, kw_only=True)
class Regrouping(Request):
    """The day is the first in the new groups, and the first outside of those left.

    To leave an individual plan ends the plan.
    """

    leaves: tuple[str, ...] = ()
    joins: tuple[str, ...] = ()

    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return the rows of members that end and begin."""
        standing = student_in_school(cursor, self.student_id, on)
        if not (self.leaves or self.joins):
            raise VedomostError(_NO_GROUP)
        edits = [
            *leaving(cursor, self.student_id, self.leaves, on),
            *joining(cursor, self.student_id, self.joins, on),
        ]
        kind = "change_group" if self.leaves and self.joins else "leave_group"
        kind = kind if self.leaves else "join_group"
        here = standing.class_id
        return Drawn(kind, here, here, edits, self.leaves, self.joins)
