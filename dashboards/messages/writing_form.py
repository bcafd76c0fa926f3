"""The form of a message: whom it goes to, and what it says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal.figures import lesson_name
from dashboards.messages.words import place_name
from dashboards.telling_apart import spellings_of_students, told_apart
from ingest.messages import LONGEST, Whom, write
from warehouse.errors import VedomostError
from warehouse.queries import messages

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer

_SENT = "messages_sent"  # how many: a sent form empties
_LESSONS_OF = timedelta(days=14)


def draw(viewer: Viewer, places: pl.DataFrame) -> None:
    """Ask whom and what, and send it on the click."""
    language = current.language()
    names = {
        one["page_id"]: place_name(one, language)
        for one in places.iter_rows(named=True)
    }
    left, right = st.columns(2)
    page_id = left.selectbox(
        _("Class or study group"),
        list(names),
        format_func=lambda one: names.get(one, one),
        key="message_place",
    )
    student_id = _student(right, viewer, page_id)
    lesson_id = _lesson(viewer, page_id) if student_id else ""
    count = st.session_state.get(_SENT, 0)
    with st.form(f"message_{count}", enter_to_submit=False):
        text = st.text_area(
            _("What you write"),
            max_chars=LONGEST,
            height=140,
            key=f"message_text_{count}",
            help=_(
                "Plain text; line breaks are kept. Addresses of web pages are shown "
                "as they are written, not as links."
            ),
        )
        sent = st.form_submit_button(_("Send the message"), type="primary")
    if sent:
        _send(viewer, Whom(page_id, student_id, lesson_id), text)


def _student(
    place: st.delta_generator.DeltaGenerator, viewer: Viewer, page: str
) -> str:
    """Choose one student; '' is the whole class or group."""
    found = cached.ask(messages.students, viewer, page, current.today())
    labels = {"": _("To the families of all")}
    labels |= told_apart(spellings_of_students(found))
    chosen = place.selectbox(
        _("To whom"),
        list(labels),
        format_func=lambda one: labels.get(one, one),
        key=f"message_student_{page}",
    )
    return str(chosen or "")


def _lesson(viewer: Viewer, page_id: str) -> str:
    """Choose a lesson that the words are a comment on; '' for a message of today."""
    today, language = current.today(), current.language()
    found = cached.ask(messages.lessons, viewer, page_id, today - _LESSONS_OF, today)
    if found.is_empty():
        return ""
    labels = {"": _("No: a message of today")}
    for one in found.iter_rows(named=True):
        labels[one["lesson_id"]] = lesson_name(one["lesson_on"], one["slot"], language)
    chosen = st.selectbox(
        _("Comment on a lesson"),
        list(labels),
        format_func=lambda one: labels.get(one, one),
        key=f"message_lesson_{page_id}",
    )
    return str(chosen or "")


def _send(viewer: Viewer, whom: Whom, text: str) -> None:
    try:
        write(current.school(), viewer, whom, text)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.session_state[_SENT] = st.session_state.get(_SENT, 0) + 1
    st.toast(_("The message stands in the diary."))
    st.rerun()
