"""Accounts."""

import streamlit as st

from dashboards import current
from dashboards.current import _

viewer = current.require("accounts")
st.title(_("Accounts"))
