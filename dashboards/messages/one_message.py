"""One of the own messages: who has read it, correcting it, taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.forms.offering import offer_page
from dashboards.journal.figures import moment
from dashboards.messages.words import message_name
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from ingest.messages import LONGEST, correct, take_back
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.errors import VedomostError
from warehouse.queries import messages

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from zoneinfo import ZoneInfo

    from warehouse.viewer import Viewer


def choose(sent: pl.DataFrame) -> dict[str, Any] | None:
    """Choose one that stands; at first the latest."""
    language = current.language()
    known = {
        one["entry_id"]: one
        for one in sent.filter(~pl.col("is_taken_back")).iter_rows(named=True)
    }
    if not known:
        return None
    chosen = st.selectbox(
        _("Message to look at"),
        list(known),
        format_func=lambda one: (
            message_name(known[one], language) if one in known else str(one)
        ),
        key=f"message_chosen_{max(known)}",
    )
    return known[chosen]


def show(viewer: Viewer, one: Mapping[str, Any]) -> None:
    """Show who has read the chosen message and who has not."""
    about = f"{STUDENT_PREFIX}{one['student_id']}" if one["student_id"] else ""
    current.viewed(one["page_id"], about)
    found = cached.ask(messages.readers, viewer, one["entry_id"])
    if found.is_empty():
        st.info(_("There is nobody who could read it: no account and no parent."))
        return
    zone, language = current.school().timezone, current.language()
    drawn = readers(found, zone, language)
    st.html(drawn)
    offer_page(_("Who has read it"), [drawn], "message_readers", scope=one["page_id"])


def readers(found: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    """Return one row per student and reader, with the time or that it is unread."""
    head = row(
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("Who"), language)),
        heading(say(N_("Read"), language)),
    )
    body = []
    before = ""
    for one in found.iter_rows(named=True):
        is_again = one["student_id"] == before
        before = one["student_id"]
        who = (
            say(N_("the student"), language)
            if one["is_student"]
            else one["person_name"]
        )
        read_at = one["read_at"]
        body.append(
            row(
                heading(
                    one["student_name"], "name quiet" if is_again else "name",
                    scope="row",
                ),
                cell(who),
                cell(moment(read_at, zone, language), "good nowrap")
                if read_at
                else cell(say(N_("unread"), language), "quiet"),
            )
        )  # fmt: skip
    return table(say(N_("Who has read it"), language), [head], body)


def change(viewer: Viewer, one: Mapping[str, Any]) -> None:
    """Offer to correct the chosen message or to take it back."""
    entry_id = one["entry_id"]
    with st.expander(_("Correct it or take it back")):
        st.markdown(
            _(
                "A corrected message is marked as corrected and is unread again. One "
                "taken back disappears; families that had read it see that it was "
                "taken back. The journal keeps every version."
            )
        )
        with st.form(f"message_correct_{entry_id}", enter_to_submit=False):
            text = st.text_area(
                _("What you write"),
                value=one["value_text"],
                max_chars=max(LONGEST, len(one["value_text"])),
                height=140,
                key=f"message_corrected_{entry_id}",
            )
            is_corrected = st.form_submit_button(_("Correct the message"))
        is_taken_back = st.button(
            _("Take the message back"), key=f"message_back_{entry_id}"
        )
    school = current.school()
    if is_corrected:
        _do(
            lambda: correct(school, viewer, entry_id, text),
            N_("The message is corrected."),
        )
    if is_taken_back:
        _do(
            lambda: take_back(school, viewer, entry_id),
            N_("The message is taken back."),
        )


def _do(deed: Callable[[], object], told: str) -> None:
    try:
        is_done = deed() is not False
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    if is_done:
        st.toast(_(told))
        st.rerun()
    st.info(_("These are the words that stand already."))
