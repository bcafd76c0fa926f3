"""Rows of the set-up changed on a page (§2.2): looked at, then applied as one set.

The checks are those of the whole workbook. People come and go on pages of their own.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.edits import added, plan_edits, whole_setup
from ingest.setup.gathering import edits_of
from ingest.setup.reader import settle_codes
from ingest.setup.school import occasion_now
from ingest.setup.touching import touched_by
from ingest.setup.who_forms import last_change, note, refuse_a_stranger
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NAME, LONGEST_NOTE, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb

    from ingest.setup.changes import Change
    from ingest.setup.edits import Edit, Planned
    from ingest.setup.touching import Touched
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

# Tables whose rows are changed here; movement, replacements and plans have their pages,
# the sheet “School” with its year and time zone stays in the workbook.
FORMED = (
    "calendar",
    "periods",
    "bells",
    "subjects",
    "staff",
    "classes",
    "groups",
    "load",
    "timetable",
    "work_types",
    "mark_scale",
    "parameters",
    "deadlines",
    "attestations",
)
LASTING = ("parameters", "deadlines")  # rows that change and never end
_FAULTY = N_("The rows have mistakes that must be mended first: {count}.")
_NOTHING = N_("The rows change nothing.")
_NOT_HERE = N_("These rows are changed on a page of their own.")
_NO_REASON = N_("Say why the rows are changed.")
_CHANGED_MEANWHILE = N_(
    "The set-up was changed meanwhile by somebody else. Look once more at what the "
    "rows touch."
)


class Grounds(NamedTuple):
    """Why rows are changed, and by which order, if there is one."""

    reason: str
    order_number: str = ""
    order_on: date | None = None


class RowsPreview(NamedTuple):
    """What gathered rows would change; without `touched` they cannot be applied."""

    planned: Planned
    touched: Touched | None
    last_change_id: int


def preview_rows(
    school: School, viewer: Viewer, rows: Sequence[Change], from_date: date
) -> RowsPreview:
    """Return what gathered rows change and touch from a day on; nothing is written."""
    with school.database.reading() as cursor:
        refuse_a_stranger(cursor, viewer, school.clock.now())
        last = last_change(cursor)
        planned = _planned(cursor, rows, from_date)
    if planned.is_faulty or not planned.changes:
        return RowsPreview(planned, None, last)
    touched = touched_by(school, planned.changes, from_date)
    return RowsPreview(planned, touched, last)


def apply_rows(
    school: School,
    viewer: Viewer,
    rows: Sequence[Change],
    from_date: date,
    grounds: Grounds,
    *,
    seen: int,
) -> int:
    """Apply gathered rows as one set; return how many rows changed.

    `seen` is the preview's `last_change_id`: what was looked at is what happens.
    """
    reason = one_line(grounds.reason, LONGEST_NOTE)
    if not reason:
        raise VedomostError(_NO_REASON)
    now = school.clock.now()
    with school.database.writing() as cursor:
        refuse_a_stranger(cursor, viewer, now)
        if last_change(cursor) != seen:
            raise VedomostError(_CHANGED_MEANWHILE)
        planned = _planned(cursor, rows, from_date)
        if planned.is_faulty:
            raise VedomostError(_FAULTY, count=len(planned.problems))
        if not planned.changes:
            raise VedomostError(_NOTHING)
        cause = Cause(
            "page",
            viewer.person_id,
            reason,
            one_line(grounds.order_number, LONGEST_NAME),
            grounds.order_on,
        )
        apply_changes(
            cursor, planned.changes, occasion_now(school), cause, from_date=from_date
        )
        note(cursor, now, viewer, "set_up_changed")
    return len(planned.changes)


def _planned(
    cursor: duckdb.DuckDBPyConnection, rows: Sequence[Change], from_date: date
) -> Planned:
    edits = edits_of(rows)
    if any(edit.table not in FORMED for edit in edits):
        raise VedomostError(_NOT_HERE)
    return plan_edits(cursor, _spelled(cursor, edits, from_date), from_date)


def _spelled(
    cursor: duckdb.DuckDBPyConnection, edits: Sequence[Edit], from_date: date
) -> list[Edit]:
    """Return the edits with codes spelled as a workbook's are: 5A with a Latin A."""
    tables = whole_setup(cursor, from_date)
    mine = [copy.copy(edit.row) for edit in edits]
    for edit, row in zip(edits, mine, strict=True):
        if row is not None:
            tables[edit.table].append(row)
    settle_codes(tables)
    return [
        edit if row is None else added(edit.table, row)
        for edit, row in zip(edits, mine, strict=True)
    ]
