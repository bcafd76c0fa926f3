"""Every upload, every open finding with its cell and how to fix it, the suites."""

import streamlit as st

from dashboards import cached, charts, current
from dashboards.current import _, counted
from dashboards.forms.offering import offer_page
from dashboards.journal import quality_tables
from dashboards.live import live
from dashboards.tables import style
from warehouse.queries import quality

viewer = current.require("data_quality")
st.title(_("Uploads and data quality"))
st.html(style(st.context.theme.type))


def draw() -> None:
    """Draw everything that the person may ask about."""
    school, language = current.school(), current.language()
    findings = cached.ask(quality.open_findings, viewer)
    totals = cached.ask(quality.control_totals, viewer)

    st.subheader(_("Open findings"))
    if findings.is_empty():
        st.success(_("Nothing to fix."))
    broken = quality_tables.findings(findings, language)
    for heading, html in broken:
        with st.expander(heading):
            st.html(html)

    st.subheader(_("Uploads"))
    if totals.is_empty():
        st.info(_("No file has come in yet."))
        return
    wrong = totals.filter(~totals["is_balanced"])
    if wrong.is_empty():
        st.caption(_("In every upload the cells read equal the cells accounted for."))
    else:
        st.error(
            counted(
                "The totals of {count} upload do not agree.",
                "The totals of {count} uploads do not agree.",
                len(wrong),
            )
        )
    drawn = quality_tables.control_totals(totals, school.timezone, language)
    st.html(drawn)
    judged = suites()
    offer_page(
        _("Uploads and data quality"),
        [*(html for _heading, html in broken), drawn, *judged],
        "data_quality",
    )


def suites() -> list[str]:
    """Draw the suites over time and what the models mean; for who answers for them.

    Return the table of the latest results, if there are any.
    """
    school, language = current.school(), current.language()
    judged: list[str] = []
    trend = cached.ask(quality.suite_trend, viewer)
    if not trend.is_empty():
        st.subheader(_("Expectation suites over time"))
        st.echarts_chart(
            charts.suites(trend, school.timezone, language),
            height=280,
            key="suites",
            alt=_("Line chart: share of expectations met, run by run, in percent."),
        )
        results = cached.ask(quality.suite_results, viewer)
        judged.append(quality_tables.suite_results(results, language))
        st.html(judged[-1])
    described = cached.ask(quality.descriptions, viewer)
    if not described.is_empty():
        with st.expander(_("What the figures mean")):
            st.html(quality_tables.models(described, language))
    return judged


live(draw)
