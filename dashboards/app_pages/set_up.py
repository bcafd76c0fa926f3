"""The school's set-up all year: as a workbook, what was changed, taking back (§2.2)."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.set_up import history_section, workbook_section
from dashboards.tables import style
from warehouse.queries import setup_changes

viewer = current.require("set_up")
st.title(_("Set-up of the school"))
st.html(style(st.context.theme.type))
st.caption(
    _(
        "Calendar, bells, subjects, people, load, timetable, plans and parameters. A "
        "change holds from a day on; what it touches is seen before it is applied, and "
        "it can be taken back (§2.2)."
    )
)
names = dict(cached.ask(setup_changes.staff, viewer).iter_rows())
st.subheader(_("Change the workbook"))
workbook_section.draw(viewer, names)
st.subheader(_("What was changed"))
history_section.draw(viewer, names)
