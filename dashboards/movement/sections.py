"""The parts of the page that are read: the book, lists on a day, head-count."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.forms.offering import offer_page
from dashboards.journal.figures import day
from dashboards.movement import tables, taking_back
from dashboards.movement.words import KINDS
from dashboards.telling_apart import told_apart
from warehouse.queries import movement
from warehouse.queries.movement import Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warehouse.viewer import Viewer


def book(viewer: Viewer) -> None:
    """Show the movement book by days, class and kind; offer it as forms."""
    language = current.language()
    years = _year(viewer)
    places = st.columns(4)
    with places[0]:
        first_on, last_on = _span(years["starts_on"], years["ends_on"], "book")
    every = _("All")
    class_id = places[1].selectbox(
        _("Class"), ["", *_classes(viewer)], format_func=lambda one: one or every
    )
    kind = places[2].selectbox(
        _("Movement"),
        ["", *KINDS],
        format_func=lambda one: _(KINDS[one]) if one else every,
        key="movement_book_kind",
    )
    by_name = places[3].selectbox(
        _("Order of rows"),
        [False, True],
        format_func=lambda one: _("by the alphabet") if one else _("by number"),
    )
    found = cached.ask(movement.book, viewer, Wanted(first_on, last_on, class_id, kind))
    current.viewed(class_id)
    if found.is_empty():
        st.info(_("No such movement is in the book."))
        return
    zone = current.school().timezone
    shown = found.sort("full_name", "number") if by_name else found
    drawn = tables.book(shown, zone, language)
    st.html(drawn)
    taking_back.draw(viewer, found)
    title = (
        _("Alphabetical extract of the movement book")
        if by_name
        else _("Movement book")
    )
    offer_page(
        title,
        [drawn],
        "movement-book",
        asked=(
            (_("Days"), f"{day(first_on, language)}–{day(last_on, language)}"),
            (_("Class"), class_id or every),
            (_("Movement"), _(KINDS[kind]) if kind else every),
        ),
        scope=class_id,
    )


def lists(viewer: Viewer) -> None:
    """Show the list of a class or group as on a day; offer it as forms."""
    years = _year(viewer)
    left, right = st.columns(2)
    on = left.date_input(
        _("As on"),
        value=years["day_on"],
        min_value=years["starts_on"],
        max_value=years["ends_on"],
        format="DD.MM.YYYY",
        key="movement_list_day",
    )
    if on is None:
        return
    classes = cached.ask(movement.classes, viewer, on)["class_id"].to_list()
    groups = cached.ask(movement.groups, viewer, on)
    labels = told_apart(
        {f"class:{code}": (code, _("class {name}", name=code)) for code in classes}
        | {
            f"group:{code}": (name, f"{name} · {code}")
            for code, name in groups["group_id", "group_name"].iter_rows()
        }
    )
    unit = right.selectbox(
        _("Class or group"),
        list(labels),
        format_func=lambda one: labels.get(one, one),
        key="movement_list_unit",
    )
    if unit is not None:
        _list(viewer, unit, labels[unit], on)


def _list(viewer: Viewer, unit: str, name: str, on: date) -> None:
    language = current.language()
    kind, _colon, code = unit.partition(":")
    told = day(on, language)
    current.viewed(code)
    if kind == "class":
        found = cached.ask(movement.class_list, viewer, code, on)
        title = _("List of class {name}", name=name)
        drawn = tables.class_list(found, title, language)
    else:
        found = cached.ask(movement.group_list, viewer, code, on)
        title = _("List of group “{name}”", name=name)
        drawn = tables.group_list(found, title, language)
    st.markdown(_("{title} on {day}: {count}", title=title, day=told, count=len(found)))
    if found.is_empty():
        return
    st.html(drawn)
    asked = ((_("As on"), told), (_("Students"), str(len(found))))
    offer_page(title, [drawn], f"list-{kind}", asked=asked, scope=code)


def head_count(viewer: Viewer) -> None:
    """Show who was, came and went by class between two days; offer it as forms."""
    years = _year(viewer)
    language = current.language()
    first_on, last_on = _span(years["starts_on"], years["day_on"], "count")
    found = cached.ask(movement.head_count, viewer, first_on, last_on)
    st.caption(
        _(
            "At the beginning are those who were in the class on the first day, at the "
            "end those on the last day. Transfers between own classes are counted "
            "apart."
        )
    )
    drawn = tables.head_count(found, language)
    st.html(drawn)
    span = f"{day(first_on, language)}–{day(last_on, language)}"
    offer_page(_("Head-count"), [drawn], "head-count", asked=((_("Days"), span),))


def _span(first_on: date, last_on: date, key: str) -> tuple[date, date]:
    """Ask for two days; while only one is chosen, it is both."""
    chosen = st.date_input(
        _("Days"),
        value=(first_on, last_on),
        format="DD.MM.YYYY",
        key=f"movement_days_{key}",
    )
    days = chosen if isinstance(chosen, tuple) else (chosen,)
    picked = [one for one in days if isinstance(one, date)]
    if not picked:
        return first_on, last_on
    return picked[0], picked[-1]


def _classes(viewer: Viewer) -> list[str]:
    day_on = _year(viewer)["day_on"]
    return cached.ask(movement.classes, viewer, day_on)["class_id"].to_list()


def _year(viewer: Viewer) -> Mapping[str, date]:
    found: Mapping[str, date] = cached.ask(movement.year, viewer).row(0, named=True)
    return found
