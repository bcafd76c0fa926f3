"""What the school holds about people: statement, export, retention (§1.7, 152-ФЗ)."""

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.people import personal_data_desk
from dashboards.tables import style

viewer = current.require("personal_data")
st.title(_("Personal data"))
st.html(style(st.context.theme.type))

st.subheader(_("Statement about a student"))
personal_data_desk.offer_statement(viewer)

st.subheader(_("Data for analysis, without names"))
personal_data_desk.offer_export(viewer)

st.subheader(_("How long personal data is kept"))
personal_data_desk.show_retention(viewer)
