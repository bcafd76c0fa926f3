"""Diary."""

import streamlit as st

from dashboards import current
from dashboards.current import _

viewer = current.require("diary")
st.title(_("Diary"))
