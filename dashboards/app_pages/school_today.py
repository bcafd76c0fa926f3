"""What came in today, from whom, and what is missing."""

from datetime import UTC, datetime, time, timedelta

import polars as pl
import streamlit as st

from dashboards import cached, current
from dashboards.current import _, counted
from dashboards.forms.offering import offer_page
from dashboards.journal import today_tables
from dashboards.journal.figures import day
from dashboards.live import live
from dashboards.monthly_export import today_line
from dashboards.safekeeping import backup_figure
from dashboards.tables import style
from dashboards.timeliness import explain_counter
from warehouse.clock import utc_naive
from warehouse.queries import today

viewer = current.require("school_today")
st.title(_("School today"))
st.html(style(st.context.theme.type))


def draw() -> None:
    """Draw the day as it stands now."""
    school, language = current.school(), current.language()
    begins = datetime.combine(current.today(), time(), school.timezone).astimezone(UTC)
    lessons = cached.ask(today.lessons_of_day, viewer, current.today())
    uploads = cached.ask(
        today.uploads_between, viewer, begins, begins + timedelta(days=1)
    )
    begun = lessons.filter(pl.col("starts_at") <= utc_naive(school.clock.now()))
    lacking = begun.filter(
        pl.col("is_attendance_missing")
        | pl.col("is_topic_missing")
        | pl.col("is_homework_missing")
    )
    with st.container(horizontal=True):
        st.metric(_("Lessons today"), len(lessons))
        st.metric(
            _("Reported of those begun"),
            f"{begun['is_reported'].sum()} / {len(begun)}",
        )
        st.metric(_("Files handed in"), len(uploads.filter(~pl.col("is_void"))))
        st.metric(
            _("Open findings in them"),
            sum(
                uploads["count_critical"].to_list()
                + uploads["count_warnings"].to_list()
            ),
        )
        backup_figure.draw(viewer)
    explain_counter.draw(viewer)
    today_line.draw(viewer)
    st.subheader(_("What came in today"))
    if uploads.is_empty():
        st.info(_("No file has come in today yet."))
    else:
        st.html(today_tables.uploads(uploads, school.timezone, language))
    missing(lessons, lacking, language)
    offer_page(
        _("School today"),
        [
            today_tables.uploads(uploads, school.timezone, language),
            today_tables.missing(lacking, language),
        ],
        "school_today",
        asked=((_("Date"), day(current.today(), language)),),
    )


def missing(lessons: pl.DataFrame, lacking: pl.DataFrame, language: str) -> None:
    """Say which lessons that have begun lack something."""
    st.subheader(_("What is missing"))
    if lessons.is_empty():
        st.info(_("{day}: no lessons.", day=day(current.today(), language)))
    elif lacking.is_empty():
        st.success(_("Every lesson that has begun is reported."))
    else:
        st.caption(
            counted(
                "{count} lesson that has begun is not fully reported.",
                "{count} lessons that have begun are not fully reported.",
                len(lacking),
            )
            + " "
            + _(
                "Teachers to remind: {count}.",
                count=lacking["teacher_names"].n_unique(),
            )
        )
        st.html(today_tables.missing(lacking, language))


live(draw)
