"""How a class is doing over time, and who needs attention; read-only (§2.4)."""

import streamlit as st

from dashboards import cached, charts, choose, current
from dashboards.current import _
from dashboards.journal import progress_table
from dashboards.live import live
from dashboards.printing import homeroom_report
from dashboards.printing.buttons import offer_form
from dashboards.printing.desk import desk
from dashboards.printing.summary_form import Asked
from dashboards.tables import style
from warehouse.queries import progress, summary

viewer = current.require("class_progress")
st.title(_("Class progress"))
st.html(style(st.context.theme.type))
chosen = choose.class_and_period(viewer, whole_only=True)
class_id, period_id, period_name = chosen
current.viewed(class_id)


def draw() -> None:
    """Draw the class as it stands now."""
    language = current.language()
    risks = cached.ask(progress.students_at_risk, viewer, class_id, period_id)
    weeks = cached.ask(progress.weekly_progress, viewer, class_id, period_id)
    sheet = cached.ask(summary.class_summary, viewer, class_id, period_id)
    attendance = cached.ask(progress.student_attendance, viewer, class_id, period_id)

    st.subheader(_("Who needs attention"))
    if risks.is_empty():
        st.success(_("Nobody: no failing average, no Н/А, no long absence."))
    else:
        st.html(progress_table.at_risk(risks, language))

    st.subheader(_("Students and subjects"))
    caption = _("Class progress: {unit}, {period}", unit=class_id, period=period_name)
    st.html(progress_table.draw(sheet, weeks, attendance, risks, language, caption))

    averages = progress_table.weekly_average(weeks)
    if averages:
        st.subheader(_("Average mark of the class by week"))
        st.echarts_chart(
            charts.weekly(averages, _("Average mark"), language),
            height=260,
            key="weekly",
            alt=_("Line chart: the average mark of the class by week."),
        )


live(draw)
asked = Asked(class_id, period_id, period_name)
own_desk = desk(viewer)
offer_form(
    own_desk,
    lambda: homeroom_report.drafts(own_desk, asked),
    f"homeroom_report_{class_id}_{period_id}",
    scope=class_id,
)
