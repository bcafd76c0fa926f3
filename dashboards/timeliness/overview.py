"""The figures of *Timeliness*: now, the share, and what it is broken down by."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, charts, current
from dashboards.current import _
from dashboards.forms import offering
from dashboards.forms.file_names import file_name
from dashboards.forms.made import made
from dashboards.journal import due_list
from dashboards.journal.due_words import Now
from dashboards.journal.figures import moment
from dashboards.timeliness import (
    due_view,
    figure_view,
    groups_view,
    heat_view,
    lateness_view,
    printed,
    rule_view,
)
from dashboards.timeliness import shown as showing
from dashboards.timeliness.links import Links
from dashboards.timeliness.page_style import framed
from warehouse.clock import utc_naive
from warehouse.queries import obligations

if TYPE_CHECKING:
    import polars as pl

    from dashboards.timeliness.choice import Choice
    from dashboards.timeliness.shown import Shown, View
    from warehouse.viewer import Viewer

_OF_WHOSE: dict[str, tuple[View, ...]] = {
    "led": showing.VIEWS,
    "homeroom": ("teacher", "subject", "kind", "week", "slots", "lateness"),
    "own": ("unit", "subject", "kind", "week", "slots", "lateness"),
}


def choose_view(choice: Choice, offered: pl.DataFrame) -> View:
    """Let the person choose by what the share is broken down; not by one level."""
    views = _OF_WHOSE[choice.asked.whose]
    if offered["school_level"].n_unique() == 1:
        views = tuple(view for view in views if view != "level")
    st.subheader(_("Broken down"))
    chosen: View = st.segmented_control(
        _("By what"),
        views,
        default=views[0],
        required=True,
        format_func=lambda view: _(groups_view.VIEW_NAMES[view]),
        key=f"by_{choice.asked.whose}",
        label_visibility="collapsed",
        bind="query-params",
    )
    return chosen


def draw_now(viewer: Viewer, shown: Shown) -> None:
    """Draw what is due today and what is overdue; of teachers the own list."""
    language, zone = current.language(), current.school().timezone
    now, links = Now(shown.asked.now, zone, language), _links(shown)
    st.subheader(_("To be entered now"))
    told = moment(utc_naive(shown.asked.now), zone, language)
    st.caption(_("As of {moment}; follows the journal by itself.", moment=told))
    html = due_view.cards(shown, now, links)
    if shown.asked.whose != "own":
        st.html(framed(html + due_view.by_teacher(shown, now, links)))
        return
    st.html(framed(html))
    owed = _of_choice(_owed(viewer, shown), shown)
    st.html(due_list.render(owed, shown.asked.now, zone, language))


def draw_share(shown: Shown) -> None:
    """Draw the share with everything that it is made of."""
    language = current.language()
    st.subheader(_("Share on time"))
    st.caption(" · ".join(f"{label}: {words}" for label, words in shown.told))
    st.html(framed(figure_view.render(shown, _links(shown))))
    with st.expander(_("How it is counted"), key="rule"):
        st.html(framed(rule_view.render(shown, language)))


def draw_view(shown: Shown) -> None:
    """Draw what was chosen to break the share down by."""
    links = _links(shown)
    if shown.view == "slots":
        st.html(framed(heat_view.render(shown, links)))
    elif shown.view == "lateness":
        st.html(framed(lateness_view.render(shown, links)))
    elif not shown.groups:
        st.info(_("Nothing was to be entered on these days yet."))
    else:
        if shown.view == "week":
            _trend(shown)
        st.html(framed(groups_view.render(shown, links)))


def offer_files(viewer: Viewer, shown: Shown) -> None:
    """Offer what is shown as PDF and XLSX."""
    head, zone = made(viewer, shown.asked.now), current.school().timezone
    name = file_name(_("Timeliness"))
    offering.offer(lambda: printed.form(shown, head, zone), "timeliness", name)


def _trend(shown: Shown) -> None:
    """Draw the share by week as a line, once there is more than one week."""
    shares = {
        date.fromisoformat(one.key): 100 * one.counts.numerator / one.counts.denominator
        if one.counts.denominator
        else None
        for one in shown.groups
    }
    if len(shares) > 1:
        st.echarts_chart(
            charts.shares_by_week(shares, _("Share on time"), current.language()),
            height=220,
            key="trend",
            alt=_("Line chart: the share on time by week, in percent."),
        )


def _owed(viewer: Viewer, shown: Shown) -> pl.DataFrame:
    return cached.ask(obligations.due_of_teacher, viewer, shown.asked.now)


def _of_choice(owed: pl.DataFrame, shown: Shown) -> pl.DataFrame:
    """Return of the own list what the filters leave."""
    pages = {one.page_id for one in shown.owing}
    kind = shown.asked.kind
    owed = owed.filter(owed["page_id"].is_in(list(pages)))
    return owed.filter(owed["kind"] == kind) if kind else owed


def _links(shown: Shown) -> Links:
    query = st.query_params.to_dict()
    by = _(groups_view.VIEW_NAMES[shown.view])
    query[f"by_{shown.asked.whose}"] = by
    return Links.of(shown.address, query, current.language())
