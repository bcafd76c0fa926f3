"""A OneRoster package brought by somebody: what it would change, and applying it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.rosters import showing
from ingest.oneroster.into_school import apply_roster, plan_roster
from ingest.oneroster.problems import CRITICAL, problem_line
from warehouse.errors import VedomostError
from warehouse.taking_rosters import may_take_in

if TYPE_CHECKING:
    from datetime import date

    from warehouse.viewer import Viewer

_TURN = "rosters_package_turn"  # a package that was applied empties the field


def draw(viewer: Viewer) -> None:
    """Ask for a ZIP, show what it means, and apply it when told."""
    turn = st.session_state.get(_TURN, 0)
    st.markdown(
        _(
            "Students, staff, parents, classes, groups and the load come in. Bells, "
            "calendar, timetable, marks and anybody’s roles are never touched."
        )
    )
    brought = st.file_uploader(
        _("Package of OneRoster (.zip)"), type="zip", key=f"rosters_package_{turn}"
    )
    if brought is None:
        return
    from_date = st.date_input(
        _("Holds from"),
        value=current.today(),
        format="DD.MM.YYYY",
        key=f"rosters_package_day_{turn}",
    )
    ends_missing = st.toggle(
        _("What a whole file leaves out ends on the day before"),
        key=f"rosters_package_missing_{turn}",
    )
    content = brought.getvalue()
    if _shown(content, from_date, ends_missing=ends_missing) and st.button(
        _("Apply the changes"), type="primary", key=f"rosters_package_apply_{turn}"
    ):
        _apply(viewer, content, from_date, ends_missing=ends_missing)


def _shown(content: bytes, from_date: date, *, ends_missing: bool) -> bool:
    """Show what would change; tell whether there is something to apply."""
    school, language = current.school(), current.language()
    try:
        with school.database.reading() as cursor, st.spinner(_("Reading the package…")):
            plan = plan_roster(
                school, cursor, content, from_date, ends_missing=ends_missing
            )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return False
    lines = {True: [], False: []}  # type: dict[bool, list[str]]
    for found in plan.problems:
        lines[found.severity == CRITICAL].append(problem_line(found, language))
    of_set_up = showing.set_up_problems(plan.planned)
    critical = of_set_up if plan.planned.is_faulty else []
    showing.faults([*lines[True], *critical])
    showing.remarks([*lines[False], *(of_set_up if not critical else [])])
    if plan.is_faulty:
        return False
    showing.changes(plan.planned)
    if not ends_missing:
        showing.missing(plan.missing)
    return bool(plan.planned.changes)


def _apply(
    viewer: Viewer, content: bytes, from_date: date, *, ends_missing: bool
) -> None:
    school = current.school()
    now = school.clock.now()
    try:
        count = apply_roster(
            school,
            content,
            from_date,
            viewer.person_id,
            ends_missing=ends_missing,
            ask=lambda cursor: may_take_in(cursor, viewer, now),
        )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.toast(_("Applied as one set: {count} rows.", count=count))
    st.rerun()
