"""Printable slips with one-time codes for a class and its parents (§2.14)."""

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.people import slip_desk
from dashboards.tables import style

viewer = current.require("login_slips")
st.title(_("Login slips"))
st.html(style(st.context.theme.type))

chosen = slip_desk.choose(viewer)
current.viewed(chosen.class_id)
people = slip_desk.people(viewer, chosen)
if people.is_empty():
    st.info(_("Nobody here has an account yet: the office opens them."))
    st.stop()
slip_desk.hand_out(viewer, chosen, people)
st.subheader(_("Who has logged in"))
st.html(slip_desk.draw(people, current.language()))
