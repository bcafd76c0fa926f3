"""From which day the topics hold, and for which lesson the first of them is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from ingest.lesson_plans.planning import Asked
from ingest.lesson_plans.reading import lessons_of
from warehouse.queries import lesson_plans

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from ingest.lesson_plans.reading import PlanReading
    from warehouse.viewer import Viewer

_MOST = 400


def ask(
    viewer: Viewer, pages: pl.DataFrame, readings: Sequence[PlanReading], key: str
) -> Asked | None:
    """Ask for day and first lesson; None while rows are open or there is no topic."""
    open_rows = sum(len(reading.open_rows) for reading in readings)
    if open_rows:
        st.info(
            _("Say of each row above what it is. Still open: {count}.", count=open_rows)
        )
        return None
    topics = [topic for reading in readings for topic in reading.topics]
    lessons = tuple(lessons_of(topics))
    if not lessons:
        st.warning(_("No topic was found. See what the columns are."))
        return None
    st.markdown(
        _(
            "Topics: **{topics}**, lessons that they take: **{lessons}**.",
            topics=len(topics),
            lessons=len(lessons),
        )
    )
    numbers = [reading.first_number for reading in readings]
    left, middle, right = st.columns(3)
    from_date = left.date_input(
        _("Holds from"), current.today(), format="DD.MM.YYYY", key=f"plans_from_{key}"
    )
    start = middle.number_input(
        _("The first topic is for lesson no."),
        min_value=1,
        max_value=_MOST,
        value=_proposed_start(numbers, len(lessons), pages),
        help=_("Counted from the beginning of the year; 1 for a plan of a whole year."),
        key=f"plans_start_{key}",
    )
    last = start + len(lessons) - 1
    keeps_rest = False
    if _has_topics_after(viewer, pages, last):
        keeps_rest = right.toggle(
            _("Later lessons keep their topics"),
            value=start > 1,
            help=_("Off: lessons after the last topic of the file get none."),
            key=f"plans_rest_{key}_{start}",
        )
    if from_date is None:
        return None
    page_ids = tuple(pages["page_id"].to_list())
    return Asked(page_ids, lessons, from_date, start, keeps_rest)


def _proposed_start(
    numbers: Sequence[int | None], count: int, pages: pl.DataFrame
) -> int:
    """Return the file's own first number where it counts the lessons of the year."""
    first = numbers[0] if numbers else None
    most = max(pages["count_lessons"].to_list(), default=0)
    return first if first and first + count - 1 <= most else 1


def _has_topics_after(viewer: Viewer, pages: pl.DataFrame, last: int) -> bool:
    found = (
        cached.ask(lesson_plans.lessons, viewer, page_id)
        for page_id in pages["page_id"].to_list()
    )
    return any(_later(one, last) for one in found)


def _later(lessons: pl.DataFrame, last: int) -> bool:
    later = lessons.filter(lessons["plan_position"] > last)
    return any(later["planned_topic"].to_list())
