"""What the topics touch, shown before they are applied; applying them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.journal.figures import day
from dashboards.set_up.touched_view import show_problems, some
from ingest.lesson_plans.changing import LONGEST_REASON, apply, preview
from ingest.setup.rules import CRITICAL
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from dashboards.lesson_plans.file_section import Brought
    from ingest.lesson_plans.changing import Preview
    from ingest.lesson_plans.planning import Asked
    from warehouse.viewer import Viewer

TURN = "plans_turn"  # a plan that was applied empties the field for the file
_SEEN = "plans_seen"  # what was looked at last: asked, and its preview


def look(viewer: Viewer, asked: Asked) -> bool:
    """Offer to look at what the topics touch; tell whether somebody did so just now."""
    is_asked = st.button(_("Show what it touches"), key="plans_look")
    if is_asked:
        st.session_state.pop(_SEEN, None)
        try:
            with st.spinner(_("It is being tried…")):
                seen = preview(current.school(), viewer, asked)
        except VedomostError as error:
            st.error(_(error.sentence, **error.facts))
            return False
        st.session_state[_SEEN] = (asked, seen)
    return is_asked


def confirm(viewer: Viewer, asked: Asked, brought: Brought) -> None:
    """Show what was looked at, and apply that and nothing else."""
    known = st.session_state.get(_SEEN)
    if known is None or known[0] != asked:
        return
    seen: Preview = known[1]
    show_problems(seen.problems)
    if any(one.severity == CRITICAL for one in seen.problems):
        return
    tell(seen)
    reason = st.text_input(
        _("Why (minutes of the subject group, order); may be empty"),
        max_chars=LONGEST_REASON,
        key="plans_why",
    )
    if not st.button(_("Apply the plan"), type="primary", key="plans_apply"):
        return
    try:
        apply(
            current.school(),
            viewer,
            asked,
            brought.content,
            seen=seen.fingerprint,
            reason=reason,
        )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.session_state.pop(_SEEN)
    st.session_state[TURN] = st.session_state.get(TURN, 0) + 1
    st.toast(_("The plan holds from {day}.", day=day(asked.from_date, "ru")))
    st.rerun()


def tell(seen: Preview) -> None:
    """Say which lessons get another topic, and who should download anew."""
    language = current.language()
    lines = []
    for (title,), rows in seen.lessons.group_by("title", maintain_order=True):
        days = rows["lesson_on"].sort()
        lines.append(
            _(
                "{page}: lessons with another topic of the plan: {count}, from {first} "
                "to {last}",
                page=str(title),
                count=len(rows),
                first=day(days[0], language),
                last=day(days[-1], language),
            )
        )
    past = seen.lessons.filter(pl.col("lesson_on") < current.today())
    if len(past):
        lines.append(_("lessons that are over among them: {count}", count=len(past)))
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))
    else:
        st.info(_("No lesson gets another topic; only the plan’s rows change."))
    st.caption(
        _(
            "What was entered stays as it is: topics given, homework, marks and "
            "absences are never changed by a plan."
        )
    )
    names = seen.workbooks["person_name"].unique(maintain_order=True).to_list()
    if names:
        st.warning(
            _(
                "Should download a fresh workbook: {names}. Those downloaded before "
                "are still accepted.",
                names=some(names),
            )
        )
