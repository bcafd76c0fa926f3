"""A student leaves the school (§2.13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from ingest.movement.memberships import groups_on, leaving_all
from ingest.movement.request import Drawn, Request
from ingest.movement.standing import student_in_school
from ingest.setup.edits import added

if TYPE_CHECKING:
    from datetime import date

    import duckdb


@dataclass(frozen=True, kw_only=True)
class Departure(Request):
    """The day is the last one in the school; groups and individual plans end with it.

    So whoever comes back is in no group of before unless it is said.
    """

    needs_order: ClassVar[bool] = True

    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return the student's row with the last day, and the ends of memberships."""
        standing = student_in_school(cursor, self.student_id, on)
        row = standing.row | {"left_on": on}
        if self.order.number:
            row["order_number"] = self.order.number
        edits = [
            added("students", row),
            *leaving_all(cursor, self.student_id, on),
        ]
        left = groups_on(cursor, self.student_id, on)
        return Drawn("leave", standing.class_id, "", edits, groups_from=left)
