"""Taking a movement back that was a mistake."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.journal.figures import day
from dashboards.movement.words import KINDS
from ingest.movement.entering import take_back
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NOTE

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer


def draw(viewer: Viewer, book: pl.DataFrame) -> None:
    """Offer to take back one of the movements that hold, with a reason."""
    language = current.language()
    labels = {
        one["set_id"]: _(
            "No. {number}: {name}, {kind}, {day}",
            number=one["number"],
            name=one["full_name"],
            kind=_(KINDS[one["kind"]]),
            day=day(one["moved_on"], language),
        )
        for one in book.reverse().iter_rows(named=True)
        if one["taken_back_at"] is None
    }
    if not labels:
        return
    with (
        st.expander(_("Take a movement back")),
        st.form("movement_back", border=False),
    ):
        st.markdown(
            _(
                "A mistake is corrected by taking the movement back and entering it "
                "anew. Rolls become as they were; the book keeps it with your reason."
            )
        )
        set_id = st.selectbox(
            _("Movement"),
            list(labels),
            index=None,
            format_func=lambda one: labels.get(one, str(one)),
            placeholder=_("Choose a movement"),
            key=f"movement_back_{len(labels)}",
        )
        reason = st.text_input(
            _("Why it is taken back"),
            max_chars=LONGEST_NOTE,
            key=f"movement_why_{len(labels)}",
        )
        sent = st.form_submit_button(_("Take the movement back"))
    if sent:
        _take_back(viewer, set_id, reason)


def _take_back(viewer: Viewer, set_id: int | None, reason: str) -> None:
    if set_id is None:
        st.error(_("Choose a movement."))
        return
    try:
        take_back(current.school(), viewer, set_id, reason)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.toast(_("The movement is taken back."))
    st.rerun()
