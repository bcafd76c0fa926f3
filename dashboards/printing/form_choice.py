"""Choose a form of a class or of a level; its buttons stand below."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, choose, current
from dashboards.current import _
from dashboards.forms.file_names import file_name
from dashboards.printing import (
    attendance_sheet,
    catalogue,
    level_report,
    student_report,
    summary_form,
)
from dashboards.printing.buttons import offer_form
from dashboards.printing.catalogue import ClassForm
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.queries import choices, printing

if TYPE_CHECKING:
    from dashboards.printing.desk import Desk
    from warehouse.viewer import Viewer


def offer_class(viewer: Viewer, desk: Desk) -> choose.ClassPeriod:
    """Offer the forms of a class that the person reads whole; return which it is."""
    kind = st.selectbox(
        _("Form"),
        catalogue.OF_A_CLASS,
        format_func=lambda one: _(catalogue.NAMES[one]),
        key="form",
        bind="query-params",
    )
    chosen = choose.class_and_period(
        viewer, whole_only=True, with_year=kind == summary_form.KIND
    )
    class_id, period_id, period_name = chosen
    current.viewed(class_id)
    form = ClassForm(kind, class_id, period_id, period_name)
    student_id = ""
    if kind == student_report.KIND:
        student_id = _student(viewer, class_id)
    if kind == attendance_sheet.KIND and _is_by_month():
        _offer_month(desk, class_id)
        return chosen
    about = f"{STUDENT_PREFIX}{student_id}" if student_id else ""
    offer_form(
        desk,
        lambda: catalogue.drafts(desk, form, student_id),
        form.key,
        form.file_name(desk.language),
        scope=class_id,
        about=about,
    )
    return chosen


def _student(viewer: Viewer, class_id: str) -> str:
    """Choose one student or, first, the whole class."""
    roll = cached.ask(printing.class_roll, viewer, class_id)
    names = dict(
        roll.select("student_id", "full_name").unique(maintain_order=True).rows()
    )
    chosen = st.selectbox(
        _("Student"),
        ["", *names],
        format_func=lambda one: names.get(one, _("the whole class")),
        key="form_student",
    )
    return str(chosen)


def _is_by_month() -> bool:
    return bool(st.toggle(_("One month"), key="one_month"))


def _offer_month(desk: Desk, class_id: str) -> None:
    day = st.date_input(
        _("A day of the month"),
        value=current.today(),
        max_value=current.today(),
        format="DD.MM.YYYY",
        key="form_month",
        width=280,
    )
    days = attendance_sheet.month_of(day, desk.language)
    offer_form(
        desk,
        lambda: attendance_sheet.drafts(desk, class_id, days),
        f"{attendance_sheet.KIND}_{class_id}_{days.starts_on:%Y-%m}",
        file_name(_(catalogue.NAMES[attendance_sheet.KIND]), class_id, days.name),
        scope=class_id,
    )


def offer_level(desk: Desk) -> None:
    """Offer the report of a level that the person answers for."""
    led = desk.ask(printing.levels)
    if led.is_empty():
        st.info(_("No level is yours to report on."))
        return
    levels = led["school_level"].unique(maintain_order=True).to_list()
    left, right = st.columns(2)
    level = left.selectbox(
        _("Level"),
        levels,
        format_func=lambda one: _(level_report.LEVELS[one]),
        key="form_level",
    )
    first = led.filter(school_level=level)["class_id"][0]
    periods = desk.ask(choices.class_periods, first)
    names = periods["period_name"].to_list()
    begun = [
        at
        for at, starts_on in enumerate(periods["starts_on"])
        if starts_on <= current.today()
    ]
    place = right.selectbox(
        _("Period"),
        range(len(names)),
        index=begun[-1] if begun else 0,
        format_func=lambda at: names[at],
        key=f"form_level_period_{level}",
    )
    if place is None:
        return
    offer_form(
        desk,
        lambda: level_report.drafts(desk, level, place),
        f"{level_report.KIND}_{level}_{place + 1}",
        file_name(
            _(catalogue.NAMES[level_report.KIND]),
            _(level_report.LEVELS[level]),
            names[place],
        ),
        scope=level,
    )
