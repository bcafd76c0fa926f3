"""Replacements taken back: all of a set, or from the day on which somebody is back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.replacing import note, refuse_faults
from ingest.setup.applying import Cause, apply_changes
from ingest.setup.edits import Edit, plan_edits
from ingest.setup.school import occasion_now
from ingest.setup.undoing import plan_undoing
from warehouse.access.may_act import refuse_under_a_breach
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

_NOT_A_SET = N_("These replacements cannot be taken back here.")
_NONE_SINCE = N_("None of these lessons is replaced any more from that day on.")


def take_back(
    school: School, viewer: Viewer, set_id: int, since: date | None = None
) -> int:
    """Take a set of replacements back: its lessons go as the timetable says.

    With `since`, only the lessons from that day on: who was ill is back. What a
    substitute entered stays in the journal, with who entered it.
    """
    now = school.clock.now()
    with school.database.writing() as cursor:
        refuse_under_a_breach(cursor, viewer.person_id, now)
        _refuse_set(cursor, viewer, set_id)
        holding, count_ended = _holding(cursor, set_id)
        ending = [(on, edit) for on, edit in holding if since is None or on >= since]
        if len(ending) == len(holding) and not count_ended:
            planned, from_date = plan_undoing(cursor, set_id)
            cause = Cause("undo", viewer.person_id, undoes_set_id=set_id)
        else:
            if not ending:
                raise VedomostError(_NONE_SINCE)
            from_date = min(on for on, _ in ending)
            planned = plan_edits(cursor, [edit for _, edit in ending], from_date)
            cause = Cause("undo", viewer.person_id)
        refuse_faults(planned)
        new_id = apply_changes(
            cursor, planned.changes, occasion_now(school), cause, from_date=from_date
        )
        note(cursor, school, viewer, "replacement_taken_back", set_id)
    return new_id


def _refuse_set(cursor: duckdb.DuckDBPyConnection, viewer: Viewer, set_id: int) -> None:
    """Refuse a set that is no replacement, or has a lesson that is not the viewer's."""
    found = cursor.execute(
        """
        select
            count(*) > 0 and bool_and(access.page_id is not null)
            and bool_and(changes.sheet = 'replacements')
        from journal.setup_change_sets as sets
        inner join setup.setup_changes as changes
            on changes.change_id between sets.set_id and sets.last_change_id
        left join journal.pages
            on (changes.natural_key ->> 0) = pages.unit_id
            and (changes.natural_key ->> 1) = pages.subject_id
        left join intermediate.int_replacement_access as access
            on pages.page_id = access.page_id and access.person_id = $person_id
        where sets.set_id = $set_id and sets.kind = 'replacement'
        """,
        {"set_id": set_id, "person_id": viewer.person_id},
    ).fetchone()
    if found is None or not found[0]:
        raise VedomostError(_NOT_A_SET)


def _holding(
    cursor: duckdb.DuckDBPyConnection, set_id: int
) -> tuple[list[tuple[date, Edit]], int]:
    """Return the ends of a set's rows that hold still, and how many ended already.

    Each end comes with the lesson's day.
    """
    rows = cursor.execute(
        """
        select
            here.unit_id, here.subject_id, here.lesson_on, here.slot,
            here.valid_to is null
        from journal.setup_change_sets as sets
        inner join setup.setup_changes as changes
            on changes.change_id between sets.set_id and sets.last_change_id
        inner join setup.replacements as here
            on (changes.natural_key ->> 0) = here.unit_id
            and (changes.natural_key ->> 1) = here.subject_id
            and (changes.natural_key ->> 2)::date = here.lesson_on
            and (changes.natural_key ->> 3)::smallint = here.slot
            and here.valid_from = sets.from_date
        where sets.set_id = ?
        """,
        [set_id],
    ).fetchall()
    holding = [
        (key[2], Edit("replacements", tuple(key), None))
        for *key, holds in rows
        if holds
    ]
    return holding, len(rows) - len(holding)
