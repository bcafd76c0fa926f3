"""Take a set of changes back: its opposite, from the same day on, as a new set.

Nothing is rewritten: both sets stay in the log. What has been changed again since
cannot be taken back under it.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.setup.applying import SETS
from ingest.setup.contract import SHEET_OF
from ingest.setup.edits import Edit, plan_edits
from ingest.setup.stored_changes import stored_key, stored_row
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from ingest.setup.edits import Planned

_UNKNOWN = N_("This change of the set-up cannot be taken back.")
_TAKEN_BACK = N_("This change of the set-up is taken back already.")
_CHANGED_AGAIN = N_("{row} was changed again since. Take the later change back first.")
_CHANGES = """
select sheet, natural_key, before_row
from setup.setup_changes
where change_id between $first and $last
order by change_id
"""
_CHANGED_SINCE = """
select later.sheet, later.natural_key
from setup.setup_changes as later
where later.change_id > $last
    and (later.sheet, later.natural_key) in (
        select (sheet, natural_key)
        from setup.setup_changes
        where change_id between $first and $last
    )
    and not exists (
        select 1
        from journal.setup_change_sets as sets
        inner join journal.setup_change_sets as undoing
            on sets.set_id = undoing.undoes_set_id
        where later.change_id between sets.set_id and sets.last_change_id
            or later.change_id between undoing.set_id and undoing.last_change_id
    )
limit 1
"""


def plan_undoing(
    cursor: duckdb.DuckDBPyConnection, set_id: int
) -> tuple[Planned, date]:
    """Return the opposite of a set, and the day from which it holds: the set's own.

    Refuses an unknown set, one that was taken back, and one of whose rows was changed
    again since by a set that still holds.
    """
    found = cursor.execute(
        f"select last_change_id, from_date, "
        f"set_id in (select undoes_set_id from {SETS}) from {SETS} where set_id = ?",
        [set_id],
    ).fetchone()
    if found is None:
        raise VedomostError(_UNKNOWN)
    last, from_date, is_undone = found
    if is_undone:
        raise VedomostError(_TAKEN_BACK)
    span = {"first": set_id, "last": last}
    since = cursor.execute(_CHANGED_SINCE, span).fetchone()
    if since is not None:
        raise VedomostError(
            _CHANGED_AGAIN,
            row=", ".join(str(part) for part in json.loads(since[1]) if part),
        )
    edits = [
        Edit(
            table, stored_key(SHEET_OF[table], key), stored_row(SHEET_OF[table], before)
        )
        for table, key, before in cursor.execute(_CHANGES, span).fetchall()
    ]
    return plan_edits(cursor, edits, from_date), from_date
