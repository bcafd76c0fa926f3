"""Taking a change of staff back that was a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.journal.figures import day
from dashboards.staff_changes.words import KINDS
from ingest.staff_changes.entering import take_back
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NOTE

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer


def draw(viewer: Viewer, register: pl.DataFrame) -> None:
    """Offer to take back one of the changes that hold, with a reason."""
    language = current.language()
    labels = {
        one["set_id"]: _(
            "No. {number}: {kind}, {name}, {day}",
            number=one["number"],
            kind=_(KINDS[one["kind"]]),
            name=one["person_name"],
            day=day(one["from_on"], language),
        )
        for one in register.reverse().iter_rows(named=True)
        if one["is_latest"]
    }
    if not labels:
        return
    with (
        st.expander(_("Take a change back")),
        st.form("staff_change_back", border=False),
    ):
        st.markdown(
            _(
                "A mistake is corrected by taking the change back and entering it "
                "anew. Pages and classes are then with whom they were before; the "
                "register keeps it with your reason."
            )
        )
        set_id = st.selectbox(
            _("Change"),
            list(labels),
            index=None,
            format_func=lambda one: labels.get(one, str(one)),
            placeholder=_("Choose a change"),
            key=f"staff_back_{len(labels)}",
        )
        reason = st.text_input(
            _("Why it is taken back"),
            max_chars=LONGEST_NOTE,
            key=f"staff_why_{len(labels)}",
        )
        sent = st.form_submit_button(_("Take this change back"))
    if sent:
        _take_back(viewer, set_id, reason)


def _take_back(viewer: Viewer, set_id: int | None, reason: str) -> None:
    if set_id is None:
        st.error(_("Choose a change."))
        return
    try:
        take_back(current.school(), viewer, set_id, reason)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.toast(_("The change is taken back."))
    st.rerun()
