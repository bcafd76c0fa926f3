"""What chosen replacements touch, shown before they are applied as one set."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _, counted
from dashboards.replacements import words
from expectations.language import say
from ingest.replacing import preview, replace
from ingest.setup.rules import problem_line
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.replacing import Choice, Order, Preview
    from warehouse.viewer import Viewer

_SEEN = "replacements_seen"  # what was looked at last: (choices, order, preview)


def draw(viewer: Viewer, choices: Sequence[Choice], order: Order) -> None:
    """Offer to look, and to apply what was looked at and nothing else."""
    asked = (tuple(choices), order)
    try:
        if st.button(_("Show what it touches"), key="replaced_look"):
            seen = preview(current.school(), viewer, choices, order)
            st.session_state[_SEEN] = (asked, seen)
        known = st.session_state.get(_SEEN)
        if known is None or known[0] != asked:
            return
        if _tell(known[1]) and st.button(
            _("Replace the lessons"), type="primary", key="replaced_apply"
        ):
            replace(current.school(), viewer, choices, order)
            del st.session_state[_SEEN]
            st.toast(_("The lessons are replaced."))
            st.rerun()
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))


def _tell(seen: Preview) -> bool:
    """Show a preview; tell whether it can be applied."""
    language = current.language()
    for found in seen.planned.problems:
        tell = st.error if found.severity == "critical" else st.warning
        tell(problem_line(found, language))
    if seen.planned.is_faulty or seen.touched is None:
        return False
    for clash in seen.clashes:
        st.warning(words.clash(clash, language))
    for kind, lesson, count in seen.with_entries:
        st.warning(words.kept(kind, lesson, count, language))
    touched = seen.touched
    lines = [counted("{count} lesson", "{count} lessons", len(seen.planned.changes))]
    replanned = touched.lessons.filter(kind="replanned")
    if len(replanned):
        lines.append(
            _(
                "topics of the plan move on in later lessons: {count}",
                count=len(replanned),
            )
        )
    if len(touched.workbooks):
        lines.append(
            say(
                "workbooks to be downloaded again: {count}",
                language,
                count=len(touched.workbooks),
            )
        )
    st.markdown(_("It touches: {what}.", what="; ".join(lines)))
    st.caption(
        _(
            "Who substitutes finds the lesson in their own workbook once they download "
            "it again, and owes its entries (§2.3)."
        )
    )
    return True
