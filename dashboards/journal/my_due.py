"""What a teacher owes the journal today, with the time left, and how timely it was."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal import due_figure, due_list
from warehouse.queries import explanations, hand_ins, obligations

if TYPE_CHECKING:
    from warehouse.viewer import Viewer

_DRAWN = "my_due"  # the tab's last drawing
# The page follows every commit of the school, and asking costs as much as the rest of
# it: what is drawn stands for so long unless the viewer's own pages changed, or what is
# said of an own explanation took something off the list.
_STANDS = timedelta(minutes=1)


class _Drawn(NamedTuple):
    at: datetime
    last_entry: int | None
    last_word: tuple[object, ...]
    language: str
    due: str
    timeliness: str


def draw(viewer: Viewer) -> None:
    """Draw the list of what is due and overdue, and the figure."""
    drawn = _drawn(viewer)
    left, right = st.columns([5, 3])
    with left:
        st.subheader(_("To be entered"))
        st.html(drawn.due)
    with right:
        st.subheader(_("Your timeliness"))
        st.html(drawn.timeliness)


def _drawn(viewer: Viewer) -> _Drawn:
    school, language = current.school(), current.language()
    now = school.clock.now()
    last_entry = cached.ask(hand_ins.last_entry, viewer).item()
    last_word = cached.ask(explanations.last_word, viewer).row(0)
    before: _Drawn | None = st.session_state.get(_DRAWN)
    if (
        before is not None
        and before[1:4] == (last_entry, last_word, language)
        and timedelta(0) <= now - before.at < _STANDS
    ):
        return before
    due = obligations.due_of_teacher(school.database, viewer, now)
    timeliness = obligations.timeliness_of_teacher(school.database, viewer, now)
    drawn = _Drawn(
        now,
        last_entry,
        last_word,
        language,
        due_list.render(due, now, school.timezone, language),
        due_figure.render(timeliness, language),
    )
    st.session_state[_DRAWN] = drawn
    return drawn
