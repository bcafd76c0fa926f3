"""Homeroom and staff: entering with a preview, the register, who was responsible."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.staff_changes import entry_form, sections
from dashboards.tables import style
from expectations.language import N_
from warehouse.queries import staff_changes

PARTS = {
    "enter": N_("Enter a change"),
    "register": N_("Register"),
    "history": N_("Who was responsible"),
}

viewer = current.require("staff_changes")
st.title(_("Homeroom and staff"))
st.html(style(st.context.theme.type))
st.caption(
    _(
        "Illness, leaving, hours redistributed, another homeroom teacher: pages and "
        "classes pass on by orders with their dates; who answered when is kept "
        "(§2.2–2.4)."
    )
)
if cached.ask(staff_changes.year, viewer).is_empty():
    st.info(_("No class is open to you yet."))
    st.stop()
part = st.segmented_control(
    _("Part"),
    list(PARTS),
    default="enter",
    required=True,
    format_func=lambda one: _(PARTS[one]),
    key="part",
    bind="query-params",
    label_visibility="collapsed",
)
if part == "enter":
    entry_form.draw(viewer)
elif part == "register":
    sections.register(viewer)
else:
    sections.history(viewer)
