"""What waits for the administration's answer, by teacher and reason, and what was said.

Who leads a level answers its explanations, never the own one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import _, counted
from dashboards.timeliness import explain_answer, explain_list, explain_table
from warehouse.queries import explanations

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer

MOST_SHOWN = 6
MOST_ANSWERED = 50


def draw(viewer: Viewer) -> None:
    """Draw what waits, a card for each teacher and reason, then what was answered.

    Inside `live`; nothing is drawn where nobody has explained anything.
    """
    now = current.minute()
    waiting = cached.ask(explanations.waiting, viewer, now)
    answered = cached.ask(explanations.answered, viewer, now)
    if waiting.is_empty() and answered.is_empty():
        return
    st.subheader(_("Explanations of teachers"), anchor="explanations")
    if waiting.is_empty():
        st.caption(_("Nothing waits for your answer."))
    waiting_cards = cards(waiting)
    for rows in waiting_cards[:MOST_SHOWN]:
        _card(viewer, rows)
    if len(waiting_cards) > MOST_SHOWN:
        st.caption(
            counted(
                "{count} more waits and shows when these are answered.",
                "{count} more wait and show when these are answered.",
                len(waiting_cards) - MOST_SHOWN,
            )
        )
    if not answered.is_empty():
        _answered(viewer, answered)


def cards(waiting: pl.DataFrame) -> list[pl.DataFrame]:
    """Return what is answered as one: what a teacher told with one reason."""
    return waiting.partition_by(["person_id", "reason"], maintain_order=True)


def _card(viewer: Viewer, rows: pl.DataFrame) -> None:
    first, language = rows.row(0, named=True), current.language()
    key = f"{first['person_id']}_{first['reason']}"
    with st.container(border=True):
        st.html(explain_list.header(first["person_name"], rows, language))
        for told in rows.partition_by("written_at", maintain_order=True):
            st.html(
                explain_list.told(told["note"][0])
                + explain_list.lessons(told, current.school().timezone, language)
                + explain_list.before(told["refused_before"], language)
            )
        explain_answer.draw(viewer, rows, key)


def _answered(viewer: Viewer, answered: pl.DataFrame) -> None:
    """Draw the latest answers, and let one be changed."""
    language, zone = current.language(), current.school().timezone
    told = answered.partition_by(
        ["answered_at", "person_id", "reason"], maintain_order=True
    )[:MOST_ANSWERED]
    with st.expander(_("Answered"), key="answered_explanations"):
        st.html(explain_table.answered(told, zone, language))
        others = {
            rows["explanation_id"][0]: rows
            for rows in told
            if rows["person_id"][0] != viewer.person_id
        }
        chosen = st.selectbox(
            _("Change an answer"),
            list(others),
            index=None,
            format_func=lambda one: explain_table.title(others.get(one), language),
            placeholder=_("Choose an explanation"),
            key="change_answer",
        )
        if chosen in others:
            explain_answer.draw(viewer, others[chosen], f"change_{chosen}")
