"""Names that are not clear: whom or what they mean is picked once and remembered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.telling_apart import told_apart
from ingest.foreign.answers import LEFT_OUT, answer
from ingest.foreign.at_the_terminal import asked
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.foreign.answers import Question
    from warehouse.viewer import Viewer

_AT_ONCE = 12  # questions on the screen; the others come when these are answered
_NOT_SAID = "?"  # of no class, subject or student


def draw(viewer: Viewer, questions: Sequence[Question]) -> None:
    """Ask, those on which most cells wait first, and keep the answers."""
    if not questions:
        return
    first = sorted(questions, key=lambda one: -one.count_facts)[:_AT_ONCE]
    st.subheader(_("Not clear: {count}", count=len(questions)))
    st.caption(
        _(
            "Answered once, a name is known in every later file. Nobody is added to "
            "the school here."
        )
    )
    language = current.language()
    with st.form("imports_questions"):
        chosen = {}
        for question in first:
            labels = {
                _NOT_SAID: _("not answered yet"),
                LEFT_OUT: _("leave it out"),
                **told_apart(
                    {one: (name, f"{name} · {one}") for one, name in question.choices}
                ),
            }
            chosen[question] = st.selectbox(
                _(
                    "{question} Cells: {count}.",
                    question=asked(question, language),
                    count=question.count_facts,
                ),
                list(labels),
                format_func=labels.__getitem__,
                key="imports_question_" + "_".join(question.key),
            )
        sent = st.form_submit_button(_("Remember the answers"))
    said = {one: meaning for one, meaning in chosen.items() if meaning != _NOT_SAID}
    if sent and said:
        try:
            answer(current.school(), viewer.person_id, said)
        except VedomostError as error:
            st.error(_(error.sentence, **error.facts))
            return
        st.rerun()
