"""The desk where sheets are printed and the list of families is kept (§1.6)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboards import cached, current
from dashboards.current import _, counted
from dashboards.diary.asked import monday_of
from dashboards.diary.week_view import week_name
from dashboards.exporting import exporting
from dashboards.forms.file_names import file_name
from dashboards.people.handing_out_slips import site_address
from dashboards.weekly_sheets.printing import Asked, class_pdf
from warehouse import paper
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.errors import VedomostError
from warehouse.queries import choices

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer

_PAGE = "weekly_sheets"


class Chosen(NamedTuple):
    """Which week of which class, and how it goes onto paper."""

    class_id: str
    monday: date
    on_own_leaf: bool


def choose(viewer: Viewer) -> Chosen:
    """Let the person choose a class that they read whole, and a week, or stop."""
    classes = cached.ask(choices.classes, viewer).filter("reads_whole_class")
    if classes.is_empty():
        st.info(_("No class is open to you yet."))
        st.stop()
    left, right = st.columns(2)
    class_id = left.selectbox(
        _("Class"), classes["class_id"].to_list(), key="class", bind="query-params"
    )
    this = monday_of(current.today())
    periods = cached.ask(choices.class_periods, viewer, class_id)
    begun = [monday_of(on) for on in periods["starts_on"] if on <= this]
    first = min(begun, default=this)
    weeks = [
        this - timedelta(days=7 * ago) for ago in range((this - first).days // 7 + 1)
    ]
    monday = right.selectbox(
        _("Week"),
        weeks,
        format_func=lambda one: week_name(one, current.language()),
        key="sheets_week",
    )
    on_own_leaf = st.toggle(
        _("For printing on both sides: each student begins a new leaf"),
        key="sheets_leaf",
    )
    return Chosen(class_id, monday, on_own_leaf)


def offer(viewer: Viewer, chosen: Chosen, families: pl.DataFrame) -> None:
    """Offer the sheets of who asked, of the class, of one student."""
    names = dict(families.select("student_id", "student_name").iter_rows())
    wanting = families.filter("wants_paper")["student_id"].to_list()
    with st.container(horizontal=True):
        if wanting:
            label = counted(
                "Print for {count} family that asked",
                "Print for {count} families that asked",
                len(wanting),
            )
            _button(viewer, chosen, label, wanting, "asked", is_main=True)
        _button(viewer, chosen, _("Print the whole class"), list(names), "class")
    left, right = st.columns(2, vertical_alignment="bottom")
    student_id = left.selectbox(
        _("One student"),
        list(names),
        index=None,
        format_func=lambda one: names.get(one, one),
        placeholder=_("Choose a student"),
        key="sheets_student",
    )
    if student_id is not None:
        with right:
            _button(viewer, chosen, _("Print this sheet"), [student_id], "one")


def _button(
    viewer: Viewer,
    chosen: Chosen,
    label: str,
    student_ids: list[str],
    key: str,
    *,
    is_main: bool = False,
) -> None:
    asked = Asked(current.school(), viewer, current.language(), site_address())
    about = f"{STUDENT_PREFIX}{student_ids[0]}" if key == "one" else ""
    words = (_("Diary of the week"), chosen.class_id, chosen.monday.isoformat())
    st.download_button(
        label,
        exporting(
            lambda: class_pdf(
                asked,
                chosen.class_id,
                chosen.monday,
                student_ids,
                on_own_leaf=chosen.on_own_leaf,
            ),
            chosen.class_id,
            about,
            action="printed",
        ),
        f"{file_name(*words)}.pdf",
        "application/pdf",
        key=f"sheets_{key}",
        on_click="ignore",
        type="primary" if is_main else "secondary",
    )


def keep_list(viewer: Viewer, families: pl.DataFrame) -> None:
    """Let the person put a family on the list, or take one off."""
    names = dict(families.select("student_id", "student_name").iter_rows())
    wanting = families.filter("wants_paper")["student_id"].to_list()
    left, right = st.columns(2)
    rest = [one for one in names if one not in wanting]
    _change(viewer, left, "ask", rest, names)
    _change(viewer, right, "end", wanting, names)


def _change(
    viewer: Viewer,
    place: st.delta_generator.DeltaGenerator,
    kind: paper.Wish,
    student_ids: list[str],
    names: dict[str, str],
) -> None:
    label, button = {
        "ask": (_("A family asks for paper"), _("Put on the list")),
        "end": (_("A family needs it no more"), _("Take off the list")),
    }[kind]
    with place.form(f"sheets_{kind}"):
        student_id = st.selectbox(
            label,
            student_ids,
            index=None,
            format_func=lambda one: names.get(one, one),
            placeholder=_("Choose a student"),
            key=f"sheets_{kind}_{len(student_ids)}",
        )
        sent = st.form_submit_button(button)
    if sent and student_id is not None:
        _say(viewer, kind, student_id)


def _say(viewer: Viewer, kind: paper.Wish, student_id: str) -> None:
    school = current.school()
    try:
        paper.wish(
            school.database,
            viewer,
            student_id,
            kind,
            school.clock.now(),
            place=_PAGE,
            actor=current.actor(),
        )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.rerun()
