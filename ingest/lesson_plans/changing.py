"""Lesson plans changed by teachers and deputies: looked at, applied, taken back (§2.6).

A change is one set of the set-up (ADR 0020, 0026). What it does to the journal is seen
by doing it: anything but planned topics of the chosen pages refuses the whole of it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.lesson_plans import effects
from ingest.lesson_plans.planning import chosen_pages, edits_for, serves_besides
from ingest.lesson_plans.standing import has_ever_had_a_plan, rows_of_subject
from ingest.setup.applying import SETS, Cause, apply_changes
from ingest.setup.edits import plan_edits
from ingest.setup.rules import CRITICAL
from ingest.setup.school import occasion_now
from ingest.setup.touching import tried
from ingest.setup.undoing import plan_undoing
from warehouse.access import log
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.access.may_change_plans import refuse_others_pages, refuse_to_change
from warehouse.clock import school_day
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NOTE, one_line

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    import duckdb
    import polars as pl

    from ingest.lesson_plans.planning import Asked
    from ingest.setup.changes import Change
    from ingest.setup.edits import Planned
    from ingest.setup.rules import SetupProblem
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

PLACE = "lesson_plans"  # in the log of access
LONGEST_REASON = 200
_NOTHING = N_("The plan is so already: nothing changes.")
_CHANGED_MEANWHILE = N_(
    "The plan was changed meanwhile by somebody else. Look once more at what your "
    "topics change."
)
_PAST = N_(
    "From a day that is over only the first plan of a page begins. Choose today or a "
    "later day; earlier lessons keep their planned topics (§2.6). A deputy may choose "
    "an earlier day."
)
_NOT_YOUR_SET = N_("This change of a plan is not yours to take back.")
_NO_REASON = N_("Say why the change is taken back.")
# A plan that ends earlier than the lessons is told in the page's own words.
_TOLD_BY_THE_PAGE = "setup_plan_long_enough"


class Preview(NamedTuple):
    """What a change of plans comes to; `fingerprint` is what was looked at.

    `lessons` and `workbooks` as in `effects.Effects`.
    """

    changes: list[Change]
    problems: list[SetupProblem]
    lessons: pl.DataFrame
    workbooks: pl.DataFrame
    fingerprint: str


def preview(school: School, viewer: Viewer, asked: Asked) -> Preview:
    """Return what the topics would change; nothing is written.

    Planning takes longer than trying and needs nobody to wait: what is changed between
    the two is noticed when it is applied.
    """
    with school.database.reading() as cursor:
        leads = refuse_others_pages(cursor, viewer, asked.page_ids)
        planned = _planned(school, cursor, asked, leads=leads)
    with school.database.rehearsing() as cursor:
        return _tried(school, cursor, planned, asked.from_date, asked.page_ids)


def apply(
    school: School,
    viewer: Viewer,
    asked: Asked,
    content: bytes,
    *,
    seen: str,
    reason: str = "",
) -> int:
    """Apply the topics as one set; return its number. The file is kept.

    `seen` is the preview's fingerprint: what somebody changed since is not overwritten
    unseen.
    """
    why = one_line(reason, LONGEST_REASON)
    now = school.clock.now()
    digest = school.keep(content)
    with school.database.writing() as cursor:
        leads = refuse_to_change(cursor, viewer, asked.page_ids, now)
        planned = _planned(school, cursor, asked, leads=leads)
        if fingerprint(planned.changes) != seen:
            raise VedomostError(_CHANGED_MEANWHILE)
        _refuse_faults(planned)
        chosen, _ = chosen_pages(cursor, asked.page_ids)
        titles = ", ".join(page.title for page in chosen)
        told = f"{titles}: {why}" if why else titles
        effects.remember_lessons(cursor)
        set_id = apply_changes(
            cursor,
            planned.changes,
            occasion_now(school),
            Cause("plan", viewer.person_id, told[:LONGEST_NOTE]),
            from_date=asked.from_date,
            file_sha256=digest,
        )
        effects.refuse_more_than_topics(cursor, asked.page_ids)
        _note(cursor, school, viewer, "plan_changed", set_id)
    return set_id


def shares_with(
    school: School, viewer: Viewer, page_ids: Sequence[str], on: date
) -> list[str]:
    """Return titles of pages that share the plan of these and are not among them."""
    with school.database.reading() as cursor:
        refuse_others_pages(cursor, viewer, page_ids)
        chosen, of_subject = chosen_pages(cursor, page_ids)
        rows = rows_of_subject(cursor, chosen[0].subject_id, on)
        return [page.title for page in serves_besides(rows, chosen, of_subject)]


def preview_taking_back(school: School, viewer: Viewer, set_id: int) -> Preview:
    """Return what taking a set of one's own back would change and touch."""
    with school.database.reading() as cursor:
        planned, from_date = _planned_back(cursor, viewer, set_id)
    with school.database.rehearsing() as cursor:
        return _tried(school, cursor, planned, from_date, None, viewer)


def take_back(school: School, viewer: Viewer, set_id: int, reason: str) -> None:
    """Take a set of one's own back from its own first day on, as a new set."""
    words = one_line(reason, LONGEST_NOTE)
    if not words:
        raise VedomostError(_NO_REASON)
    with school.database.writing() as cursor:
        refuse_under_a_breach(cursor, viewer.person_id, school.clock.now())
        planned, from_date = _planned_back(cursor, viewer, set_id)
        _refuse_faults(planned)
        effects.remember_lessons(cursor)
        apply_changes(
            cursor,
            planned.changes,
            occasion_now(school),
            Cause("undo", viewer.person_id, words, undoes_set_id=set_id),
            from_date=from_date,
        )
        pages = effects.touched_pages(cursor)
        if pages:
            refuse_others_pages(cursor, viewer, pages)
        effects.refuse_more_than_topics(cursor, pages)
        _note(cursor, school, viewer, "plan_taken_back", set_id)


def fingerprint(changes: list[Change]) -> str:
    """Return the sum of changes with what stood before them."""
    return hashlib.sha256(repr(changes).encode()).hexdigest()


def _planned(
    school: School, cursor: duckdb.DuckDBPyConnection, asked: Asked, *, leads: bool
) -> Planned:
    today = school_day(school.clock.now(), school.timezone)
    if asked.from_date < today and not leads:
        chosen, _ = chosen_pages(cursor, asked.page_ids)
        if any(has_ever_had_a_plan(cursor, page) for page in chosen):
            raise VedomostError(_PAST)
    planned = plan_edits(cursor, edits_for(cursor, asked), asked.from_date)
    if not planned.changes:
        raise VedomostError(_NOTHING)
    return planned


def _planned_back(
    cursor: duckdb.DuckDBPyConnection, viewer: Viewer, set_id: int
) -> tuple[Planned, date]:
    """Plan the opposite of a set of plans; whoever applied it takes it back here."""
    found = cursor.execute(
        f"select kind, applied_by from {SETS} where set_id = ?", [set_id]
    ).fetchone()
    if found != ("plan", viewer.person_id):
        raise VedomostError(_NOT_YOUR_SET)
    return plan_undoing(cursor, set_id)


def _tried(
    school: School,
    cursor: duckdb.DuckDBPyConnection,
    planned: Planned,
    from_date: date,
    page_ids: tuple[str, ...] | None,
    viewer: Viewer | None = None,
) -> Preview:
    """Try the changes in the rehearsal; without `page_ids` the viewer's may change."""
    found = [one for one in planned.problems if one.rule != _TOLD_BY_THE_PAGE]
    effects.remember_lessons(cursor)
    tried(cursor, planned.changes, occasion_now(school), from_date)
    pages = page_ids or effects.touched_pages(cursor)
    if viewer is not None and pages:
        refuse_others_pages(cursor, viewer, pages)
    effects.refuse_more_than_topics(cursor, pages)
    today = school_day(school.clock.now(), school.timezone)
    return Preview(
        planned.changes,
        found,
        effects.lessons(cursor),
        effects.workbooks(cursor, today),
        fingerprint(planned.changes),
    )


def _refuse_faults(planned: Planned) -> None:
    for found in planned.problems:
        if found.severity == CRITICAL:
            raise VedomostError(found.message, **found.facts)


def _note(
    cursor: duckdb.DuckDBPyConnection,
    school: School,
    viewer: Viewer,
    action: str,
    set_id: int,
) -> None:
    actor = log.Actor(person_id=viewer.person_id)
    now = school.clock.now()
    log.write(cursor, now, actor, action, place=PLACE, scope=str(set_id))
