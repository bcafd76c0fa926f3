"""Who forms the school (§2.2): asked inside each write, told to the log of access."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_
from warehouse.access import log
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from warehouse.viewer import Viewer

PLACE = "set_up"  # in the log of access
_NOT_YOURS = N_("The set-up is formed by the director, a deputy or the administrator.")
_MAY_FORM = "select 1 from intermediate.int_setup_access where person_id = ?"


def refuse_a_stranger(
    cursor: duckdb.DuckDBPyConnection, viewer: Viewer, now: datetime
) -> None:
    """Refuse who does not form the school, and whose account is under a breach."""
    if cursor.execute(_MAY_FORM, [viewer.person_id]).fetchone() is None:
        raise VedomostError(_NOT_YOURS)
    refuse_under_a_breach(cursor, viewer.person_id, now)


def note(
    cursor: duckdb.DuckDBPyConnection, now: datetime, viewer: Viewer, action: str
) -> None:
    """Write into the log of access what was done to the set-up."""
    log.write(cursor, now, log.Actor(person_id=viewer.person_id), action, place=PLACE)


def last_change(cursor: duckdb.DuckDBPyConnection) -> int:
    """Return the number of the last change of the set-up: what a preview has seen."""
    found = cursor.execute(
        "select coalesce(max(change_id), 0) from setup.setup_changes"
    ).fetchone()
    return int(found[0]) if found else 0
