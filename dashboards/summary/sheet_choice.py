"""How a sheet is looked at: which way round, and of which day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from expectations.language import N_

if TYPE_CHECKING:
    from datetime import date

BY_STUDENTS, BY_SUBJECTS = "students", "subjects"
_WAYS = {
    BY_STUDENTS: N_("Students in rows"),
    BY_SUBJECTS: N_("Subjects in rows"),
}


def choose() -> tuple[str, date | None]:
    """Let the person choose the orientation and a past day (None: now, live)."""
    left, right = st.columns(2, vertical_alignment="bottom")
    way = left.segmented_control(
        _("Orientation"),
        list(_WAYS),
        default=BY_STUDENTS,
        format_func=lambda one: _(_WAYS[one]),
        key="way",
        bind="query-params",
    )
    day = right.date_input(
        _("As of the end of the day (empty: now)"),
        value=None,
        max_value=current.today(),
        format="DD.MM.YYYY",
        key="as_of",
        bind="query-params",
    )
    return way or BY_STUDENTS, day
