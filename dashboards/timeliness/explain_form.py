"""A teacher's own late and missing entries: saying why, and what was answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.timeliness import (
    explain_choice,
    explain_list,
    explain_states,
    explain_words,
)
from warehouse import explanations as deeds
from warehouse.errors import VedomostError
from warehouse.explanations import LONGEST_NOTE, REASONS, Matter
from warehouse.queries import explanations, hand_ins

if TYPE_CHECKING:
    from warehouse.viewer import Viewer

_KNOWN = "explanations_own"  # what the tab last asked
_SENT = "explanations_sent"  # how many in this tab: a sent form empties


def draw(viewer: Viewer) -> None:
    """Draw the form and the own explanations; nothing where nothing was ever late.

    Inside `live`: an answer shows by itself, and what is being typed stays.
    """
    found = _own(viewer)
    if found.is_empty():
        return
    rest = found.filter(pl.col("state").is_in(["unexplained", "refused"]))
    with st.expander(_("Explain what came late or is missing"), key="explain"):
        if rest.is_empty():
            st.info(_("Everything that came late or is missing is explained."))
        else:
            _form(viewer, rest)
    explain_states.draw(viewer, found.filter(pl.col("state") != "unexplained"))


def _own(viewer: Viewer) -> pl.DataFrame:
    """Return what is late or missing: anew each minute, and when it is the viewer's.

    The page follows every commit of the school; those of others change nothing here.
    """
    last_entry = cached.ask(hand_ins.last_entry, viewer).item()
    last_word = cached.ask(explanations.last_word, viewer).row(0)
    key = (viewer.person_id, current.minute(), last_entry, last_word)
    known: tuple[tuple[object, ...], pl.DataFrame] | None
    known = st.session_state.get(_KNOWN)
    if known is None or known[0] != key:
        found = explanations.own(current.school().database, viewer, current.minute())
        known = (key, found)
        st.session_state[_KNOWN] = known
    return known[1]


def _form(viewer: Viewer, rest: pl.DataFrame) -> None:
    st.caption(
        _(
            "Were you ill, was there no connection, was the lesson replaced? Say what "
            "it is about and why: the director or a deputy will answer. Please leave "
            "out diagnoses and names of students."
        )
    )
    sent = st.session_state.get(_SENT, 0)
    chosen = explain_choice.draw(rest, sent)
    if chosen.is_empty():
        st.info(_("Nothing of these days or lessons is late or missing."))
        return
    zone, language = current.school().timezone, current.language()
    st.html(explain_list.lessons(chosen, zone, language))
    reason = st.selectbox(
        _("Reason"),
        REASONS,
        index=None,
        format_func=lambda one: explain_words.reason_name(one, language),
        placeholder=_("Choose a reason"),
        key=f"explain_reason_{sent}",
    )
    note = st.text_input(
        _("In your own words (needed only for another reason)"),
        max_chars=LONGEST_NOTE,
        key=f"explain_note_{sent}",
    )
    count = explain_words.entries(chosen, language)
    if st.button(
        _("Send the explanation: {count}", count=count),
        type="primary",
        disabled=reason is None,
        key="explain_send",
    ):
        _send(viewer, chosen, reason or "", note)


def _send(viewer: Viewer, chosen: pl.DataFrame, reason: str, note: str) -> None:
    matters = [Matter(*row) for row in chosen.select(Matter._fields).iter_rows()]
    try:
        deeds.explain(current.school(), viewer, matters, reason, note)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.session_state[_SENT] = st.session_state.get(_SENT, 0) + 1
    st.toast(_("Thank you, the explanation is sent and waits for an answer."))
    st.rerun()
