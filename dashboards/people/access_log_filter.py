"""Which lines of the log of access a director wants to see."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.people import access_log_table
from dashboards.telling_apart import told_apart
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.queries import access_log

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer

_USUAL_DAYS = 7


def choose(viewer: Viewer) -> access_log.Asked:
    """Let the director choose days, a kind of action, who and about whom."""
    days, kind, who, about = st.columns(2, gap="small") + st.columns(2, gap="small")
    start, end = _days(days)
    actions = _kind(kind)
    asked = access_log.Asked(start, end, actions=actions)
    people = access_log.people(current.school().database, viewer, asked)
    return asked._replace(
        who=_person(who, _("Who"), people.filter("is_actor"), "who"),
        about=_person(about, _("About whom"), people.filter("is_concerned"), "about"),
    )


def _days(place: st.delta_generator.DeltaGenerator) -> tuple[datetime, datetime]:
    """Choose days; while only the first is chosen, that one alone."""
    today = current.today()
    chosen = place.date_input(
        _("Days"),
        value=(today - timedelta(days=_USUAL_DAYS - 1), today),
        max_value=today,
        format="DD.MM.YYYY",
        key="days",
    )
    days = chosen if isinstance(chosen, tuple) else (chosen,)
    first, last = (days[0], days[-1]) if days else (today, today)
    return _midnight(first), _midnight(last + timedelta(days=1))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), current.school().timezone)


def _kind(place: st.delta_generator.DeltaGenerator) -> tuple[str, ...]:
    kinds = access_log_table.KINDS
    chosen = place.selectbox(
        _("Kind of action"),
        ["", *kinds],
        format_func=lambda kind: _(kind) if kind else _("all actions"),
        key="kind",
    )
    return kinds.get(chosen, ())


def _person(
    place: st.delta_generator.DeltaGenerator, label: str, people: pl.DataFrame, key: str
) -> str:
    known = people.select("person_id", "person_name").rows()
    names = told_apart(
        {
            "": (_("everyone"),),
            **{
                code: (name, f"{name} · {code.removeprefix(STUDENT_PREFIX)}")
                for code, name in known
            },
        }
    )
    chosen = place.selectbox(
        label,
        list(names),
        format_func=lambda person: names.get(person, person),
        key=key,
    )
    return str(chosen or "")
