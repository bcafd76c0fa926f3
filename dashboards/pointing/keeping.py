"""Keeping a layout under a name, and the ones that the school keeps."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.tables import cell, heading, row, table
from ingest.foreign.own_layouts import keep, own_layouts, remove
from ingest.foreign.pointing import FORMS, layout_data
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from dashboards.pointing.file_section import Brought
    from ingest.foreign.pointing import Pointed
    from warehouse.viewer import Viewer

_LONGEST = 80


def offer(viewer: Viewer, brought: Brought, pointed: Pointed) -> None:
    """Ask for a name and keep the layout."""
    title = st.text_input(
        _("Name of the layout"),
        max_chars=_LONGEST,
        placeholder=_("such as: Journal of the English department"),
        key=f"pointing_title_{brought.mark[:8]}",
    )
    if st.button(_("Keep the layout"), type="primary", key="pointing_keep"):
        try:
            kept = keep(
                current.school(), viewer, layout_data(pointed, brought.sheet, title)
            )
        except VedomostError as error:
            st.error(_(error.sentence, **error.facts))
            return
        st.toast(_("Kept: {title}. The next such file is known.", title=kept.title))
        st.rerun()


def draw(viewer: Viewer) -> None:
    """Show the layouts that people of the school pointed out; let one be removed."""
    found = own_layouts(current.school())
    for name in found.damaged:
        st.warning(_("The file {name} in the folder “layouts” is damaged.", name=name))
    if not found.layouts:
        return
    st.subheader(_("Layouts of this school"))
    head = row(heading(_("Layout"), "name"), heading(_("What kind of table it is")))
    body = [
        row(heading(one.title, "name", scope="row"), cell(_(sentence)))
        for one in found.layouts
        for form, sentence in FORMS.items()
        if one.form == form
    ]
    st.html(table(_("Layouts of this school"), [head], body))
    with st.expander(_("Remove a layout")), st.form("pointing_remove", border=False):
        titles = {one.id: one.title for one in found.layouts}
        chosen = st.selectbox(
            _("Layout"),
            list(titles),
            index=None,
            format_func=lambda one: titles.get(one, one),
            placeholder=_("Choose a layout"),
            key=f"pointing_remove_{len(titles)}",
        )
        sent = st.form_submit_button(_("Remove"))
    if sent and chosen:
        try:
            remove(current.school(), viewer, chosen)
        except VedomostError as error:
            st.error(_(error.sentence, **error.facts))
            return
        st.rerun()
