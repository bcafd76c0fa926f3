"""What a teacher has explained: what waits, what was accepted, what was not and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.timeliness import explain_list, explain_words
from warehouse import explanations as deeds
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import polars as pl

    from warehouse.viewer import Viewer

MOST_SHOWN = 20
# What was told in one breath and answered in one.
_ONE = ("written_at", "reason", "note", "state", "answered_at", "answer_note")


def draw(viewer: Viewer, explained: pl.DataFrame) -> None:
    """Draw the explained rows of `queries.explanations.own`, the latest told first."""
    if explained.is_empty():
        return
    st.html(explain_list.summary(explained, current.language()))
    with st.expander(_("My explanations"), key="explained"):
        told = list(one_by_one(explained))
        for rows in told[:MOST_SHOWN]:
            _one(viewer, rows)
        if len(told) > MOST_SHOWN:
            hidden = len(told) - MOST_SHOWN
            st.caption(_("Older ones that are not shown: {count}", count=hidden))


def one_by_one(explained: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield the rows of each explanation, the latest told first."""
    ordered = explained.sort("written_at", descending=True, maintain_order=True)
    yield from ordered.partition_by(["person_id", *_ONE], maintain_order=True)


def _one(viewer: Viewer, rows: pl.DataFrame) -> None:
    first, language = rows.row(0, named=True), current.language()
    state = answer_told(first["state"], first["answer_note"], language)
    with st.container(border=True):
        st.html(explain_list.header("", rows, language, state))
        st.html(
            explain_list.told(first["note"])
            + explain_list.lessons(rows, current.school().timezone, language)
        )
        if first["state"] == "waiting" and st.button(
            _("Take it back"), key=f"explain_back_{first['explanation_id']}"
        ):
            _withdraw(viewer, rows["explanation_id"].to_list())


def answer_told(state: str, note: str, language: str) -> str:
    """Return «не принято: командировка была 17-го»."""
    name = explain_words.state_name(state, language)
    return f"{name}: {note}" if note else name


def _withdraw(viewer: Viewer, explanation_ids: list[str]) -> None:
    try:
        deeds.withdraw(current.school(), viewer, explanation_ids)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.toast(_("Taken back."))
    st.rerun()
