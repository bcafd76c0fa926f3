"""The file that this tab has brought, read once and planned as things stand."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from ingest.foreign.bringing import bring
from ingest.foreign.planning import Brought, Plan, plan_import
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from warehouse.viewer import Viewer

_READ, _PLANNED = "imports_read", "imports_planned"


def read(content: bytes, file_name: str, class_name: str) -> Brought | None:
    """Return what a file says, None (told on the page) if it cannot be read."""
    key = (hashlib.sha256(content).hexdigest(), file_name, class_name)
    known = st.session_state.get(_READ)
    if known is not None and known[0] == key:
        return known[1]  # type: ignore[no-any-return]
    try:
        with st.spinner(_("Reading the file…")):
            found = bring(current.school(), content, file_name, class_name)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return None
    st.session_state[_READ] = (key, found)
    st.session_state.pop(_PLANNED, None)
    return found


def planned(viewer: Viewer, brought: Brought) -> Plan:
    """Return what would come in, as the journal stands now."""
    key = (id(brought), current.version(), current.today())
    known = st.session_state.get(_PLANNED)
    if known is not None and known[0] == key:
        return known[1]  # type: ignore[no-any-return]
    with st.spinner(_("Comparing with the journal…")):
        plan = plan_import(current.school(), viewer.person_id, brought)
    st.session_state[_PLANNED] = (key, plan)
    return plan


def forget() -> None:
    """Let go of the file: it was brought in."""
    st.session_state.pop(_READ, None)
    st.session_state.pop(_PLANNED, None)
