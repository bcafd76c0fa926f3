"""Layouts of other journals: pointed out in a sheet, looked at, kept, known again."""

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.pointing import file_section, keeping, preview_section, sheet_section
from dashboards.tables import style

viewer = current.require("foreign_layouts")
st.title(_("Layouts of other journals"))
st.html(style(st.context.theme.type))
st.caption(
    _(
        "Is a journal kept in a table of its own kind, which the program does not "
        "know? Show once where its days, names and marks stand: the next such file is "
        "known by its headings. Nothing is brought in here."
    )
)
brought = file_section.ask()
if brought is not None:
    pointed = sheet_section.ask(brought)
    read = preview_section.look(brought, pointed)
    if read is not None:
        keeping.offer(viewer, brought, read)
keeping.draw(viewer)
