"""What a page shows: chosen at its top, kept in its address, so a link opens it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, NoReturn

import polars as pl
import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal.figures import page_title
from warehouse.queries import choices

if TYPE_CHECKING:
    from warehouse.viewer import Viewer


class ClassPeriod(NamedTuple):
    """A class in a reporting period."""

    class_id: str
    period_id: str
    period_name: str


class PagePeriod(NamedTuple):
    """A journal page in a reporting period."""

    page_id: str
    title: str
    period_id: str
    period_name: str


def class_and_period(
    viewer: Viewer, *, whole_only: bool = False, with_year: bool = False
) -> ClassPeriod:
    """Let the person choose one of their classes and a period, or stop.

    `with_year`: or the whole year, by the period_id of its final mark.
    """
    classes = cached.ask_set_up(choices.classes, viewer)
    if whole_only:
        classes = classes.filter("reads_whole_class")
    if classes.is_empty():
        _stop(_("No class is open to you yet."))
    _say_what_is_closed("class", classes["class_id"].to_list())
    left, right = st.columns(2)
    class_id = left.selectbox(
        _("Class"), classes["class_id"].to_list(), key="class", bind="query-params"
    )
    periods = cached.ask_set_up(choices.class_periods, viewer, class_id)
    if with_year:
        years = cached.ask_set_up(choices.class_years, viewer, class_id)
        periods = pl.concat([periods, years])
    period = _period(right, periods)
    return ClassPeriod(
        class_id,
        period["period_id"],
        period["period_name"],
    )


def page_and_period(viewer: Viewer) -> PagePeriod:
    """Let the person choose one of their journal pages and a period, or stop."""
    pages = cached.ask_set_up(choices.pages, viewer)
    if pages.is_empty():
        _stop(_("No journal page is open to you yet."))
    titles = {row["page_id"]: page_title(row) for row in pages.iter_rows(named=True)}
    _say_what_is_closed("page", list(titles.values()))
    left, right = st.columns(2)
    page_id = left.selectbox(
        _("Journal page"),
        list(titles),
        format_func=lambda page: titles.get(page, page),
        key="page",
        bind="query-params",
    )
    period = _period(right, cached.ask_set_up(choices.page_periods, viewer, page_id))
    return PagePeriod(
        page_id,
        titles[page_id],
        period["period_id"],
        period["period_name"],
    )


def _period(place: Any, periods: pl.DataFrame) -> dict[str, Any]:
    """Choose a period; at first the one that has begun last."""
    if periods.is_empty():
        _stop(_("This class has no reporting periods yet."))
    known = {row["period_id"]: row for row in periods.iter_rows(named=True)}
    begun = [
        place
        for place, row in enumerate(known.values())
        if row["starts_on"] <= current.today()
    ]
    chosen = place.selectbox(
        _("Period"),
        list(known),
        index=begun[-1] if begun else 0,
        format_func=lambda period: known[period]["period_name"],
        key="period",
        bind="query-params",
    )
    return known[chosen]


def _say_what_is_closed(name: str, offered: list[str]) -> None:
    """Say so when the address names what this person may not read; they may choose."""
    asked = st.query_params.get(name)
    if asked is not None and asked not in offered:
        st.warning(_("What this link names is not open to you. Choose below."))


def _stop(sentence: str) -> NoReturn:
    st.info(sentence)
    st.stop()
