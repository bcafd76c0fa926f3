"""The parts of the page that are read: the register, and who was responsible when."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.forms.offering import offer_page
from dashboards.journal.figures import day
from dashboards.staff_changes import fields, tables, taking_back
from dashboards.staff_changes.words import KINDS
from warehouse.queries import responsible, staff_changes
from warehouse.queries.responsible import Asked

if TYPE_CHECKING:
    from warehouse.viewer import Viewer


def register(viewer: Viewer) -> None:
    """Show the register of the year by kind; offer it as forms."""
    language = current.language()
    every = _("All")
    kind = st.selectbox(
        _("Kind of change"),
        ["", *KINDS],
        format_func=lambda one: _(KINDS[one]) if one else every,
        key="staff_register_kind",
    )
    found = cached.ask(staff_changes.register, viewer)
    shown = found.filter(pl.col("kind") == kind) if kind else found
    if shown.is_empty():
        st.info(_("No such change is in the register."))
        return
    drawn = tables.register(shown, current.school().timezone, language)
    st.html(drawn)
    taking_back.draw(viewer, found)
    offer_page(
        _("Register of staff changes"),
        [drawn],
        "staff-changes",
        asked=((_("Kind of change"), _(KINDS[kind]) if kind else every),),
    )


def history(viewer: Viewer) -> None:
    """Show who answered for a class and its pages, or for what a person did."""
    language = current.language()
    years = cached.ask(staff_changes.year, viewer).row(0, named=True)
    every = _("All")
    left, middle, right = st.columns(3)
    classes = cached.ask(staff_changes.classes, viewer, years["day_on"])
    class_id = left.selectbox(
        _("Class with its pages and groups"),
        ["", *classes["class_id"]],
        index=min(1, len(classes)),
        format_func=lambda one: one or every,
        key="staff_history_class",
    )
    names = fields.names_of(cached.ask(staff_changes.people, viewer))
    person_id = middle.selectbox(
        _("Person"),
        ["", *names],
        format_func=lambda one: names.get(one, one) if one else every,
        key="staff_history_person",
    )
    on = right.date_input(
        _("On a day (empty: the whole year)"),
        value=None,
        min_value=years["starts_on"],
        max_value=years["ends_on"],
        format="DD.MM.YYYY",
        key="staff_history_day",
    )
    found = cached.ask(responsible.history, viewer, Asked(class_id, person_id, on))
    if found.is_empty():
        st.info(_("Nobody answered for such a page or class."))
        return
    drawn = tables.responsible(found, language)
    st.html(drawn)
    offer_page(
        _("Who was responsible"),
        [drawn],
        "responsible",
        asked=(
            (_("Class"), class_id or every),
            (_("Person"), names[person_id] if person_id else every),
            (_("On a day"), day(on, language) if on else every),
        ),
        scope=class_id,
    )
