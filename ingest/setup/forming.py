"""The set-up all year (§2.2): a changed workbook looked at, applied, taken back.

Who forms the school is asked inside the write; what was received is kept first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.reading.child import read_workbook
from ingest.setup.applying import SETS, Cause, apply_changes
from ingest.setup.changes import plan_changes
from ingest.setup.check import check_setup
from ingest.setup.edits import whole_setup
from ingest.setup.reader import read_setup
from ingest.setup.rules import CRITICAL
from ingest.setup.school import occasion_now, update_school
from ingest.setup.touching import touched_by
from ingest.setup.undoing import plan_undoing
from ingest.setup.who_forms import last_change, note, refuse_a_stranger
from ingest.setup.writer import stand_of, write_setup_workbook
from warehouse.clock import school_day
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NOTE, one_line

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from ingest.reading.sheets import RawWorkbook
    from ingest.setup.changes import Change
    from ingest.setup.columns import SetupTables
    from ingest.setup.edits import Planned
    from ingest.setup.rules import SetupProblem
    from ingest.setup.touching import Touched
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

_FAULTY = N_("The workbook has mistakes that must be mended first: {count}.")
_NOTHING = N_("The workbook changes nothing.")
_CHANGED_MEANWHILE = N_(
    "The set-up was changed meanwhile by somebody else. Look once more at what the "
    "workbook changes."
)
_NO_REASON = N_("Say why the change is taken back.")
_OWN_PAGE = N_("This change is taken back on its own page: movement or replacements.")
# Sets that carry records of their own, which only their page takes back with them.
_OF_OTHER_PAGES = ("movement", "replacement")
_FIRST = 1
_FIRST_SET = N_("The first set-up cannot be taken back: the school stands on it.")


class Preview(NamedTuple):
    """What a workbook would change from a day on.

    Without `touched` it cannot be applied: a problem is critical, or nothing changes.
    `count_since` is how many rows were changed since the workbook was downloaded, which
    it would take back; None if it was not downloaded from this page. `last_change_id`
    is what was looked at.
    """

    changes: list[Change]
    problems: list[SetupProblem]
    touched: Touched | None
    count_since: int | None
    last_change_id: int


def workbook_of_now(school: School, viewer: Viewer, language: str) -> bytes:
    """Return the set-up as it holds today and later, as a workbook to be changed."""
    now = school.clock.now()
    with school.database.reading() as cursor:
        refuse_a_stranger(cursor, viewer, now)
        tables = whole_setup(cursor, school_day(now, school.timezone))
        last_change_id = last_change(cursor)
    return write_setup_workbook(tables, language, last_change_id)


def preview(school: School, viewer: Viewer, content: bytes, from_date: date) -> Preview:
    """Return what a workbook would change and touch; nothing is written."""
    with school.database.reading() as cursor:
        refuse_a_stranger(cursor, viewer, school.clock.now())
        last = last_change(cursor)
    raw, tables, problems = _read(content, from_date)
    stand = stand_of(raw)
    since = None if stand is None else last - stand
    if any(problem.severity == CRITICAL for problem in problems):
        return Preview([], problems, None, since, last)
    changes = plan_changes(school.database, tables, from_date)
    touched = touched_by(school, changes, from_date) if changes else None
    return Preview(changes, problems, touched, since, last)


def apply_workbook(
    school: School,
    viewer: Viewer,
    content: bytes,
    from_date: date,
    reason: str,
    *,
    seen: int,
) -> int:
    """Apply a changed workbook from a day on; return how many rows changed.

    `seen` is the preview's `last_change_id`: a workbook is the whole set-up, so what
    somebody else has changed since would be taken back unseen.
    """
    _raw, tables, problems = _read(content, from_date)
    critical = [one for one in problems if one.severity == CRITICAL]
    if critical:
        raise VedomostError(_FAULTY, count=len(critical))
    now = school.clock.now()

    def allow(cursor: duckdb.DuckDBPyConnection) -> None:
        refuse_a_stranger(cursor, viewer, now)
        if last_change(cursor) != seen:
            raise VedomostError(_CHANGED_MEANWHILE)
        note(cursor, now, viewer, "set_up_changed")

    changes = update_school(
        school,
        tables,
        content,
        from_date=from_date,
        applied_by=viewer.person_id,
        reason=one_line(reason, LONGEST_NOTE),
        allow=allow,
    )
    if not changes:
        raise VedomostError(_NOTHING)
    return len(changes)


def preview_taking_back(
    school: School, viewer: Viewer, set_id: int
) -> tuple[Planned, Touched]:
    """Return what taking a set of changes back would change and touch."""
    with school.database.reading() as cursor:
        refuse_a_stranger(cursor, viewer, school.clock.now())
        planned, from_date = _planned_back(cursor, set_id)
    return planned, touched_by(school, planned.changes, from_date)


def take_back(school: School, viewer: Viewer, set_id: int, reason: str) -> None:
    """Take a set of changes back from its own first day on, as a new set."""
    words = one_line(reason, LONGEST_NOTE)
    if not words:
        raise VedomostError(_NO_REASON)
    now = school.clock.now()
    with school.database.writing() as cursor:
        refuse_a_stranger(cursor, viewer, now)
        planned, from_date = _planned_back(cursor, set_id)
        if planned.is_faulty:
            raise VedomostError(_FAULTY, count=len(planned.problems))
        apply_changes(
            cursor,
            planned.changes,
            occasion_now(school),
            Cause("undo", viewer.person_id, words, undoes_set_id=set_id),
            from_date=from_date,
        )
        note(cursor, now, viewer, "set_up_taken_back")


def _planned_back(
    cursor: duckdb.DuckDBPyConnection, set_id: int
) -> tuple[Planned, date]:
    kind = cursor.execute(
        f"select kind from {SETS} where set_id = ?", [set_id]
    ).fetchone()
    if kind is not None and kind[0] in _OF_OTHER_PAGES:
        raise VedomostError(_OWN_PAGE)
    if set_id == _FIRST:
        raise VedomostError(_FIRST_SET)
    return plan_undoing(cursor, set_id)


def _read(
    content: bytes, since: date
) -> tuple[RawWorkbook, SetupTables, list[SetupProblem]]:
    raw = read_workbook(content)
    reading = read_setup(raw)
    return raw, reading.tables, check_setup(reading, since)
