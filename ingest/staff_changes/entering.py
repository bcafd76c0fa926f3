"""A change of staff is looked at beforehand, entered, and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.movement.standing import refuse_outside_the_year
from ingest.setup.applying import Cause, apply_changes, next_set_id
from ingest.setup.edits import plan_edits
from ingest.setup.school import occasion_now
from ingest.setup.touching import tried
from ingest.setup.undoing import plan_undoing
from ingest.staff_changes.permission import refuse_a_stranger, refuse_others_parts
from ingest.staff_changes.request import Part
from ingest.staff_changes.taking_over import Taken, taken_over
from warehouse.access import log
from warehouse.access.opening import open_within
from warehouse.clock import school_day, utc_naive
from warehouse.errors import VedomostError
from warehouse.obligations import bring_up_to_date
from warehouse.outside_statements import LONGEST_NOTE, one_line
from warehouse.timetable import current_year

if TYPE_CHECKING:
    from datetime import datetime

    import duckdb

    from ingest.movement.request import Order
    from ingest.setup.edits import Planned
    from ingest.setup.rules import SetupProblem
    from ingest.setup.touching import Touched
    from ingest.staff_changes.request import Drawn, Request
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

PLACE = "staff_changes"  # in the log of access
STAFF_CHANGES = "journal.staff_changes"
_NOTHING = N_("Nothing would change by this.")
_FAULTY = N_("With this change the set-up would hold a mistake: {count}.")
_NO_REASON = N_("Say why the change is taken back.")
_UNKNOWN = N_("There is no such change in the register.")


class FaultyChangeError(VedomostError):
    """The set-up would be wrong afterwards; a page names each problem."""

    def __init__(self, problems: list[SetupProblem]) -> None:
        self.problems = problems
        super().__init__(_FAULTY, count=len(problems))


class Preview(NamedTuple):
    """What a change would touch, and what the set-up would then ask attention to."""

    drawn: Drawn
    touched: Touched
    problems: list[SetupProblem]
    taken: list[Taken]


class _Ready(NamedTuple):
    """A request that may be entered."""

    order: Order
    reason: str
    drawn: Drawn
    planned: Planned


def preview(school: School, viewer: Viewer, request: Request) -> Preview:
    """Return what a change would touch; refuses whatever entering it would."""
    bring_up_to_date(school.database)
    now = school.clock.now()
    with school.database.rehearsing() as cursor:
        ready = _ready(cursor, school, viewer, request, now)
        touched = tried(
            cursor,
            ready.planned.changes,
            occasion_now(school),
            ready.drawn.from_on,
        )
        taken = taken_over(cursor, ready.drawn, now)
    return Preview(ready.drawn, touched, ready.planned.problems, taken)


def enter(school: School, viewer: Viewer, request: Request) -> int:
    """Enter a change and return its number in the year's register.

    The set-up, the journal, the register and a newcomer's account change at once or
    not.
    """
    now = school.clock.now()
    with school.database.writing() as cursor:
        ready = _ready(cursor, school, viewer, request, now)
        rows = _rows(cursor, ready, viewer, now)
        apply_changes(
            cursor,
            ready.planned.changes,
            occasion_now(school),
            Cause("staff", viewer.person_id, ready.reason, *ready.order),
            from_date=ready.drawn.from_on,
            records={STAFF_CHANGES: rows},
        )
        open_within(cursor, at=now, by=viewer.person_id)
        _note(cursor, now, viewer, "staff_changed", ready.drawn.person_id)
    return int(str(rows[0]["number"]))


def take_back(school: School, viewer: Viewer, set_id: int, reason: str) -> None:
    """Take a change back that was a mistake; it stays in the register with the why."""
    words = one_line(reason, LONGEST_NOTE)
    if not words:
        raise VedomostError(_NO_REASON)
    now = school.clock.now()
    with school.database.writing() as cursor:
        is_director = refuse_a_stranger(cursor, viewer, now)
        found = cursor.execute(
            "select person_id, what, unit_id, subject_id, person_from, person_to, "
            f"from_on, until_on from {STAFF_CHANGES} where set_id = ? order by part",
            [set_id],
        ).fetchall()
        if not found:
            raise VedomostError(_UNKNOWN)
        parts = [Part(*part) for _, *part in found]
        refuse_others_parts(cursor, viewer, parts, is_director=is_director)
        planned, day = plan_undoing(cursor, set_id)
        _refuse_faulty(planned)
        apply_changes(
            cursor,
            planned.changes,
            occasion_now(school),
            Cause("undo", viewer.person_id, words, undoes_set_id=set_id),
            from_date=day,
        )
        _note(cursor, now, viewer, "staff_change_taken_back", found[0][0])


def _ready(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    viewer: Viewer,
    request: Request,
    now: datetime,
) -> _Ready:
    is_director = refuse_a_stranger(cursor, viewer, now)
    on = request.day()
    order = request.checked_order(school_day(now, school.timezone))
    refuse_outside_the_year(cursor, on)
    drawn = request.draw(cursor, on)
    refuse_others_parts(cursor, viewer, drawn.parts, is_director=is_director)
    planned = plan_edits(cursor, drawn.edits, drawn.from_on)
    _refuse_faulty(planned)
    if not planned.changes:
        raise VedomostError(_NOTHING)
    return _Ready(order, request.checked_reason(), drawn, planned)


def _refuse_faulty(planned: Planned) -> None:
    if planned.is_faulty:
        raise FaultyChangeError(planned.problems)


def _rows(
    cursor: duckdb.DuckDBPyConnection, ready: _Ready, viewer: Viewer, now: datetime
) -> list[dict[str, object]]:
    year_id = current_year(cursor).year_id
    last = cursor.execute(
        f"select coalesce(max(number), 0) from {STAFF_CHANGES} where year_id = ?",
        [year_id],
    ).fetchone()
    deed = {
        "set_id": next_set_id(cursor),
        "year_id": year_id,
        "number": (last[0] if last else 0) + 1,
        "kind": ready.drawn.kind,
        "of_set_id": ready.drawn.of_set_id,
        "person_id": ready.drawn.person_id,
        "order_number": ready.order.number,
        "order_on": ready.order.issued_on,
        "reason": ready.reason,
        "changed_at": utc_naive(now),
        "changed_by": viewer.person_id,
    }
    return [
        {**deed, "part": number, **part._asdict()}
        for number, part in enumerate(ready.drawn.parts, 1)
    ]


def _note(
    cursor: duckdb.DuckDBPyConnection,
    now: datetime,
    viewer: Viewer,
    action: str,
    about: str,
) -> None:
    actor = log.Actor(person_id=viewer.person_id)
    log.write(cursor, now, actor, action, place=PLACE, about=about)
