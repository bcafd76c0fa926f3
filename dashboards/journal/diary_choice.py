"""Whose diary and which week: in the address by number and date, never by name."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal.diary_view import week_name
from warehouse.queries import diary

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer

_WEEK = timedelta(days=7)
_DIGITS = 4  # nobody has a thousand children


class Child(NamedTuple):
    """Whose diary is open."""

    student_id: str
    name: str
    class_id: str


def child(viewer: Viewer) -> Child:
    """Let the person choose one of the children, or stop; one's own needs no choice."""
    found = cached.ask(diary.children, viewer, current.today())
    if found.is_empty():
        st.info(_("No diary is open to you: nobody of yours is in this school now."))
        st.stop()
    children = [Child(*row) for row in found.iter_rows()]
    asked = st.query_params.get("child", "1")
    place = int(asked) - 1 if asked.isdecimal() and len(asked) < _DIGITS else -1
    if not 0 <= place < len(children):
        st.warning(_("What this link names is not open to you. Choose below."))
        place = 0
    if len(children) > 1:
        st.segmented_control(
            _("Child"),
            range(len(children)),
            default=place,
            required=True,
            format_func=lambda number: (
                f"{_first_name(children[number])}, {children[number].class_id}"
            ),
            key="diary_child",
            on_change=_choose_child,
            label_visibility="collapsed",
        )
    return children[place]


def _first_name(one: Child) -> str:
    return one.name.split(" ", 1)[-1]


def _choose_child() -> None:
    st.query_params["child"] = str(st.session_state["diary_child"] + 1)


def week(periods: pl.DataFrame) -> date:
    """Return the Monday of the chosen week, with ways to the next and the last one."""
    this = _monday_of(current.today())
    begins: list[date] = periods["starts_on"].to_list()
    ends: list[date] = periods["ends_on"].to_list()
    first, last = _monday_of(min(begins)), max(ends)
    asked = _date(st.query_params.get("week", "")) or this
    monday = min(max(_monday_of(asked), first), max(_monday_of(last), first))
    with st.container(
        horizontal=True, vertical_alignment="center", key="diary_week", gap="small"
    ):
        _way(":material/chevron_left:", _("Week before"), monday - _WEEK, first, last)
        st.markdown(f"**{week_name(monday, current.language())}**", width="content")
        _way(":material/chevron_right:", _("Week after"), monday + _WEEK, first, last)
        if monday != this and first <= this <= last:
            st.button(_("To this week"), on_click=_go, args=(this,), type="tertiary")
    return monday


def _way(icon: str, told: str, monday: date, first: date, last: date) -> None:
    st.button(
        "",
        icon=icon,
        help=told,
        key=f"diary_{icon}",
        on_click=_go,
        args=(monday,),
        disabled=not first <= monday <= last,
    )


def _go(monday: date) -> None:
    st.query_params["week"] = monday.isoformat()


def _monday_of(on: date) -> date:
    return on - timedelta(days=on.weekday())


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
