"""A movement is looked at beforehand, entered, and taken back (§2.13)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.movement.permission import refuse_a_stranger, refuse_others_students
from ingest.movement.standing import refuse_outside_the_year
from ingest.setup.applying import Cause, apply_changes, next_set_id
from ingest.setup.edits import plan_edits
from ingest.setup.school import occasion_now
from ingest.setup.touching import touched_by
from ingest.setup.undoing import plan_undoing
from warehouse.access import log
from warehouse.access.opening import open_within
from warehouse.clock import school_day, utc_naive
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NOTE, one_line
from warehouse.timetable import current_year

if TYPE_CHECKING:
    from datetime import date, datetime

    import duckdb

    from ingest.movement.request import Drawn, Elsewhere, Order, Request
    from ingest.setup.edits import Planned
    from ingest.setup.rules import SetupProblem
    from ingest.setup.touching import Touched
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

PLACE = "movement"  # in the log of access
MOVEMENTS = "journal.movements"
_NOTHING = N_("Nothing would change by this movement.")
_FAULTY = N_("With this movement the set-up would hold a mistake: {count}.")
_NO_REASON = N_("Say why the movement is taken back.")
_UNKNOWN = N_("There is no such movement in the book.")


class FaultyMovementError(VedomostError):
    """The set-up would be wrong afterwards; a page names each problem."""

    def __init__(self, problems: list[SetupProblem]) -> None:
        self.problems = problems
        super().__init__(_FAULTY, count=len(problems))


class Preview(NamedTuple):
    """What a movement would touch, and what the set-up would then ask attention to."""

    drawn: Drawn
    touched: Touched
    problems: list[SetupProblem]


class _Ready(NamedTuple):
    """A request that may be entered."""

    on: date
    order: Order
    elsewhere: Elsewhere
    reason: str
    drawn: Drawn
    planned: Planned


def preview(school: School, viewer: Viewer, request: Request) -> Preview:
    """Return what a movement would touch; refuses whatever entering it would."""
    with school.database.reading() as cursor:
        ready = _ready(cursor, school, viewer, request, school.clock.now())
    touched = touched_by(school, ready.planned.changes, ready.on)
    return Preview(ready.drawn, touched, ready.planned.problems)


def enter(school: School, viewer: Viewer, request: Request) -> int:
    """Enter a movement and return its number in the year's book.

    The set-up, the journal, the book and accounts of newcomers change at once or not.
    """
    now = school.clock.now()
    with school.database.writing() as cursor:
        ready = _ready(cursor, school, viewer, request, now)
        row = _row(cursor, request.file_number, ready, viewer, now)
        apply_changes(
            cursor,
            ready.planned.changes,
            occasion_now(school),
            Cause("movement", viewer.person_id, ready.reason, *ready.order),
            from_date=ready.on,
            records={MOVEMENTS: [row]},
        )
        open_within(cursor, at=now, by=viewer.person_id)
        class_id = ready.drawn.class_to or ready.drawn.class_from
        log.write_about_student(
            cursor,
            now,
            viewer.person_id,
            "movement_entered",
            place=PLACE,
            class_id=class_id,
            student_id=str(row["student_id"]),
        )
    return int(str(row["number"]))


def take_back(school: School, viewer: Viewer, set_id: int, reason: str) -> None:
    """Take a movement back that was a mistake; it stays in the book with the reason."""
    words = one_line(reason, LONGEST_NOTE)
    if not words:
        raise VedomostError(_NO_REASON)
    now = school.clock.now()
    with school.database.writing() as cursor:
        refuse_a_stranger(cursor, viewer, now)
        found = cursor.execute(
            f"select student_id, class_from, class_to from {MOVEMENTS} "
            "where set_id = ?",
            [set_id],
        ).fetchone()
        if found is None:
            raise VedomostError(_UNKNOWN)
        student_id, *classes = found
        refuse_others_students(cursor, viewer, student_id, classes)
        planned, day = plan_undoing(cursor, set_id)
        _refuse_faulty(planned)
        apply_changes(
            cursor,
            planned.changes,
            occasion_now(school),
            Cause("undo", viewer.person_id, words, undoes_set_id=set_id),
            from_date=day,
        )
        class_id = classes[1] or classes[0]
        log.write_about_student(
            cursor,
            now,
            viewer.person_id,
            "movement_taken_back",
            place=PLACE,
            class_id=class_id,
            student_id=student_id,
        )


def _ready(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    viewer: Viewer,
    request: Request,
    now: datetime,
) -> _Ready:
    refuse_a_stranger(cursor, viewer, now)
    on = request.day()
    order = request.checked_order(school_day(now, school.timezone))
    refuse_outside_the_year(cursor, on)
    drawn = request.draw(cursor, on)
    classes = (drawn.class_from, drawn.class_to)
    refuse_others_students(cursor, viewer, request.file_number, classes)
    planned = plan_edits(cursor, drawn.edits, on)
    _refuse_faulty(planned)
    if not planned.changes:
        raise VedomostError(_NOTHING)
    elsewhere, reason = request.checked_elsewhere(), request.checked_reason()
    return _Ready(on, order, elsewhere, reason, drawn, planned)


def _refuse_faulty(planned: Planned) -> None:
    if planned.is_faulty:
        raise FaultyMovementError(planned.problems)


def _row(
    cursor: duckdb.DuckDBPyConnection,
    student_id: str,
    ready: _Ready,
    viewer: Viewer,
    now: datetime,
) -> dict[str, object]:
    year_id = current_year(cursor).year_id
    last = cursor.execute(
        f"select coalesce(max(number), 0) from {MOVEMENTS} where year_id = ?", [year_id]
    ).fetchone()
    return {
        "set_id": next_set_id(cursor),
        "year_id": year_id,
        "number": (last[0] if last else 0) + 1,
        "kind": ready.drawn.kind,
        "student_id": student_id,
        "class_from": ready.drawn.class_from,
        "class_to": ready.drawn.class_to,
        "groups_from": ",".join(ready.drawn.groups_from),
        "groups_to": ",".join(ready.drawn.groups_to),
        "moved_on": ready.on,
        "until_on": ready.drawn.until_on,
        "order_number": ready.order.number,
        "order_on": ready.order.issued_on,
        **ready.elsewhere._asdict(),
        "reason": ready.reason,
        "moved_at": utc_naive(now),
        "moved_by": viewer.person_id,
    }
