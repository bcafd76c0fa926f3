"""The rows gathered so far: looked at together, applied as one set with its grounds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.set_up.touched_view import show_changes, show_problems, show_touched
from ingest.setup.change_lines import change_line
from ingest.setup.forming_rows import Grounds, apply_rows, preview_rows
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NAME, LONGEST_NOTE

if TYPE_CHECKING:
    from datetime import date

    from ingest.setup.changes import Change
    from ingest.setup.forming_rows import RowsPreview
    from warehouse.viewer import Viewer

GATHERED = "set_up_gathered"
_SEEN = "set_up_rows_seen"  # the rows and day that were looked at, and what was seen


def now() -> tuple[Change, ...]:
    """Return what is gathered in this tab."""
    found: tuple[Change, ...] = st.session_state.get(GATHERED, ())
    return found


def draw(viewer: Viewer, on: date, names: dict[str, str]) -> None:
    """List what is gathered, let it be looked at, and applied with its reason."""
    if not now():
        return
    st.subheader(_("Gathered changes"))
    _list()
    rows = now()
    if not rows:
        return
    if st.button(_("Show what the rows touch")):
        st.session_state.pop(_SEEN, None)
        try:
            seen = preview_rows(current.school(), viewer, rows, on)
        except VedomostError as error:
            st.error(_(error.sentence, **error.facts))
            return
        st.session_state[_SEEN] = (rows, on, seen)
    known = st.session_state.get(_SEEN)
    if known is not None and known[:2] == (rows, on):
        _confirm(viewer, rows, on, known[2], names)


def _list() -> None:
    """Show each gathered row with a button that takes it out again."""
    for number, change in enumerate(now()):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.button(
                _("Take out"),
                key=f"set_up_out_{number}",
                icon=":material/close:",
                on_click=_take_out,
                args=(change,),
            )
            st.text(change_line(change, current.language()))


def _take_out(change: Change) -> None:
    st.session_state[GATHERED] = tuple(one for one in now() if one != change)


def _confirm(
    viewer: Viewer,
    rows: tuple[Change, ...],
    on: date,
    seen: RowsPreview,
    names: dict[str, str],
) -> None:
    show_problems(seen.planned.problems)
    if seen.touched is None:
        if not seen.planned.is_faulty:
            st.info(_("The rows change nothing."))
        return
    show_changes(seen.planned.changes)
    show_touched(seen.touched, names)
    grounds = _ask_grounds()
    if not st.button(_("Apply the rows"), type="primary"):
        return
    try:
        count = apply_rows(
            current.school(), viewer, rows, on, grounds, seen=seen.last_change_id
        )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.session_state.pop(_SEEN)
    st.session_state.pop(GATHERED)
    st.toast(_("Rows of the set-up changed: {count}.", count=count))
    st.rerun()


def _ask_grounds() -> Grounds:
    reason = st.text_input(
        _("Why the rows are changed"), max_chars=LONGEST_NOTE, key="set_up_rows_why"
    )
    left, right = st.columns(2)
    number = left.text_input(
        _("Order number"), max_chars=LONGEST_NAME, key="set_up_rows_order"
    )
    issued_on = right.date_input(
        _("Date of the order"),
        value=None,
        max_value=current.today(),
        format="DD.MM.YYYY",
        key="set_up_rows_order_on",
    )
    return Grounds(reason, number, issued_on)
