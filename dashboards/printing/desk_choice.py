"""Who certifies the forms that are printed from this page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.printing.desk import Desk, certifiers, desk

if TYPE_CHECKING:
    from warehouse.viewer import Viewer


def choose(viewer: Viewer) -> Desk:
    """Let the person choose who certifies; at first the director."""
    offices = certifiers(current.school(), viewer, current.language())
    words = [
        f"{one.position} {one.name}" if one.name else _("a line to fill in by hand")
        for one in offices
    ]
    chosen = st.selectbox(
        _("Certified by"),
        range(len(offices)),
        format_func=lambda place: words[place],
        key="certifier",
        width=420,
    )
    return desk(viewer)._replace(certifier=offices[chosen])
