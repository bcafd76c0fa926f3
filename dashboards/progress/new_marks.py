"""Marks that came since the person last looked at the class."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal.figures import moment, short_day, short_name
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from expectations.marks import shown
from warehouse.clock import utc_naive
from warehouse.queries import new_marks

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    import polars as pl

    from dashboards.progress.links import Links
    from warehouse.viewer import Viewer

_AT_FIRST = timedelta(days=7)  # what is shown to who never looked before
MOST_SHOWN = 300


def last_look(viewer: Viewer, class_id: str) -> datetime | None:
    """Return the last look before this visit, kept while the tab is open.

    Asked before the log of access is told of this one; a tab that stays open must not
    lose its list when it is drawn anew.
    """
    school = current.school()
    key = f"vedomost_last_look_{class_id}"
    if key not in st.session_state:
        now = school.clock.now()
        found = new_marks.last_look(school.database, viewer, class_id, now)
        st.session_state[key] = found
    looked_at: datetime | None = st.session_state[key]
    return looked_at


def draw(
    viewer: Viewer, class_id: str, looked_at: datetime | None, links: Links
) -> None:
    """Draw the marks that came since then, the latest first."""
    language, zone = current.language(), current.school().timezone
    since = looked_at or start_for(current.minute())
    found = cached.ask(new_marks.marks_since, viewer, class_id, since)
    told = moment(utc_naive(since), zone, language)
    if looked_at:
        st.caption(_("Since your last look at this class: {moment}.", moment=told))
    else:
        st.caption(_("You have not looked at this class before: the last seven days."))
    if found.is_empty():
        st.info(_("No mark came or was changed since then."))
        return
    if len(found) > MOST_SHOWN:
        st.caption(
            _("The latest {shown} of {count}.", shown=MOST_SHOWN, count=len(found))
        )
    st.html(render(found.head(MOST_SHOWN), links, zone, language))


def start_for(now: datetime) -> datetime:
    """Return since when marks are new to who never looked before."""
    day = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return day - _AT_FIRST


def render(found: pl.DataFrame, links: Links, zone: ZoneInfo, language: str) -> str:
    """Return one row per mark or final that came, was changed or was removed."""
    head = row(
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("Subject"), language)),
        heading(say(N_("Lesson"), language)),
        heading(say(N_("Mark"), language), "number"),
        heading(say(N_("Before"), language), "number"),
        heading(say(N_("Entered"), language), "spare"),
        heading(say(N_("Teacher"), language), "spare"),
    )
    body = [_row(one, links, zone, language) for one in found.iter_rows(named=True)]
    return table(say(N_("New marks"), language), [head], body)


def _row(found: dict[str, Any], links: Links, zone: ZoneInfo, language: str) -> str:
    is_final = found["field"] == "final"
    when = (
        say(N_("final mark, {period}"), language, period=found["period_name"])
        if is_final
        else short_day(found["lesson_on"], language)
    )
    value = found["value_text"]
    return row(
        links.name(found["student_id"], found["student_name"]),
        cell(found["subject_name"]),
        cell(when, "nowrap"),
        cell(shown(value), "mark strong")
        if value
        else cell(say(N_("removed"), language), "mark quiet"),
        cell(shown(found["previous_text"] or ""), "mark quiet"),
        cell(moment(found["recorded_at"], zone, language), "spare nowrap quiet"),
        cell(short_name(found["teacher_name"]), "spare nowrap quiet"),
    )
