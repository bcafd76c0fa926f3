"""Tells a teacher which closed periods may be changed now, and until when (§2.11)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.final_marks.changed_table import last_day
from dashboards.journal.figures import page_title
from dashboards.journal.my_words import plain
from warehouse.queries import final_marks

if TYPE_CHECKING:
    from warehouse.viewer import Viewer


def draw(viewer: Viewer) -> None:
    """Draw a line for each permission that holds; nothing where none does."""
    found = cached.ask(final_marks.permitted_to_me, viewer, current.minute())
    zone, language = current.school().timezone, current.language()
    for one in found.iter_rows(named=True):
        what = page_title(one) if one["subject_name"] else one["class_id"]
        st.info(
            _(
                "{what}, {period}: the closed period may be changed until the end of "
                "{when}. Reason: {reason}. Hand your workbook of that period in "
                "again.",
                what=plain(what),
                period=plain(one["period_name"]),
                when=last_day(one["asked_until"], zone, language),
                reason=plain(one["reason"]),
            )
        )
