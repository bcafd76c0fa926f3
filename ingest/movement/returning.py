"""A student who left comes back, with the personal file of before (§2.13)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from expectations.language import N_
from ingest.movement.memberships import as_day, joining
from ingest.movement.request import Drawn, Request
from ingest.movement.standing import class_on, known_student
from ingest.setup.cells import as_text
from ingest.setup.edits import added
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import date

    import duckdb

_HAS_NOT_LEFT = N_("{name} has not left the school.")
_STILL_HERE = N_("{name} is still in the school on {day}: the last day is {left}.")


@dataclass(frozen=True, kw_only=True)
class Return(Request):
    """From a day on in the school again, in this class and these study groups."""

    class_id: str
    groups: tuple[str, ...] = ()

    needs_order: ClassVar[bool] = True

    def draw(self, cursor: duckdb.DuckDBPyConnection, on: date) -> Drawn:
        """Return the student's row with the new first day."""
        standing = known_student(cursor, self.student_id, on)
        class_on(cursor, self.class_id, on)
        left_on = standing.row["left_on"]
        if left_on is None:
            raise VedomostError(_HAS_NOT_LEFT, name=standing.name)
        if on <= as_day(left_on):
            raise VedomostError(
                _STILL_HERE,
                name=standing.name,
                day=as_text(on),
                left=as_text(left_on),
            )
        row = standing.row | {
            "class_id": self.class_id,
            "enrolled_on": on,
            "left_on": None,
            "order_number": self.order.number,
        }
        edits = [added("students", row)]
        edits += joining(cursor, self.student_id, self.groups, on)
        classes = (standing.class_id, self.class_id)
        return Drawn("return", *classes, edits, groups_to=self.groups)
