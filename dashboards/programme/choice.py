"""What *Plan and fact* shows: chosen at its top; nobody's name is in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import streamlit as st

from dashboards.current import _
from dashboards.journal.figures import page_title
from dashboards.timeliness.words import LEVEL_NAMES

if TYPE_CHECKING:
    from collections.abc import Callable


class Choice(NamedTuple):
    """Filters of the pages; '' is all of them."""

    school_level: str
    unit_name: str
    subject_name: str
    teacher_name: str
    is_lagging_only: bool


def choose(pages: pl.DataFrame) -> Choice:
    """Let the person narrow the pages; what has one value only is not asked."""
    teachers = pages["teacher_names"].str.split(", ").explode().unique().sort()
    names = [name for name in teachers.to_list() if name]
    levels = pages["school_level"].unique().sort().to_list()
    asks = 2 + (len(levels) > 1) + (len(names) > 1)
    places = iter(st.columns(asks))
    level = teacher = ""
    if len(levels) > 1:
        with next(places):
            level = _one(_("Level"), levels, "level", lambda one: _(LEVEL_NAMES[one]))
    units = pages.sort("grade", "unit_name")["unit_name"].unique(maintain_order=True)
    with next(places):
        unit = _one(_("Class or group"), units.to_list(), "unit")
    with next(places):
        subjects = pages["subject_name"].unique().sort().to_list()
        subject = _one(_("Subject"), subjects, "subject")
    if len(names) > 1:
        with next(places):
            teacher = st.selectbox(
                _("Teacher"), ["", *names], format_func=_all_or, key="programme_teacher"
            )
    lagging = st.toggle(
        _("Only pages that lag behind"), key="lagging", bind="query-params"
    )
    return Choice(level, unit, subject, teacher, lagging)


def narrowed(pages: pl.DataFrame, choice: Choice) -> pl.DataFrame:
    """Return the pages that were asked for."""
    found = pages
    for column, value in (
        ("school_level", choice.school_level),
        ("unit_name", choice.unit_name),
        ("subject_name", choice.subject_name),
    ):
        if value:
            found = found.filter(pl.col(column) == value)
    if choice.teacher_name:
        names = pl.col("teacher_names").str.split(", ")
        found = found.filter(names.list.contains(choice.teacher_name))
    return found.filter("is_lagging") if choice.is_lagging_only else found


def in_words(choice: Choice) -> tuple[tuple[str, str], ...]:
    """Return the filters as they are printed."""
    level = choice.school_level
    told = [
        (_("Level"), _(LEVEL_NAMES[level]) if level else ""),
        (_("Class or group"), choice.unit_name),
        (_("Subject"), choice.subject_name),
        (_("Teacher"), choice.teacher_name),
        (_("Pages"), _("that lag behind") if choice.is_lagging_only else ""),
    ]
    return tuple((name, value) for name, value in told if value) or (
        (_("Pages"), _("all that you read")),
    )


def page_of(pages: pl.DataFrame) -> str:
    """Let the person choose a page to see it lesson by lesson; '' is none."""
    titles = {
        row["page_id"]: page_title(row)
        for row in pages.sort("grade", "unit_name", "subject_name").iter_rows(
            named=True
        )
    }
    return str(
        st.selectbox(
            _("Journal page"),
            ["", *titles],
            format_func=lambda page: titles.get(page) or _("Choose a page"),
            key="page",
            bind="query-params",
        )
    )


def _one(
    label: str,
    values: list[str],
    key: str,
    name: Callable[[str], str] = str,
) -> str:
    return str(
        st.selectbox(
            label,
            ["", *values],
            format_func=lambda value: name(value) if value else _("all"),
            key=key,
            bind="query-params",
        )
    )


def _all_or(value: str) -> str:
    return value or _("all")
