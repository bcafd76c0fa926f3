"""Breaches."""

import streamlit as st

from dashboards import current
from dashboards.current import _

viewer = current.require("breaches")
st.title(_("Breaches"))
