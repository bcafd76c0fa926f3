"""What was changed in the set-up: when, by whom, from which day, and row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warehouse.queries.asking import ask

if TYPE_CHECKING:
    import polars as pl

    from warehouse.database import Database
    from warehouse.viewer import Viewer


def sets(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return every set of changes, the latest first, to who forms the school.

    Columns: set_id, applied_at (UTC), applied_by (a name, or what the command line
    wrote), from_date, count_changes, sheet_list (tables with commas), kind, reason,
    document_number, document_on, undoes_set_id, taken_back_at, taken_back_by (a name),
    why_taken_back, may_be_taken_back.
    """
    return ask(
        database,
        viewer,
        """
        select
            sets.set_id, sets.applied_at,
            coalesce(appliers.person_name, sets.applied_by) as applied_by,
            sets.from_date, sets.count_changes, sets.sheet_list, sets.kind, sets.reason,
            sets.document_number, sets.document_on, sets.undoes_set_id,
            sets.taken_back_at,
            coalesce(takers.person_name, sets.taken_back_by) as taken_back_by,
            sets.why_taken_back, sets.may_be_taken_back
        from staging.stg_setup_change_sets as sets
        inner join intermediate.int_setup_access as allowed
            on allowed.person_id = $person_id
        left join intermediate.int_person_names as appliers
            on sets.applied_by = appliers.person_id
        left join intermediate.int_person_names as takers
            on sets.taken_back_by = takers.person_id
        order by sets.set_id desc
        """,
    )


def changes(database: Database, viewer: Viewer, set_id: int) -> pl.DataFrame:
    """Return the changed rows of a set: sheet (table), change, before_row, after_row.

    The rows are JSON objects of the set-up's columns; an added one has no `before_row`.
    """
    return ask(
        database,
        viewer,
        """
        select
            changes.sheet, changes.change, changes.natural_key, changes.before_row,
            changes.after_row
        from setup.setup_changes as changes
        inner join staging.stg_setup_change_sets as sets
            on changes.change_id between sets.set_id and sets.last_change_id
        inner join intermediate.int_setup_access as allowed
            on allowed.person_id = $person_id
        where sets.set_id = $set_id
        order by changes.change_id
        """,
        set_id=set_id,
    )


def staff(database: Database, viewer: Viewer) -> pl.DataFrame:
    """Return person_id and person_name of the staff, to name whom a change touches."""
    return ask(
        database,
        viewer,
        """
        select staff.person_id, staff.person_name
        from staging.stg_staff as staff
        inner join intermediate.int_setup_access as allowed
            on allowed.person_id = $person_id
        order by staff.person_id
        """,
    )
