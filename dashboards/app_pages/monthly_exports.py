"""The monthly export of summary sheets: done, late and missing months (§2.12)."""

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.forms.offering import offer_page
from dashboards.live import live
from dashboards.monthly_export import calendar_view, files_view, months, run_form
from dashboards.scheduling import jobs_table
from dashboards.tables import style
from warehouse.queries import job_runs, monthly_exports

viewer = current.require("monthly_exports")
school, today = current.school(), current.today()
st.title(_("Monthly export"))
st.html(style(st.context.theme.type))
year = months.months_of_year(school, today)
spans = tuple((one.key, one.after_on, one.due_on) for one in year)
levels = cached.ask(monthly_exports.levels, viewer)
due = cached.ask(monthly_exports.due, viewer, spans)
if levels.is_empty() or due.is_empty():
    st.info(_("There is nothing to export yet."))
    st.stop()
st.caption(
    _(
        "Every class's summary sheet, on day {day} of every month at {time} (§2.12); "
        "after a standstill as soon as the server runs again.",
        day=next(one.due_on.day for one in reversed(year)),
        time=f"{months.MADE_AT:%H:%M}",
    )
)


def calendar() -> None:
    """Draw the school year; called again after every commit."""
    found = calendar_view.Found(levels, due, cached.ask(monthly_exports.made, viewer))
    first = months.kept_since(school)
    seen = calendar_view.Seen(
        school.clock.now(), school.timezone, current.language(), first
    )
    drawn = calendar_view.draw(year, found, seen)
    st.html(drawn)
    offer_page(_("Monthly export"), [drawn], "monthly_exports")


live(calendar)
led = levels.filter("is_led")["school_level"].to_list()
if led:
    st.subheader(_("Export by hand"))
    begun = [
        one
        for one in reversed(year)
        if one.key <= f"{today:%Y-%m}" and one.key in due["month"]
    ]
    if begun:
        run_form.draw(begun, led)
    made = cached.ask(monthly_exports.made, viewer).filter("is_led")
    if not made.is_empty():
        st.subheader(_("Files"))
        files_view.draw(viewer, made)
if viewer.roles & {"director", "administrator"}:
    st.subheader(_("Jobs of the server"))
    runs = cached.ask(job_runs.last_runs, viewer, 30)
    if runs.is_empty():
        st.info(_("The server has done nothing on its own yet."))
    else:
        st.html(jobs_table.draw(runs, school.timezone, current.language()))
