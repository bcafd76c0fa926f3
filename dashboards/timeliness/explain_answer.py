"""Accepting explanations, all of a card or some, or not accepting them and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.journal.my_words import plain
from dashboards.timeliness import explain_list, explain_words
from warehouse import explanations as deeds
from warehouse.errors import VedomostError
from warehouse.explanations import LONGEST_NOTE

if TYPE_CHECKING:
    from warehouse.viewer import Viewer


def draw(viewer: Viewer, rows: pl.DataFrame, key: str) -> None:
    """Draw the buttons that answer some rows of `queries.explanations`."""
    chosen = _some(rows, key) if len(rows) > 1 else rows
    count = explain_words.entries(chosen, current.language())
    with st.container(horizontal=True):
        if st.button(
            _("Accept: {count}", count=count),
            type="primary",
            disabled=chosen.is_empty(),
            key=f"accept_{key}",
        ):
            _answer(viewer, chosen, "", is_accepted=True)
        with st.popover(
            _("Do not accept"), disabled=chosen.is_empty(), key=f"refusing_{key}"
        ):
            word = st.text_input(
                _("Why not, in a word: the teacher reads it"),
                max_chars=LONGEST_NOTE,
                key=f"refusal_{key}",
            )
            if st.button(_("Send: {count}", count=count), key=f"refuse_{key}"):
                _answer(viewer, chosen, word, is_accepted=False)


def _some(rows: pl.DataFrame, key: str) -> pl.DataFrame:
    """Let some of a card's entries be chosen; at first all are meant."""
    if not st.toggle(_("Choose among them"), key=f"some_{key}"):
        return rows
    zone, language = current.school().timezone, current.language()
    chosen = [
        st.checkbox(
            plain(
                f"{explain_list.where(row, language)} · "
                + explain_list.what(row, zone, language)
            ),
            key=f"one_{row['explanation_id']}",
        )
        for row in rows.iter_rows(named=True)
    ]
    return rows.filter(pl.Series(chosen, dtype=pl.Boolean))


def _answer(
    viewer: Viewer, chosen: pl.DataFrame, word: str, *, is_accepted: bool
) -> None:
    ids = chosen["explanation_id"].to_list()
    try:
        deeds.answer(current.school(), viewer, ids, is_accepted=is_accepted, note=word)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.toast(
        _("Accepted.") if is_accepted else _("Not accepted; the teacher sees why.")
    )
    st.rerun()
