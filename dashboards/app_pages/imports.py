"""Journals made elsewhere: brought in, taken back as a whole."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.imports import bring_form, register_table
from dashboards.tables import style
from warehouse.queries import imports

viewer = current.require("imports")
st.title(_("Journals brought in"))
st.html(style(st.context.theme.type))
if cached.ask(imports.pages, viewer).is_empty():
    st.info(_("Past data are brought in by the director and by deputies (§2.2)."))
    st.stop()
st.caption(
    _(
        "Teachers' own workbooks, reports of the state system, tables of another "
        "program. Only empty cells are filled, nothing is overwritten; how timely it "
        "was entered is not judged, and it can be taken back as a whole."
    )
)
bring_form.draw(viewer)
register = cached.ask(imports.register, viewer)
if not register.is_empty():
    st.subheader(_("What was brought in"))
    register_table.draw(viewer, register)
