"""Lists of another system taken in by somebody: asked and noted inside the write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.access import log
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from warehouse.viewer import Viewer

PLACE = "rosters"  # in the log of access
_ALLOWED = "select 1 from intermediate.int_roster_access where person_id = $person_id"


def may_take_in(
    cursor: duckdb.DuckDBPyConnection, viewer: Viewer, now: datetime
) -> None:
    """Refuse whoever may not, and under a breach; note the deed in the log."""
    asked = {"person_id": viewer.person_id}
    if cursor.execute(_ALLOWED, asked).fetchone() is None:
        raise VedomostError(
            "Lists of the whole school are taken in by the director, the secretary, "
            "the administrator or a deputy of all levels (§2.13)."
        )
    refuse_under_a_breach(cursor, viewer.person_id, now)
    actor = log.Actor(person_id=viewer.person_id)
    log.write(cursor, now, actor, "roster_taken_in", place=PLACE)
