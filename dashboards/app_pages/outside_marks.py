"""Marks from another school: who lacks a statement, entering one, the register."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.forms.offering import offer_page
from dashboards.outside_marks import entry_form, register_table, taking_back
from dashboards.tables import style
from warehouse.queries import outside_marks

viewer = current.require("outside_marks")
st.title(_("Marks from another school"))
st.html(style(st.context.theme.type))
st.caption(
    _(
        "What another school's document says of a student who came here, or learns "
        "elsewhere for a time. It is shown beside our own marks and counted in no "
        "total (§2.9, 2.13)."
    )
)
students = cached.ask(outside_marks.students, viewer)
if students.is_empty():
    st.info(_("No student is open to you yet."))
    st.stop()
language = current.language()
lacking = students.filter("is_during_year", count_statements=0)
if len(lacking):
    st.subheader(_("Came during the year, no statement yet"))
    st.html(register_table.lacking(lacking, language))
st.subheader(_("Enter a statement"))
entry_form.draw(viewer, students)
st.subheader(_("Statements entered"))
register = cached.ask(outside_marks.register, viewer)
if register.is_empty():
    st.info(_("No statement has been entered yet."))
    st.stop()
marks = cached.ask(outside_marks.registered_marks, viewer)
drawn = register_table.draw(register, marks, current.school().timezone, language)
st.html(drawn)
taking_back.draw(viewer, register)
offer_page(_("Marks from another school"), [drawn], "outside-marks")
