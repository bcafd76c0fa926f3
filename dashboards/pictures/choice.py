"""What *School pictures* shows: chosen at its top, kept in its address.

A teacher stands there as a digest: addresses name nobody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

import streamlit as st

from dashboards import cached, current
from dashboards.address_codes import code_of
from dashboards.current import _
from dashboards.telling_apart import told_apart
from dashboards.timeliness.words import LEVEL_NAMES
from expectations.language import N_
from warehouse.queries import pictures
from warehouse.queries.pictures import By, Narrowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    import polars as pl

    from warehouse.viewer import Viewer

Picture: TypeAlias = Literal[
    "quality", "periods", "distribution", "given", "attendance"
]
PICTURE_NAMES: dict[Picture, str] = {
    "quality": N_("Quality and success"),
    "periods": N_("Over the periods"),
    "distribution": N_("Final marks"),
    "given": N_("Marks given"),
    "attendance": N_("Attendance"),
}
BY_NAMES: dict[By, str] = {
    "level": N_("Levels"),
    "class": N_("Classes"),
    "subject": N_("Subjects"),
    "teacher": N_("Teachers"),
}

ONE_OF: dict[By, str] = {
    "level": N_("Level"),
    "class": N_("Class"),
    "subject": N_("Subject"),
    "teacher": N_("Teacher"),
}


class Choice(NamedTuple):
    """What is asked about, with the words for it."""

    picture: Picture
    by: By
    narrowed: Narrowed
    told: tuple[tuple[str, str], ...]  # ("Subject", "Химия")
    address: tuple[tuple[str, str], ...]


def choose(viewer: Viewer) -> Choice:
    """Let the person choose, or stop if nothing of theirs has a period yet."""
    periods = cached.ask(pictures.periods, viewer)
    if periods.is_empty():
        st.info(_("There is no reporting period with a journal page of yours yet."))
        st.stop()
    offered = cached.ask(pictures.choices, viewer)
    first, second, third, fourth = st.columns(4)
    period = _period(first, periods)
    level = _pick(
        second,
        _("Level"),
        "level",
        {
            one: _(LEVEL_NAMES.get(one, one))
            for one in offered["school_level"].unique().sort()
        },
    )
    subjects = _names(offered, "subject_id", "subject_name")
    subject = _pick(third, _("Subject"), "subject", subjects)
    teachers = _names(offered, "teacher_id", "teacher_name")
    teacher = _pick_teacher(fourth, teachers)
    # Before the first final mark of the year only the lessons have something to show.
    opens: Picture = "quality" if periods["count_finals"].sum() else "given"
    picture: Picture = _segments("picture", _("Picture"), PICTURE_NAMES, opens)
    by: By = _segments("by", _("By what"), BY_NAMES, "class")
    told = [(_("Period"), period)] if picture != "periods" else []
    address = [("period", period)]
    for label, key, value, word in (
        (_("Level"), "level", level, _(LEVEL_NAMES.get(level, level)) if level else ""),
        (_("Subject"), "subject", subject, subjects.get(subject, "")),
        (_("Teacher"), "teacher", teacher, teachers.get(teacher, "")),
    ):
        if value:
            told.append((label, word))
            address.append((key, code_of(value) if key == "teacher" else word))
    return Choice(
        picture,
        by,
        Narrowed(period, level, subject, teacher),
        tuple(told),
        tuple(address),
    )


def _period(place: Any, periods: pl.DataFrame) -> str:
    """Choose a period; at first the last one that has final marks, else that runs."""
    names = periods["period_name"].to_list()
    with_finals = periods.filter(periods["count_finals"] > 0)["period_name"].to_list()
    today = current.today()
    runs = periods.filter(periods["starts_on"] <= today, periods["ends_on"] >= today)
    # By their ends: of a term and the year around it the term is the first.
    first = (with_finals[-1:] or runs["period_name"].to_list() or names)[0]
    chosen: str = place.selectbox(
        _("Period"),
        names,
        index=names.index(first),
        key="period",
        bind="query-params",
    )
    return chosen


def _segments(key: str, label: str, names: Mapping[Any, str], opens: str) -> Any:
    return st.segmented_control(
        label,
        list(names),
        default=opens,
        required=True,
        format_func=lambda one: _(names[one]),
        key=key,
        label_visibility="collapsed",
        bind="query-params",
    )


def _pick(place: Any, label: str, key: str, names: Mapping[str, str]) -> str:
    everything = _("all")
    chosen = place.selectbox(
        label,
        ["", *names],
        format_func=lambda one: names.get(one, everything),
        key=key,
        bind="query-params",
    )
    return str(chosen or "")


def _pick_teacher(place: Any, names: Mapping[str, str]) -> str:
    everyone = _("all")
    known = ["", *names]
    asked = st.query_params.get("teacher", "")
    chosen = place.selectbox(
        _("Teacher"),
        known,
        index=next((n for n, one in enumerate(known) if code_of(one) == asked), 0),
        format_func=lambda one: names.get(one, everyone),
        key="pictures_teacher",
    )
    if chosen:
        st.query_params["teacher"] = code_of(chosen)
    elif "teacher" in st.query_params:
        del st.query_params["teacher"]
    return str(chosen or "")


def _names(found: pl.DataFrame, key: str, name: str) -> dict[str, str]:
    known = found.select(key, name).unique().sort(name, key).rows()
    return told_apart({code: (told, f"{told} · {code}") for code, told in known})
