"""The set-up all year: rows, workbook, the log, taking back (§2.2)."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.set_up import (
    clashes_section,
    history_section,
    next_year_section,
    rows_section,
    workbook_section,
)
from dashboards.set_up.words import PARTS
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
part = st.segmented_control(
    _("What to do with the set-up"),
    list(PARTS),
    default="rows",
    format_func=lambda one: _(PARTS[one]),
    label_visibility="collapsed",
    key="part",
    bind="query-params",
)
if part == "rows":
    rows_section.draw(viewer, names)
elif part == "workbook":
    workbook_section.draw(viewer, names)
elif part == "clashes":
    clashes_section.draw(viewer)
elif part == "next_year":
    next_year_section.draw(viewer)
if part in {"rows", "workbook"}:
    st.subheader(_("What was changed"))
    history_section.draw(viewer, names)
