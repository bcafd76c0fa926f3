"""Fields that the forms of movements share."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.telling_apart import told_apart
from ingest.movement.enrolling import Parent
from ingest.movement.individual_plans import MOST_HOURS, PlanSubject
from ingest.movement.request import NO_ORDER, NOWHERE, Elsewhere, Order
from warehouse.outside_statements import LONGEST_NAME, LONGEST_NOTE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import polars as pl

_PARENTS = 2  # lines of the form of a newcomer
_SUBJECTS = 4  # lines of the form of a plan


class Common(NamedTuple):
    """What every movement says besides whom and where."""

    order: Order = NO_ORDER
    elsewhere: Elsewhere = NOWHERE
    reason: str = ""


def day_of(label: str, key: str, years: Mapping[str, date]) -> date | None:
    """Ask for a day of the school year, at first today."""
    chosen: date | None = st.date_input(
        label,
        value=years["day_on"],
        min_value=years["starts_on"],
        max_value=years["ends_on"],
        format="DD.MM.YYYY",
        key=f"m_day_{key}",
    )
    return chosen


def common(key: str, elsewhere_label: str = "") -> Common:
    """Ask for the order, another school if the movement has one, and the reason."""
    left, right = st.columns(2)
    number = left.text_input(
        _("Order number"), max_chars=LONGEST_NAME, key=f"m_order_{key}"
    )
    issued_on = right.date_input(
        _("Date of the order"),
        value=None,
        max_value=current.today(),
        format="DD.MM.YYYY",
        key=f"m_order_on_{key}",
    )
    elsewhere = NOWHERE
    if elsewhere_label:
        left, right = st.columns(2)
        elsewhere = Elsewhere(
            left.text_input(
                elsewhere_label, max_chars=LONGEST_NAME, key=f"m_school_{key}"
            ),
            right.text_input(
                _("Its town or region"), max_chars=LONGEST_NAME, key=f"m_place_{key}"
            ),
        )
    reason = st.text_input(
        _("Reason or note"), max_chars=LONGEST_NOTE, key=f"m_reason_{key}"
    )
    return Common(Order(number, issued_on), elsewhere, reason)


def class_of(label: str, classes: pl.DataFrame, key: str) -> str:
    """Ask for a class; '' while none is chosen."""
    chosen = st.selectbox(
        label,
        classes["class_id"].to_list(),
        index=None,
        placeholder=_("Choose a class"),
        key=f"m_class_{key}",
    )
    return chosen or ""


def student_of(students: pl.DataFrame, key: str) -> str:
    """Ask for a student by name, class and personal file; '' while none is chosen."""
    labels = told_apart(
        {
            one["student_id"]: (
                label := f"{one['full_name']}, {one['class_id']}",
                f"{label} · {one['student_id']}",
            )
            for one in students.iter_rows(named=True)
        }
    )
    chosen = st.selectbox(
        _("Student"),
        list(labels),
        index=None,
        format_func=lambda one: labels.get(one, one),
        placeholder=_("Choose a student"),
        key=f"m_student_{key}",
    )
    return chosen or ""


def groups_of(
    label: str, groups: pl.DataFrame, chosen: Sequence[str], key: str
) -> tuple[str, ...]:
    """Ask for several groups, at first those of `chosen`."""
    labels = told_apart(
        {
            code: (name, f"{name} · {code}")
            for code, name in groups["group_id", "group_name"].iter_rows()
        }
    )
    picked = st.multiselect(
        label,
        list(labels),
        default=[one for one in chosen if one in labels],
        format_func=lambda one: labels.get(one, one),
        placeholder=_("No group"),
        key=f"m_groups_{key}",
    )
    return tuple(picked)


def parents(key: str) -> tuple[Parent, ...]:
    """Ask for parents of a newcomer; empty lines say nothing."""
    found = []
    with st.expander(_("Parents (each gets an account)")):
        st.caption(
            _(
                "Of a parent who has a child here already, the code is enough; it "
                "stands on the sheet “Parents” of the set-up."
            )
        )
        for line in range(1, _PARENTS + 1):
            places = st.columns([2, 3, 3, 3])
            labels = (
                _("Parent’s code, {number}", number=line),
                _("Parent’s surname, {number}", number=line),
                _("Parent’s given name, {number}", number=line),
                _("Parent’s patronymic, {number}", number=line),
            )
            typed = [
                place.text_input(
                    label, max_chars=LONGEST_NAME, key=f"m_parent_{line}_{part}_{key}"
                )
                for part, (place, label) in enumerate(zip(places, labels, strict=True))
            ]
            found.append(Parent(*typed))
    return tuple(parent for parent in found if any(parent))


def plan_subjects(teaching: pl.DataFrame, key: str) -> tuple[PlanSubject, ...]:
    """Ask for the subjects of a plan; lines without a subject say nothing."""
    subjects, teachers = (_named(teaching, kind) for kind in ("subject", "teacher"))
    found = []
    for line in range(1, _SUBJECTS + 1):
        first, second, third = st.columns([3, 2, 3])
        subject_id = first.selectbox(
            _("Subject, line {number}", number=line),
            list(subjects),
            index=None,
            format_func=lambda one: subjects.get(one, one),
            placeholder=_("Choose a subject"),
            key=f"m_subject_{line}_{key}",
        )
        hours = second.number_input(
            _("Hours a week, line {number}", number=line),
            min_value=0.0,
            max_value=MOST_HOURS,
            value=1.0,
            step=0.5,
            key=f"m_hours_{line}_{key}",
        )
        person_id = third.selectbox(
            _("Teacher, line {number}", number=line),
            list(teachers),
            index=None,
            format_func=lambda one: teachers.get(one, one),
            placeholder=_("Choose a teacher"),
            key=f"m_teacher_{line}_{key}",
        )
        if subject_id:
            found.append(PlanSubject(subject_id, float(hours), person_id or ""))
    return tuple(found)


def _named(teaching: pl.DataFrame, kind: str) -> dict[str, str]:
    return told_apart(
        {
            code: (name, f"{name} · {code}")
            for code, name in teaching.filter(kind=kind)["code", "name"].iter_rows()
        }
    )
