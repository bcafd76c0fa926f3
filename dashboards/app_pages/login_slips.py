"""Login slips."""

import streamlit as st

from dashboards import current
from dashboards.current import _

viewer = current.require("login_slips")
st.title(_("Login slips"))
