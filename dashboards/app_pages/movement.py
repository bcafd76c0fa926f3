"""Movement of students: entering with a preview, the book, lists, head-count."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.movement import entry_form, sections
from dashboards.tables import style
from expectations.language import N_
from warehouse.queries import movement, outside_marks

PARTS = {
    "enter": N_("Enter a movement"),
    "book": N_("Movement book"),
    "lists": N_("Lists on a day"),
    "count": N_("Head-count"),
}

viewer = current.require("movement")
st.title(_("Movement of students"))
st.html(style(st.context.theme.type))
st.caption(
    _(
        "Enrolment, transfer, leaving and return by orders, study groups and "
        "individual plans. Marks stay with the student (§2.3, 2.13)."
    )
)
if cached.ask(movement.year, viewer).is_empty():
    st.info(_("No class is open to you yet."))
    st.stop()
part = st.segmented_control(
    _("Part"),
    list(PARTS),
    default="enter",
    required=True,
    format_func=lambda one: _(PARTS[one]),
    key="part",
    bind="query-params",
    label_visibility="collapsed",
)
if part == "enter":
    lacking = cached.ask(outside_marks.students, viewer).filter(
        "is_during_year", count_statements=0
    )
    if len(lacking):
        told = _(
            "Came without a statement of marks from another school: {count}",
            count=len(lacking),
        )
        st.markdown(f"[{told}](/outside_marks)")
    entry_form.draw(viewer)
elif part == "book":
    sections.book(viewer)
elif part == "lists":
    sections.lists(viewer)
else:
    sections.head_count(viewer)
