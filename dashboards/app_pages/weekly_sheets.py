"""The diary's week on paper (§1.6): who wants it, and the sheets to print."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.live import live
from dashboards.tables import style
from dashboards.weekly_sheets import desk, families_table
from warehouse.queries import paper

viewer = current.require("weekly_sheets")
st.title(_("Diary on paper"))
st.html(style(st.context.theme.type))
st.caption(
    _(
        "One sheet a student: the week's lessons, homework, marks and messages, with a "
        "line for the parent's signature. Families ask for it here or in the diary."
    )
)
chosen = desk.choose(viewer)
current.viewed(chosen.class_id)


def draw() -> None:
    """Draw buttons, list and families; called again after every commit."""
    families = cached.ask(paper.families, viewer, chosen.class_id)
    if families.is_empty():
        st.info(_("Nobody is in this class today."))
        return
    desk.offer(viewer, chosen, families)
    st.subheader(_("Who wants the week on paper"))
    zone = current.school().timezone
    st.html(families_table.draw(families, zone, current.language()))
    desk.keep_list(viewer, families)


live(draw)
