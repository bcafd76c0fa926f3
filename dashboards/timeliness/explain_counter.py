"""How many explanations wait, where whoever leads begins the day."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import counted
from dashboards.timeliness.explain_answers import cards
from warehouse.queries import explanations

if TYPE_CHECKING:
    from warehouse.viewer import Viewer


def draw(viewer: Viewer, page: str = "/timeliness") -> None:
    """Say how many wait for the viewer's answer, with the way there; none, nothing.

    `page` is the address where they are answered, '' on that page itself.
    """
    if not cached.ask(explanations.count_unanswered, viewer).item():
        return
    waiting = cached.ask(explanations.waiting, viewer, current.minute())
    if waiting.is_empty():
        return
    told = counted(
        "{count} explanation of a teacher waits for your answer",
        "{count} explanations of teachers wait for your answer",
        len(cards(waiting)),
    )
    st.html(f'<p><a href="{page}#explanations">{escape(told)}</a></p>')
