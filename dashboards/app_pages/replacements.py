"""Replacements: an absent teacher's lessons, the day's list to print, taking back."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.forms.offering import offer_page
from dashboards.journal.figures import day
from dashboards.replacements import applying, choosing, register_table, taking_back
from dashboards.tables import style
from warehouse.queries import replacements, replacements_made

viewer = current.require("replacements")
st.title(_("Replacements"))
st.html(style(st.context.theme.type))
st.caption(
    _(
        "Lessons that go otherwise than the timetable says. Who gives a lesson enters "
        "it and owes its entries (§2.3)."
    )
)
language = current.language()
span = choosing.ask_days()
teacher = choosing.ask_teacher(viewer)
if teacher:
    lessons = cached.ask(
        replacements.lessons_of_teacher, viewer, teacher, span.first, span.last
    )
    if lessons.is_empty():
        st.info(_("This teacher has no lessons on these days."))
    else:
        key = f"replaced_{teacher}_{current.version()}"
        choices = choosing.ask_choices(viewer, lessons, key)
        if choices:
            applying.draw(viewer, choices, choosing.ask_order())
        else:
            st.info(_("Choose what happens to at least one lesson."))
days = day(span.first, language)
if span.last != span.first:
    days = f"{days} – {day(span.last, language)}"
title = register_table.title(days, language)
st.subheader(title)
register = cached.ask(replacements_made.register, viewer, span.first, span.last)
if register.is_empty():
    st.info(_("Nothing is replaced on these days."))
else:
    drawn = register_table.draw(register, language)
    for one in drawn:
        st.html(one)
    offer_page(title, drawn, "replacements")
taking_back.draw(viewer, span.first)
