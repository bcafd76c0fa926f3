"""The diary's week on paper (§1.6): who wants it, and what was printed when.

Both registers are only added to. A parent asks for the own children, who leads the
class for a family that says so by word of mouth; either may end it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from warehouse.access import log
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.clock import utc_naive
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date, datetime

    import duckdb

    from warehouse.database import Database
    from warehouse.viewer import Viewer

Wish = Literal["ask", "end"]
_DONE = {"ask": "paper_wanted", "end": "paper_unwanted"}
# A parent of today's set-up, or who prints the sheets of the student's class of today.
_MAY_SAY = """
select 1 from intermediate.int_diary_access
where person_id = $person_id and student_id = $student_id
    and person_id <> $as_student
union all
select 1 from intermediate.int_sheet_access
where person_id = $person_id and student_id = $student_id
"""


def wish(
    database: Database,
    viewer: Viewer,
    student_id: str,
    kind: Wish,
    at: datetime,
    *,
    place: str,
    actor: log.Actor | None = None,
) -> bool:
    """Write down what a family wants; False where it has been so already.

    `place` is the page or address on which it was said, for the log of access.
    """
    with database.writing() as cursor:
        refuse_under_a_breach(cursor, viewer.person_id, at)
        _refuse_others(cursor, viewer, student_id)
        if _wants(cursor, student_id) == (kind == "ask"):
            return False
        cursor.execute(
            "insert into journal.paper_wishes values (?, ?, ?, ?)",
            [student_id, kind, utc_naive(at), viewer.person_id],
        )
        log.write(
            cursor,
            at,
            actor or log.Actor(person_id=viewer.person_id),
            _DONE[kind],
            place=place,
            about=f"{STUDENT_PREFIX}{student_id}",
        )
    return True


def note_prints(
    database: Database,
    viewer: Viewer,
    student_ids: Collection[str],
    monday: date,
    at: datetime,
) -> None:
    """Note that the sheets of these students were made; refuses others' students."""
    with database.writing() as cursor:
        theirs = {
            student_id
            for (student_id,) in cursor.execute(
                "select student_id from intermediate.int_sheet_access "
                "where person_id = ?",
                [viewer.person_id],
            ).fetchall()
        }
        if not set(student_ids) <= theirs:
            raise VedomostError(
                "The diary of this student is not yours to print or to ask for."
            )
        cursor.executemany(
            "insert into journal.paper_prints values (?, ?, ?, ?)",
            [
                [student_id, monday, utc_naive(at), viewer.person_id]
                for student_id in student_ids
            ],
        )


def _refuse_others(
    cursor: duckdb.DuckDBPyConnection, viewer: Viewer, student_id: str
) -> None:
    may = cursor.execute(
        _MAY_SAY,
        {
            "person_id": viewer.person_id,
            "student_id": student_id,
            "as_student": f"{STUDENT_PREFIX}{student_id}",
        },
    ).fetchone()
    if may is None:
        raise VedomostError(
            "The diary of this student is not yours to print or to ask for."
        )


def _wants(cursor: duckdb.DuckDBPyConnection, student_id: str) -> bool:
    found = cursor.execute(
        "select 1 from staging.stg_paper_wishes "
        "where student_id = ? and ends_at is null",
        [student_id],
    ).fetchone()
    return found is not None
