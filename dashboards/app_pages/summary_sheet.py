"""The summary sheet of a class, of a period or the year, live or as of a day (§2.9)."""

from datetime import timedelta

import streamlit as st

from dashboards import cached, choose, current
from dashboards.concerns import Concern
from dashboards.current import _
from dashboards.forms.file_names import file_name
from dashboards.journal.figures import day, moment
from dashboards.live import live
from dashboards.printing import summary_form
from dashboards.printing.buttons import offer_form
from dashboards.printing.desk import desk
from dashboards.printing.summary_form import Asked
from dashboards.summary import (
    sheet_by_students,
    sheet_by_subjects,
    sheet_choice,
    sheet_reading,
    sheet_since,
    sheet_tables,
    sheet_view,
)
from dashboards.summary.sheet_cells import Look
from dashboards.summary.sheet_reading import read_sheet
from dashboards.tables import style
from warehouse.clock import utc_naive
from warehouse.queries import summary

FRESH = timedelta(minutes=2)  # how long a changed cell stays marked

viewer = current.require("summary_sheet")
st.title(_("Summary sheet"))
st.html(style(st.context.theme.type))
class_id, period_id, period_name = choose.class_and_period(viewer, with_year=True)
current.viewed(class_id)
orientation, as_of = sheet_choice.choose()


def draw() -> None:
    """Draw the sheet as it stands now, again after every commit; or as of a day."""
    language, school = current.language(), current.school()
    now = school.clock.now()
    sheet = cached.read(read_sheet, viewer, class_id, period_id, as_of)
    if sheet is None or not sheet.students:
        st.info(_("Nobody of this class was on the roll then."))
        return
    fresh = set()
    if as_of is None:
        since = current.minute() - FRESH  # of this minute asked once
        changed = cached.ask(summary.changed_since, viewer, class_id, since)
        until = utc_naive(now - FRESH)
        fresh = {
            (student_id, page_id)
            for student_id, page_id, recorded_at in changed.iter_rows()
            if recorded_at > until
        }
    look = Look(language, sheet.rule, fresh)
    shown_at = utc_naive(now) if as_of is None else sheet.as_of
    st.caption(
        _(
            "As of {moment}, ledger version {version}. Lighter figures are running "
            "averages, bold ones final marks.",
            moment=moment(shown_at, school.timezone, language),
            version=sheet.block_id if as_of else sheet_reading.last_block(school),
        )
    )
    if as_of is not None:
        live_sheet = cached.read(read_sheet, viewer, class_id, period_id, None)
        st.info(_("As the sheet stood on {day}.", day=day(as_of, language)))
        if not sheet.block_id:
            st.warning(_("Nothing had been entered in the journal by then."))
        if live_sheet is not None:
            sheet_view.since(sheet_since.changes(sheet, live_sheet), look)
    caption = _("Summary sheet: {unit}, {period}", unit=class_id, period=period_name)
    if line := sheet_tables.class_line(sheet, look):
        st.markdown(_("The class as a whole. {figures}", figures=line))
    drawn = (
        sheet_by_subjects
        if orientation == sheet_choice.BY_SUBJECTS
        else sheet_by_students
    )
    st.html(drawn.draw(sheet, look, caption))
    sheet_view.signs(sheet, look)
    sheet_view.below(sheet, look)


live(draw, about=Concern("class", class_id))
asked = Asked(class_id, period_id, period_name, as_of)
own_desk = desk(viewer)
offer_form(
    own_desk,
    lambda: summary_form.drafts(own_desk, asked),
    f"summary_sheet_{class_id}_{period_id}",
    file_name(_("Summary sheet"), class_id, period_name),
    scope=class_id,
)
