"""Lessons, homework, marks and messages, of one's own or of one's child (§1.5)."""

from datetime import timedelta

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal import diary_choice, diary_subjects, diary_view
from dashboards.live import live
from dashboards.outside_marks import stated
from dashboards.tables import style
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.queries import diary, outside_marks
from warehouse.rounding import rule_of

viewer = current.require("diary")
st.title(_("Diary"))
st.html(style(st.context.theme.type) + diary_view.STYLE)
child = diary_choice.child(viewer)
periods = cached.ask(diary.periods, viewer, child.student_id)
if periods.is_empty():
    st.info(_("No lessons are planned yet."))
    st.stop()
monday = diary_choice.week(periods)
current.viewed(child.class_id, f"{STUDENT_PREFIX}{child.student_id}")


def draw() -> None:
    """Draw the week and the period's subjects; called again after every commit."""
    language = current.language()
    st.caption(
        _("{student}, class {unit}", student=child.name, unit=child.class_id),
    )
    lessons = cached.ask(diary.week, viewer, child.student_id, monday)
    said = cached.ask(diary.messages, viewer, child.student_id, monday)
    zone, today = current.school().timezone, current.today()
    rule = rule_of(current.school().database)
    if lessons.is_empty() and said.is_empty():
        st.info(_("No lessons this week."))
    else:
        st.html(diary_view.week(lessons, said, monday, today, zone, language))
    begun = periods.filter(periods["starts_on"] <= monday + timedelta(days=6))
    period_id, period_name = (begun if len(begun) else periods[:1]).row(-1)[:2]
    sheet = cached.ask(diary.subjects, viewer, child.student_id, period_id)
    marks = cached.ask(diary.marks, viewer, child.student_id, period_id)
    caption = _("Subjects: {period}", period=period_name)
    st.subheader(caption)
    st.html(diary_subjects.draw(sheet, marks, language, caption, rule))
    st.caption(
        _(
            "н: missed, б: ill, у: excused, о: late. The average is over all marks of "
            "the period; “4/5” is two marks."
        )
    )
    outside = cached.ask(outside_marks.of_diary, viewer, child.student_id)
    if len(outside):
        st.subheader(_("Marks from another school"))
        st.html(stated.draw(stated.of_frame(outside), language, with_names=False))


live(draw)
