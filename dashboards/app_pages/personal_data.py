"""Personal data."""

import streamlit as st

from dashboards import current
from dashboards.current import _

viewer = current.require("personal_data")
st.title(_("Personal data"))
