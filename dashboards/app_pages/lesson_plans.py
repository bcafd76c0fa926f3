"""Teachers' own tables of topics (КТП): brought, seen, applied (§2.6)."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.lesson_plans import (
    applying,
    choosing,
    doubts_section,
    file_section,
    own_changes,
    terms,
    topics_view,
)
from dashboards.tables import style
from warehouse.queries import lesson_plans

viewer = current.require("lesson_plans")
st.title(_("Teachers’ lesson plans"))
st.html(style(st.context.theme.type))
st.caption(
    _(
        "Bring your table of topics as you keep it. Lessons from the chosen day on get "
        "its topics in order; what it touches is seen before, and it can be taken back "
        "(§2.2, 2.6)."
    )
)
pages = cached.ask(lesson_plans.pages, viewer, current.today())
if pages.is_empty():
    st.info(_("You have no journal page whose plan you change."))
    st.stop()
chosen = choosing.choose(pages)
if not chosen.is_empty():
    choosing.tell(viewer, chosen)
    turn = st.session_state.setdefault(applying.TURN, 0)
    units = dict(chosen.select("unit_id", "unit_name").iter_rows())
    brought = file_section.ask(viewer, units, turn)
    if brought is not None:
        readings = doubts_section.read(brought, turn)
        doubts_section.tell(readings)
        asked = terms.ask(viewer, chosen, readings, f"{turn}_{brought.mark[:8]}")
        if asked is not None:
            topics_view.tell_counts(chosen, asked)
            topics_view.draw(viewer, chosen, asked)
            if applying.look(viewer, asked):
                file_section.remember(viewer, brought)
            applying.confirm(viewer, asked, brought)
own_changes.draw(viewer)
