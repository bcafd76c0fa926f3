"""Cells of earlier hand-ins that still wait for the teacher's word."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.journal import decide_form, my_deeds
from dashboards.journal.preview_names import names_for
from ingest import deciding

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from ingest.workbook import CellKey
    from warehouse.viewer import Viewer


def draw(viewer: Viewer, asked: AbstractSet[CellKey]) -> None:
    """Ask what was left open, but not again about cells of a file that waits."""
    school = current.school()
    found = deciding.open_questions(school, viewer.person_id)
    questions = [one for one in found if one.key not in asked]
    if not questions:
        return
    st.subheader(_("Left to decide from earlier hand-ins"))
    names = names_for(viewer, {}, questions)
    said = decide_form.draw(
        "open",
        questions,
        names,
        decide_form.Buttons(_("Record the decisions")),
    )
    if not said.is_recording:
        return
    if not said.decisions.cells:
        st.info(_("Nothing is decided yet: choose for a cell first."))
        return
    my_deeds.perform(
        "decision",
        _("Recording the decisions…"),
        lambda: deciding.decide(school, viewer.person_id, said.decisions),
    )
