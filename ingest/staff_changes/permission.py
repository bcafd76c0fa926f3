"""Who may change homeroom and staff: asked inside the write itself (§2.1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import duckdb

    from ingest.staff_changes.request import Part
    from warehouse.viewer import Viewer

_NOT_YOURS = N_(
    "Teachers and homeroom teachers are changed by the director, or by the deputy of "
    "the level (§2.2)."
)
_DIRECTOR_ONLY = N_(
    "Who leads, keeps the secretariat or administers the system is changed by the "
    "director."
)
_AT_ALL = (
    "select bool_or(is_director) from intermediate.int_staff_change_access "
    "where person_id = ?"
)
_OF_UNIT = (
    "select 1 from intermediate.int_staff_change_access "
    "where person_id = ? and unit_id = ?"
)


def refuse_a_stranger(
    cursor: duckdb.DuckDBPyConnection, viewer: Viewer, now: datetime
) -> bool:
    """Refuse who changes nobody's duties; tell whether the viewer is the director."""
    found = cursor.execute(_AT_ALL, [viewer.person_id]).fetchone()
    if found is None or found[0] is None:
        raise VedomostError(_NOT_YOURS)
    refuse_under_a_breach(cursor, viewer.person_id, now)
    return bool(found[0])


def refuse_others_parts(
    cursor: duckdb.DuckDBPyConnection,
    viewer: Viewer,
    parts: Iterable[Part],
    *,
    is_director: bool,
) -> None:
    """Refuse pages and classes of another level, and roles by anybody but the head."""
    for part in parts:
        if part.what == "roles" and not is_director:
            raise VedomostError(_DIRECTOR_ONLY)
        if (
            part.unit_id
            and not cursor.execute(
                _OF_UNIT, [viewer.person_id, part.unit_id]
            ).fetchone()
        ):
            raise VedomostError(_NOT_YOURS)
