"""My access."""

import streamlit as st

from dashboards import current
from dashboards.current import _

viewer = current.require("my_access")
st.title(_("My access"))
