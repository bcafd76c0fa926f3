"""One class and subject as in the paper journal."""

from datetime import datetime, time, timedelta

import streamlit as st

from dashboards import cached, choose, current
from dashboards.concerns import Concern
from dashboards.current import _
from dashboards.final_marks import proposals_table
from dashboards.forms.file_names import file_name
from dashboards.journal import journal_cell, journal_spread
from dashboards.journal.figures import day
from dashboards.live import live
from dashboards.printing import journal_spreads
from dashboards.printing.buttons import offer_form
from dashboards.printing.desk import desk
from dashboards.tables import style
from warehouse.past import end_of_day
from warehouse.queries import journal, journal_past
from warehouse.rounding import rule_of

NOW = (journal.page_students, journal.page_lessons, journal.page_marks)
THEN = (
    journal_past.page_students,
    journal_past.page_lessons,
    journal_past.page_marks,
)

viewer = current.require("journal_page")
st.title(_("Journal page"))
st.html(style(st.context.theme.type))
chosen = choose.page_and_period(viewer)
page_id, title, period_id, period_name = chosen
current.viewed(page_id)
as_of = st.date_input(
    _("As of the end of the day (empty: now)"),
    value=None,
    max_value=current.today(),
    format="DD.MM.YYYY",
    key="as_of",
    width=280,
)


def draw() -> None:
    """Draw both spreads, as they stand or as they stood."""
    language = current.language()
    if as_of is None:
        spread = [cached.ask(query, viewer, page_id, period_id) for query in NOW]
    else:
        zone = current.school().timezone
        midnight = datetime.combine(as_of + timedelta(days=1), time(), zone)
        spread = [
            cached.ask(query, viewer, page_id, period_id, midnight) for query in THEN
        ]
        st.info(_("As the page stood on {day}.", day=day(as_of, language)))
    students, lessons, marks = spread
    teachers = cached.ask_set_up(journal.page_teachers, viewer, page_id)
    names = ", ".join(teachers["person_name"].unique(maintain_order=True))
    st.caption(_("{page}. Teacher: {names}", page=title, names=names))
    if lessons.is_empty():
        st.info(_("This page has no lessons in this period."))
        return
    caption = _("Marks and attendance: {page}", page=title)
    left = journal_spread.grid(
        students, lessons, marks, language, caption, rule_of(current.school().database)
    )
    caption = _("Topics and homework: {page}", page=title)
    right = journal_spread.topics(lessons, language, caption)
    st.html(f'<div class="vedomost-spread">{left}{right}</div>')
    if as_of is None:
        proposals_table.show(viewer, page_id, title, period_id)
    journal_cell.show(viewer, page_id, period_id, students, lessons)


live(draw, about=Concern("page", page_id))
own_desk = desk(viewer)
moment = end_of_day(as_of, current.school().timezone) if as_of else None
offer_form(
    own_desk,
    lambda: journal_spreads.drafts(own_desk, page_id, title, period_id, moment),
    f"journal_page_{title}_{period_id}".replace(" · ", "_"),
    file_name(_("Journal page"), title, period_name),
    scope=page_id,
)
