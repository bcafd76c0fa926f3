"""A teacher's journals: take a workbook, hand it in, decide, see what is due."""

import streamlit as st

from dashboards import cached, current
from dashboards.concerns import Concern
from dashboards.current import _, language, require, today
from dashboards.downloads import workbooks_of
from dashboards.final_marks import my_permissions
from dashboards.forms.offering import offer_page
from dashboards.journal import (
    cell_history,
    decide_later,
    enter_again,
    my_deeds,
    my_due,
    my_hand_in,
    my_hand_ins,
    preview_desk,
    undo_last,
    workbook_list,
)
from dashboards.live import live
from dashboards.replacements import mine
from dashboards.tables import style
from dashboards.timeliness import explain_form
from warehouse.queries import hand_ins

viewer = require("my_journals")
st.title(_("My journals"))
st.html(style(st.context.theme.type))
workbooks = cached.read_set_up(workbooks_of, viewer)

# What waits is the first thing of a visit; what was just handed in stands under it.
on_arrival, at_hand, after_deed = st.container(), st.container(), st.container()
with on_arrival:
    my_permissions.draw(viewer)
with at_hand:
    left, right = st.columns(2)
    with left:
        st.subheader(_("Take your workbook"))
        st.html(workbook_list.button(workbooks, today(), language()))
    with right:
        st.subheader(_("Hand in a filled workbook"))
        my_hand_in.draw_uploader(viewer)
with after_deed if my_deeds.last().receipts else on_arrival:
    told = my_hand_in.draw_result(viewer)
    asked = preview_desk.draw(viewer)
    decide_later.draw(viewer, asked)
    enter_again.draw(viewer, workbooks)


def draw() -> None:
    """Draw what changes as the journal does, whoever hands in and by which way."""
    mine.draw(viewer)
    my_due.draw(viewer)
    explain_form.draw(viewer)
    zone = current.school().timezone
    st.subheader(_("Your workbooks"))
    last = cached.ask(hand_ins.last_of_each_term, viewer)
    st.html(workbook_list.render(workbooks, last, today(), zone, language()))
    latest = cached.ask(hand_ins.latest, viewer)
    if not latest.is_empty():
        st.subheader(_("Latest hand-ins"))
        drawn = my_hand_ins.render(latest, zone, language())
        st.html(drawn)
        offer_page(_("Latest hand-ins"), [drawn], "hand_ins")
        undo_last.draw(viewer, besides=told)
    cell_history.draw(viewer)


live(draw, about=Concern("teacher", viewer.person_id))
