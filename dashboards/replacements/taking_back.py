"""Taking a set of replacements back: the lessons go as the timetable says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal.figures import moment, short_day
from dashboards.telling_apart import told_apart
from ingest.replacements_back import take_back
from warehouse.errors import VedomostError
from warehouse.queries import replacements_made

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from warehouse.viewer import Viewer


def draw(viewer: Viewer, first: date) -> None:
    """Offer to take back a set with a lesson on a day or later."""
    known = cached.ask(replacements_made.sets, viewer, first)
    if known.is_empty():
        return
    labels = told_apart(
        {
            str(one["set_id"]): (label := _label(one), f"{label} · {one['set_id']}")
            for one in known.iter_rows(named=True)
        }
    )
    with (
        st.expander(_("Take replacements back")),
        st.form("replacements_back", border=False),
    ):
        st.markdown(
            _(
                "What was entered at once is taken back at once, or from the day on "
                "which the teacher is back. The lessons go as the timetable says; what "
                "a substitute entered stays in the journal."
            )
        )
        set_id = st.selectbox(
            _("Replacements entered"),
            list(labels),
            index=None,
            format_func=lambda one: labels.get(one, one),
            placeholder=_("Choose replacements"),
            key=f"replacements_set_{len(labels)}",
        )
        since = st.date_input(
            _("Only from this day on (empty: all of them)"),
            None,
            format="DD.MM.YYYY",
            key=f"replacements_since_{len(labels)}",
        )
        sent = st.form_submit_button(_("Take these replacements back"))
    if sent:
        _take_back(viewer, set_id, since)


def _label(one: Mapping[str, Any]) -> str:
    language = current.language()
    days = short_day(one["first_on"], language)
    if one["last_on"] != one["first_on"]:
        days = f"{days}–{short_day(one['last_on'], language)}"
    told = _(
        "{days}: {units}, lessons: {count}",
        count=one["count_lessons"],
        days=days,
        units=one["units"],
    )
    entered = moment(one["applied_at"], current.school().timezone, language)
    parts = (told, one["reason"], f"{entered}, {one['applied_by']}")
    return " · ".join(part for part in parts if part)


def _take_back(viewer: Viewer, set_id: str | None, since: date | None) -> None:
    if not set_id:
        st.error(_("Choose replacements."))
        return
    try:
        take_back(current.school(), viewer, int(set_id), since)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.toast(_("The replacements are taken back."))
    st.rerun()
