"""The viewer's own changes of plans, and taking one back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal.figures import day, moment
from dashboards.lesson_plans import applying
from dashboards.telling_apart import told_apart
from ingest.lesson_plans.changing import preview_taking_back, take_back
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NOTE
from warehouse.queries import lesson_plans

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warehouse.viewer import Viewer

_SEEN = "plans_taking_back"  # the set that was looked at, and what was seen


def draw(viewer: Viewer) -> None:
    """List the changes that hold and offer to take one back."""
    sets = cached.ask(lesson_plans.own_sets, viewer)
    if sets.is_empty():
        return
    labels = told_apart(
        {
            str(one["set_id"]): (label := _label(one), f"{label} · {one['set_id']}")
            for one in sets.iter_rows(named=True)
        }
    )
    with st.expander(_("My changes of plans: {count}", count=len(labels))):
        chosen = st.selectbox(
            _("Take a change of mine back"),
            list(labels),
            index=None,
            format_func=lambda one: labels.get(one, one),
            placeholder=_("Choose a change"),
            key=f"plans_set_{len(labels)}",
        )
        if chosen is not None:
            _offer(viewer, int(chosen))


def _offer(viewer: Viewer, set_id: int) -> None:
    school = current.school()
    try:
        if st.button(_("Show what taking it back touches"), key=f"plans_try_{set_id}"):
            st.session_state.pop(_SEEN, None)
            seen = preview_taking_back(school, viewer, set_id)
            st.session_state[_SEEN] = (set_id, seen)
        known = st.session_state.get(_SEEN)
        if known is None or known[0] != set_id:
            return
        applying.tell(known[1])
        reason = st.text_input(
            _("Why the change is taken back"),
            max_chars=LONGEST_NOTE,
            key=f"plans_back_{set_id}",
        )
        if st.button(_("Take the change back"), type="primary", key="plans_back"):
            take_back(school, viewer, set_id, reason)
            st.session_state.pop(_SEEN)
            st.toast(_("The change is taken back."))
            st.rerun()
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))


def _label(one: Mapping[str, Any]) -> str:
    language = current.language()
    told = _(
        "{when}: holds from {day}, {pages}",
        when=moment(one["applied_at"], current.school().timezone, language),
        day=day(one["from_date"], language),
        pages=one["reason"],
    )
    return str(told)
