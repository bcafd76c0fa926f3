"""One line on *School today* for who leads: is the last export that was due made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.monthly_export import calendar_view, months
from dashboards.monthly_export.act import month_name
from dashboards.printing.level_report import LEVELS
from warehouse.queries import monthly_exports

if TYPE_CHECKING:
    from warehouse.viewer import Viewer


def draw(viewer: Viewer) -> None:
    """Say it of the viewer's levels; nothing before the first export is due."""
    school = current.school()
    begun = months.begun_months(school, school.clock.now())
    levels = cached.ask(monthly_exports.levels, viewer).filter("is_led")
    if not begun or levels.is_empty():
        return
    month = begun[-1]
    span = ((month.key, month.after_on, month.due_on),)
    found = calendar_view.Found(
        levels,
        cached.ask(monthly_exports.due, viewer, span),
        cached.ask(monthly_exports.made, viewer),
    )
    seen = calendar_view.Seen(
        school.clock.now(),
        school.timezone,
        current.language(),
        months.kept_since(school),
    )
    states = {
        level: calendar_view.state_of(month, level, found, seen)
        for level in levels["school_level"]
    }
    told = "; ".join(
        f"{_(LEVELS[level])}: {state[1]}" for level, state in states.items()
    )
    line = _(
        "Monthly export, {month}: {told}",
        month=month_name(month.key, current.language()),
        told=told,
    )
    if any(state[0] == "bad" for state in states.values()):
        st.warning(line)
    else:
        st.caption(line)
