"""The class as a whole: attention, subjects, new marks, attendance, homework."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, TypeAlias, get_args

import polars as pl
import streamlit as st

from dashboards import cached, charts, current
from dashboards.current import _
from dashboards.forms import offering
from dashboards.forms.file_names import file_name
from dashboards.forms.made import made
from dashboards.progress import (
    attendance_view,
    attention,
    class_table,
    homework_view,
    new_marks,
    printed,
)
from expectations.language import N_
from warehouse.queries import progress, summary
from warehouse.rounding import rule_of

if TYPE_CHECKING:
    from datetime import datetime

    from dashboards.choose import ClassPeriod
    from dashboards.progress.links import Links
    from warehouse.viewer import Viewer

View: TypeAlias = Literal["class", "new", "attendance", "homework", "seen"]
VIEW_NAMES: dict[View, str] = {
    "class": N_("Students and subjects"),
    "new": N_("New marks"),
    "attendance": N_("Attendance"),
    "homework": N_("Homework"),
    "seen": N_("Diaries seen"),
}
_NORM = "homework_norm_"


def choose_view() -> View:
    """Let the person choose which part of the class is shown."""
    chosen: View = st.segmented_control(
        _("What is shown"),
        get_args(View),
        default="class",
        required=True,
        format_func=lambda view: _(VIEW_NAMES[view]),
        key="show",
        label_visibility="collapsed",
        bind="query-params",
    )
    return chosen


def draw(
    viewer: Viewer,
    chosen: ClassPeriod,
    view: View,
    looked_at: datetime | None,
    links: Links,
) -> None:
    """Draw the chosen part as it stands now."""
    if view == "new":
        new_marks.draw(viewer, chosen.class_id, looked_at, links)
    elif view == "attendance":
        _attendance(viewer, chosen, links)
    elif view == "homework":
        _homework(viewer, chosen)
    else:
        _attention(viewer, chosen, links)
        _subjects(viewer, chosen, links)
        _offer(viewer, chosen)


def _attention(viewer: Viewer, chosen: ClassPeriod, links: Links) -> None:
    language = current.language()
    hints = cached.ask(progress.hints, viewer, chosen.class_id, chosen.period_id)
    held = dict(
        cached.ask(progress.numbers, viewer).select("parameter_id", "value").rows()
    )
    st.subheader(_("Who needs attention"))
    risks = attention.of_kind(hints, "risk")
    lacking = attention.missing_numbers(held)
    if risks:
        title = _("Who needs attention")
        st.html(attention.by_student(risks, title, links, language))
    elif not lacking:
        st.success(_("Nobody: no hint of the catalogue is given about this class."))
    chances = attention.of_kind(hints, "chance")
    if chances:
        with st.expander(_("What is within reach: {count}", count=len(chances))):
            title = _("What is within reach")
            st.html(attention.by_student(chances, title, links, language))
    if lacking:
        told = "; ".join(_(one) for one in lacking)
        st.warning(
            _(
                "The set-up lacks numbers, so their hints are not given: {numbers}. "
                "Add them to the sheet “Parameters”.",
                numbers=told,
            )
        )
    with st.expander(_("How hints are given")):
        st.html(attention.catalogue(held, language))


def _subjects(viewer: Viewer, chosen: ClassPeriod, links: Links) -> None:
    language = current.language()
    place = (chosen.class_id, chosen.period_id)
    data = class_table.ClassData(
        sheet=cached.ask(summary.class_summary, viewer, *place),
        weeks=cached.ask(progress.weekly_progress, viewer, *place),
        attendance=cached.ask(progress.student_attendance, viewer, *place),
        hints=cached.ask(progress.hints, viewer, *place),
        trends=cached.ask(progress.trends, viewer, *place),
        averages=cached.ask(progress.class_averages, viewer, *place),
        rule=rule_of(current.school().database),
    )
    st.subheader(_("Students and subjects"))
    st.caption(
        _("Averages of the period; ↑ and ↓ compare the last weeks with those before.")
    )
    caption = _(
        "Class progress: {unit}, {period}",
        unit=chosen.class_id,
        period=chosen.period_name,
    )
    st.html(class_table.draw(data, caption, links, language))
    averages = class_table.weekly_average(data.weeks)
    if averages:
        st.subheader(_("Average mark of the class by week"))
        st.echarts_chart(
            charts.weekly(averages, _("Average mark"), language),
            height=260,
            key="weekly",
            alt=_("Line chart: the average mark of the class by week."),
        )


def _offer(viewer: Viewer, chosen: ClassPeriod) -> None:
    """Offer what is shown as PDF and XLSX."""
    place = (chosen.class_id, chosen.period_id)
    found = printed.OfClass(
        chosen.class_id,
        chosen.period_name,
        cached.ask(progress.hints, viewer, *place),
        cached.ask(summary.class_summary, viewer, *place),
        cached.ask(progress.student_attendance, viewer, *place),
        rule_of(current.school().database),
    )
    head = made(viewer, current.school().clock.now())
    offering.offer(
        lambda: printed.of_class(found, head),
        "class_progress",
        file_name(_("Class progress"), chosen.class_id, chosen.period_name),
        chosen.class_id,
    )


def _attendance(viewer: Viewer, chosen: ClassPeriod, links: Links) -> None:
    language = current.language()
    place = (chosen.class_id, chosen.period_id)
    found = cached.ask(progress.attendance_days, viewer, *place)
    if found.is_empty():
        st.info(_("No lesson was held in this period yet."))
        return
    st.subheader(_("Missed lessons by day"))
    st.caption(
        _(
            "н: no reason told, б: ill, у: excused. A letter alone is a whole day, a "
            "number before it lessons of a day; о is late. Hatched: not in the class."
        )
    )
    st.html(attendance_view.days(found, links, language))
    st.subheader(_("Share of lessons missed by weekday and lesson"))
    week = cached.ask(progress.attendance_of_week, viewer, *place)
    st.html(attendance_view.week(week, language))


def _homework(viewer: Viewer, chosen: ClassPeriod) -> None:
    language = current.language()
    place = (chosen.class_id, chosen.period_id)
    found = cached.ask(progress.homework_loads, viewer, *place)
    if found.is_empty():
        st.info(_("No homework was set in this period yet."))
        return
    norms = cached.ask(progress.numbers, viewer).filter(
        pl.col("parameter_id").str.starts_with(_NORM)
        & pl.col("value").is_in(found["norm_minutes"].drop_nulls().unique().to_list())
    )
    clause = norms["clause"].item(0) if len(norms) else ""
    st.subheader(_("Homework by day"))
    st.markdown(homework_view.norm_words(found, clause, language))
    st.caption(
        _(
            "Homework set on a day, by the minutes that teachers told. Homework "
            "without minutes is not in it; study groups are counted student by student."
        )
    )
    st.html(homework_view.render(found, language))
