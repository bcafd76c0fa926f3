"""Log of access."""

import streamlit as st

from dashboards import current
from dashboards.current import _

viewer = current.require("access_log")
st.title(_("Log of access"))
