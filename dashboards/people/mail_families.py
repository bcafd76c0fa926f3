"""Mails: which families of a class get the weekly one, child by child (§1.6).

Whether, and when the last one was sent: not to whom, not where, not what was in it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _, counted
from dashboards.forms.offering import offer_page
from dashboards.journal.figures import NONE, moment
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from warehouse.queries import choices, mail_report

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import polars as pl

    from warehouse.viewer import Viewer


def draw(viewer: Viewer) -> None:
    """Let the person choose a class and show its families."""
    school, language = current.school(), current.language()
    classes = choices.classes(school.database, viewer).filter("reads_whole_class")
    if classes.is_empty():
        st.info(_("No class is open to you yet."))
        return
    class_id = st.selectbox(
        _("Class"), classes["class_id"].to_list(), key="mails_class"
    )
    found = mail_report.families(school.database, viewer, class_id, current.today())
    st.write(
        counted(
            "The weekly mail about {reached} of {count} student is sent.",
            "The weekly mail about {reached} of {count} students is sent.",
            len(found),
            reached=int(found["has_readers"].sum()),
        )
    )
    drawn = _families(found, school.timezone, language)
    st.html(drawn)
    st.caption(
        _(
            "Parents subscribe by themselves, on the page “Weekly mail” of the diary. "
            "Which of the parents gets it, and where, is not shown."
        )
    )
    offer_page(
        _("Weekly mail"),
        [drawn],
        "mail_families",
        asked=((_("Class"), class_id),),
        scope=class_id,
    )


def _families(found: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    head = row(
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("Weekly mail"), language)),
        heading(say(N_("Last sent"), language)),
    )
    body = [
        row(
            heading(one["student_name"], "name", scope="row"),
            _state(one["has_readers"], one["is_refused"], language),
            cell(
                moment(one["last_sent_at"], zone, language)
                if one["last_sent_at"]
                else NONE,
                "nowrap",
            ),
        )
        for one in found.iter_rows(named=True)
    ]
    return table(say(N_("Weekly mail"), language), [head], body)


def _state(has_readers: bool, is_refused: bool, language: str) -> str:  # noqa: FBT001
    if is_refused:
        words = N_("an address is refused by its mail server")
        return cell(say(words, language), "bad")
    if has_readers:
        return cell(say(N_("comes"), language), "good")
    return cell(say(N_("nobody subscribed"), language), "quiet")
