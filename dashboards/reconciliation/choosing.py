"""Which of the compared entries are looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboards.current import _
from ingest.foreign.our_side import Span
from ingest.foreign.reconciling import DIFFERENT, ONLY_HERE, ONLY_THERE, STATES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.reconciliation.lines import Names

_ALL = ""


def span(key: str) -> Span:
    """Ask for the first and last day; empty: as the file has them."""
    left, right = st.columns(2)
    first = left.date_input(
        _("Compare from"), None, format="DD.MM.YYYY", key=f"reconciliation_from_{key}"
    )
    last = right.date_input(
        _("Compare until"), None, format="DD.MM.YYYY", key=f"reconciliation_to_{key}"
    )
    return Span(first, last)


def choose(rows: pl.DataFrame, names: Names, key: str) -> pl.DataFrame:
    """Let results, class, subject and student be chosen; return those rows."""
    states = st.multiselect(
        _("Result"),
        list(STATES),
        default=[DIFFERENT, ONLY_HERE, ONLY_THERE],
        format_func=lambda state: _(STATES[state]),
        key=f"reconciliation_states_{key}",
    )
    left, middle, right = st.columns(3)
    with left:
        classes = {one: one for one in rows["class_id"].unique().sort()}
        rows = _one_of(rows, "class_id", _("Class"), classes, key)
    with middle:
        rows = _one_of(rows, "subject_id", _("Subject"), names.subjects, key)
    with right:
        rows = _one_of(rows, "student_id", _("Student"), names.students, key)
    return rows.filter(pl.col("state").is_in(states))


def _one_of(
    rows: pl.DataFrame, column: str, label: str, names: Mapping[str, str], key: str
) -> pl.DataFrame:
    found = rows[column].unique().to_list()
    options = sorted(found, key=lambda one: names.get(one, one))
    chosen = st.selectbox(
        label,
        [_ALL, *options],
        format_func=lambda one: names.get(one, one) if one else _("all"),
        key=f"reconciliation_{column}_{key}",
    )
    return rows.filter(pl.col(column) == chosen) if chosen else rows
