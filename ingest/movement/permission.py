"""Who keeps the movement of whom: asked inside the write (§2.13, §4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    import duckdb

    from warehouse.viewer import Viewer

_NOT_YOURS = N_(
    "Movement is kept by the secretary, the director or a deputy of the class’s level "
    "(§2.13)."
)
_OF_STUDENT = """
select 1
from intermediate.int_outside_access
where person_id = ? and student_id = ?
"""
_OF_CLASS = """
select 1
from intermediate.int_movement_access
where person_id = ? and class_id = ?
"""
_AT_ALL = "select 1 from intermediate.int_movement_access where person_id = ? limit 1"


def refuse_a_stranger(
    cursor: duckdb.DuckDBPyConnection, viewer: Viewer, now: datetime
) -> None:
    """Refuse who keeps nobody's movement, and any account under a breach."""
    if cursor.execute(_AT_ALL, [viewer.person_id]).fetchone() is None:
        raise VedomostError(_NOT_YOURS)
    refuse_under_a_breach(cursor, viewer.person_id, now)


def refuse_others_students(
    cursor: duckdb.DuckDBPyConnection,
    viewer: Viewer,
    student_id: str,
    class_ids: Iterable[str],
) -> None:
    """Refuse students and classes of another level; a newcomer is of the class's."""
    known = cursor.execute(
        "select 1 from staging.stg_known_students where student_id = ?", [student_id]
    ).fetchone()
    asked = [(_OF_STUDENT, student_id)] if known else []
    asked += [(_OF_CLASS, class_id) for class_id in class_ids if class_id]
    for question, whose in asked:
        if cursor.execute(question, [viewer.person_id, whose]).fetchone() is None:
            raise VedomostError(_NOT_YOURS)
