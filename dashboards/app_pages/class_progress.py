"""How a class is doing over time, and who needs attention; read-only (§2.4)."""

import streamlit as st

from dashboards import cached, choose, current
from dashboards.concerns import Concern
from dashboards.current import _
from dashboards.forms.file_names import file_name
from dashboards.live import live
from dashboards.printing import homeroom_report, student_report
from dashboards.printing.buttons import offer_form
from dashboards.printing.desk import desk
from dashboards.printing.summary_form import Asked
from dashboards.progress import card_view, class_view, new_marks, seen_view
from dashboards.progress.links import Links, of_code
from dashboards.progress.page_style import style
from warehouse.queries import student_card

viewer = current.require("class_progress")
st.title(_("Class progress"))
st.html(style(st.context.theme.type))
chosen = choose.class_and_period(viewer, whole_only=True)
links = Links(chosen.class_id, chosen.period_name)
code = st.query_params.get("student", "")
student = (
    of_code(cached.ask(student_card.students, viewer, chosen.class_id), code)
    if code
    else None
)
if code and student is None:
    st.warning(_("This link names nobody of this class. Here is the class."))
looked_at = new_marks.last_look(viewer, chosen.class_id)
current.viewed(chosen.class_id, f"student:{student['student_id']}" if student else "")
view = class_view.choose_view() if student is None else "class"
week, only_unseen = seen_view.choose_week() if view == "seen" else (None, False)


def draw() -> None:
    """Draw the student of the address, else the class, as it stands now."""
    if student is not None:
        card_view.draw(viewer, chosen, student, links)
    elif week is not None:
        seen_view.draw(viewer, chosen.class_id, week, only_unseen=only_unseen)
    else:
        class_view.draw(viewer, chosen, view, looked_at, links)


live(draw, about=Concern("class", chosen.class_id))
own_desk = desk(viewer)
if student is not None:
    student_id = str(student["student_id"])
    st.caption(_("Report of the student, as an official form"))
    offer_form(
        own_desk,
        lambda: student_report.drafts(own_desk, chosen.class_id, student_id),
        f"student_report_{code}",
        file_name(_("Report of a student"), code),
        scope=chosen.class_id,
        about=f"student:{student_id}",
    )
elif view == "class":
    asked = Asked(*chosen)
    st.caption(_("Report of the homeroom teacher, as an official form"))
    offer_form(
        own_desk,
        lambda: homeroom_report.drafts(own_desk, asked),
        f"homeroom_report_{chosen.class_id}_{chosen.period_id}",
        file_name(
            _("Report of the homeroom teacher"), chosen.class_id, chosen.period_name
        ),
        scope=chosen.class_id,
    )
