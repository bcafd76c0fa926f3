"""What a file would bring, shown before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.imports.words import FIELDS
from dashboards.journal.figures import day
from dashboards.tables import cell, heading, row, table
from ingest.foreign.at_the_terminal import problem_words
from ingest.foreign.planning import DIFFERENT, EQUAL, NEW, STATES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from ingest.foreign.facts import Problem
    from ingest.foreign.planning import Plan

_MOST = 200  # lines shown at once


def show(plan: Plan, titles: Mapping[str, str], problems: Sequence[Problem]) -> None:
    """Show counts, then what differs, what has no place, what was not understood."""
    st.html(_counts(plan))
    pages = plan.by_page()
    if not pages.is_empty():
        st.html(_by_page(pages, titles))
    differing = plan.facts.filter(pl.col("state") == DIFFERENT)
    if len(differing):
        title = _("Differs from the journal: {count}", count=len(differing))
        with st.expander(title):
            st.html(_cells(differing, title, with_ours=True))
            _rest(len(differing))
    outside = plan.facts.filter(~pl.col("state").is_in([NEW, EQUAL, DIFFERENT]))
    if len(outside):
        title = _("Does not come in: {count}", count=len(outside))
        with st.expander(title):
            st.html(_cells(outside, title, with_ours=False))
            _rest(len(outside))
    if problems:
        title = _("Not understood in the file: {count}", count=len(problems))
        with st.expander(title):
            lines = [problem_words(one, current.language()) for one in problems]
            st.text("\n".join(lines[:_MOST]))
            _rest(len(lines))


def _rest(count: int) -> None:
    if count > _MOST:
        st.caption(
            _("The first {shown} of {count} are shown.", shown=_MOST, count=count)
        )


def _counts(plan: Plan) -> str:
    body = [
        row(heading(_(STATES[state]), "name", scope="row"), cell(str(count), "number"))
        for state, count in plan.counts().items()
    ]
    head = row(heading(_("What becomes of the cells"), "name"), heading(_("Cells")))
    return table(_("What would come in"), [head], body)


def _by_page(pages: pl.DataFrame, titles: Mapping[str, str]) -> str:
    """One row per page and field: new, there already, different, the rest."""
    state = (
        pl.when(pl.col("state").is_in([NEW, EQUAL, DIFFERENT]))
        .then(pl.col("state"))
        .otherwise(pl.lit("rest"))
    )
    counted = (
        pages.with_columns(state.alias("state"))
        .group_by("page_id", "field", "state")
        .agg(pl.col("count").sum())
        .sort("page_id", "field")
    )
    found: dict[tuple[str, str], dict[str, int]] = {}
    for page_id, field, kind, count in counted.iter_rows():
        found.setdefault((page_id, field), {})[kind] = count
    shown = (NEW, EQUAL, DIFFERENT, "rest")
    head = row(
        heading(_("Journal page"), "name"),
        heading(_("What")),
        heading(_("New")),
        heading(_("There already")),
        heading(_("Different")),
        heading(_("Does not come in")),
    )
    body = [
        row(
            heading(titles.get(page_id, page_id), "name", scope="row"),
            cell(_(FIELDS[field])),
            *[cell(str(counts.get(kind, "")), "number") for kind in shown],
        )
        for (page_id, field), counts in found.items()
    ]
    return table(_("By journal pages"), [head], body)


def _cells(facts: pl.DataFrame, title: str, *, with_ours: bool) -> str:
    heads = [
        heading(_("Sheet and cell"), "name"),
        heading(_("Subject")),
        heading(_("Student")),
        heading(_("When")),
        heading(_("In the file")),
        heading(_("In the journal") if with_ours else _("Why")),
    ]
    body = [
        row(
            heading(
                ", ".join(filter(None, (one["sheet"], one["cell"]))),
                "name",
                scope="row",
            ),
            cell(one["subject_name"]),
            cell(one["student_name"]),
            cell(_when(one), "nowrap"),
            cell(one["value_text"]),
            cell(one["standing_text"] or "" if with_ours else _(STATES[one["state"]])),
        )
        for one in facts.head(_MOST).iter_rows(named=True)
    ]
    return table(title, [row(*heads)], body)


def _when(one: Mapping[str, object]) -> str:
    if one["lesson_on"] is None:
        return str(one["period_name"])
    return day(one["lesson_on"], current.language())  # type: ignore[arg-type]
