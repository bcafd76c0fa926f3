"""Choosing what one explanation is about: a day, a span of days, or lessons."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.timeliness import explain_list, words
from expectations.language import N_

if TYPE_CHECKING:
    from datetime import date

_WAYS = {"days": N_("by days"), "lessons": N_("by lessons")}
_KEY = ("page_id", "lesson_id", "period_id")


def draw(rows: pl.DataFrame, sent: int) -> pl.DataFrame:
    """Ask which of the rows of `queries.explanations.own` are meant; return those.

    `sent` is how many forms were sent before: each begins anew.
    """
    way = st.segmented_control(
        _("Choose by"),
        list(_WAYS),
        default="days",
        format_func=lambda one: _(_WAYS[one]),
        key="explain_way",
        required=True,
    )
    ask = _of_lessons if way == "lessons" else _of_days
    return _of_kinds(ask(rows, sent))


def _of_days(rows: pl.DataFrame, sent: int) -> pl.DataFrame:
    """Let a span of days be chosen; at first the latest day with something to tell."""
    days: list[date] = rows["owed_on"].unique().sort().to_list()
    chosen = st.date_input(
        _("Day, or first and last day"),
        (days[-1], days[-1]),
        min_value=days[0],
        max_value=max(days[-1], current.today()),
        format="DD.MM.YYYY",
        key=f"explain_days_{sent}_{days[0]}",
    )
    # While only the first day is chosen, it is a span of one.
    first, last = (chosen[0], chosen[-1]) if chosen else (days[-1], days[-1])
    return rows.filter(pl.col("owed_on").is_between(first, last))


def _of_lessons(rows: pl.DataFrame, sent: int) -> pl.DataFrame:
    language = current.language()
    lessons: dict[tuple[Any, ...], str] = {}
    for row in rows.iter_rows(named=True):
        key = tuple(row[name] for name in _KEY)
        lessons.setdefault(key, explain_list.where(row, language))
    chosen = st.multiselect(
        _("Lessons"),
        list(lessons),
        format_func=lambda key: lessons.get(key, ""),
        placeholder=_("Choose lessons"),
        key=f"explain_lessons_{sent}",
    )
    keys = pl.DataFrame(chosen, schema=dict.fromkeys(_KEY, pl.String), orient="row")
    return rows.join(keys, on=list(_KEY), how="semi", maintain_order="left")


def _of_kinds(rows: pl.DataFrame) -> pl.DataFrame:
    """Let some kinds be left out, where there are several."""
    kinds = [one for one in words.KIND_NAMES if one in set(rows["kind"])]
    if len(kinds) < 2:
        return rows
    chosen = st.pills(
        _("What of it"),
        kinds,
        selection_mode="multi",
        default=kinds,
        format_func=lambda one: _(words.KIND_NAMES[one]),
        key=f"explain_kinds_{'_'.join(kinds)}",
    )
    return rows.filter(pl.col("kind").is_in(chosen))
