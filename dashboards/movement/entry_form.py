"""The forms of the movements: what is typed becomes a request of `ingest.movement`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl
import streamlit as st

from dashboards import cached
from dashboards.current import _
from dashboards.movement import confirming, fields
from dashboards.movement.words import FORMS
from expectations.language import N_
from ingest.movement.departing import Departure
from ingest.movement.enrolling import Enrolment
from ingest.movement.individual_plans import IndividualPlan
from ingest.movement.regrouping import Regrouping
from ingest.movement.returning import Return
from ingest.movement.transferring import Transfer
from warehouse.outside_statements import LONGEST_NAME
from warehouse.queries import movement

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from ingest.movement.request import Request
    from warehouse.viewer import Viewer


_FIRST_DAY = N_("From which day")
_DAY_LABELS = {"leave": N_("Last day in the school")}


class Choices(NamedTuple):
    """What the forms offer on the movement's day."""

    on: date | None
    classes: pl.DataFrame
    groups: pl.DataFrame
    students: pl.DataFrame
    teaching: pl.DataFrame
    key: str

    def of_student(self, student_id: str, column: str) -> str:
        """Return a column of a student's row."""
        return str(self.students.filter(student_id=student_id)[column].item())

    def study_groups(self) -> pl.DataFrame:
        """Return the groups that are no individual plans."""
        return self.groups.filter(kind="group")


def draw(viewer: Viewer) -> None:
    """Choose the movement, fill in its form, look what it touches, enter it."""
    kind = st.segmented_control(
        _("Movement"),
        list(FORMS),
        default="enrol",
        required=True,
        format_func=lambda one: _(FORMS[one]),
        key="movement_kind",
    )
    years = cached.ask(movement.year, viewer).row(0, named=True)
    key = f"{kind}_{confirming.count_entered()}"
    on = fields.day_of(_(_DAY_LABELS.get(kind, _FIRST_DAY)), key, years)
    day = on or years["day_on"]
    choices = Choices(
        on,
        cached.ask(movement.classes, viewer, day),
        cached.ask(movement.groups, viewer, day),
        cached.ask(movement.students, viewer, day),
        cached.ask(movement.teaching, viewer),
        key,
    )
    request = _FORMS[kind](choices)
    if request is None:
        st.caption(_("Choose what is missing above."))
        return
    confirming.draw(viewer, request, choices.students, choices.teaching)


def _enrolment(choices: Choices) -> Request | None:
    key = choices.key
    left, right = st.columns(2)
    with left:
        class_id = fields.class_of(_("Class"), choices.classes, key)
    student_id = right.text_input(
        _("Number of the personal file"), max_chars=LONGEST_NAME, key=f"m_file_{key}"
    )
    places = st.columns(3)
    surname, given_name, patronymic = (
        place.text_input(label, max_chars=LONGEST_NAME, key=f"m_{part}_{key}")
        for part, (place, label) in enumerate(
            zip(places, (_("Surname"), _("Given name"), _("Patronymic")), strict=True)
        )
    )
    groups = fields.groups_of(
        _("Study groups"), _groups_near(choices, class_id), (), key
    )
    parents = fields.parents(key)
    said = fields.common(key, _("Came from (school)"))
    if not (class_id and student_id):
        return None
    return Enrolment(
        student_id=student_id,
        on=choices.on,
        surname=surname,
        given_name=given_name,
        patronymic=patronymic,
        class_id=class_id,
        groups=groups,
        parents=parents,
        **said._asdict(),
    )


def _transfer(choices: Choices) -> Request | None:
    student_id = fields.student_of(_here(choices), choices.key)
    if not student_id:
        return None
    home = choices.of_student(student_id, "class_id")
    others = choices.classes.filter(pl.col("class_id") != home)
    key = f"{choices.key}_{student_id}"
    class_id = fields.class_of(_("To the class"), others, key)
    if not class_id:
        return None
    here = choices.of_student(student_id, "groups").split(",")
    near = _groups_near(choices, class_id, here)
    kept = near.filter(
        pl.col("group_id").is_in(here)
        & pl.col("classes").str.split(",").list.contains(class_id)
    )["group_id"].to_list()
    label = _("Study groups from then on")
    groups = fields.groups_of(label, near, kept, f"{key}_{class_id}")
    said = fields.common(key)
    return Transfer(
        student_id=student_id,
        on=choices.on,
        class_id=class_id,
        groups=groups,
        **said._asdict(),
    )


def _departure(choices: Choices) -> Request | None:
    student_id = fields.student_of(_here(choices), choices.key)
    if not student_id:
        return None
    said = fields.common(choices.key, _("Leaves for (school)"))
    return Departure(student_id=student_id, on=choices.on, **said._asdict())


def _return(choices: Choices) -> Request | None:
    away = choices.students.filter(~pl.col("is_in_school"))
    if away.is_empty():
        st.info(_("Nobody has left the school whom the set-up still names."))
        return None
    student_id = fields.student_of(away, choices.key)
    class_id = fields.class_of(_("To the class"), choices.classes, choices.key)
    if not (student_id and class_id):
        return None
    near = _groups_near(choices, class_id)
    groups = fields.groups_of(_("Study groups"), near, (), choices.key)
    said = fields.common(choices.key, _("Came from (school)"))
    return Return(
        student_id=student_id,
        on=choices.on,
        class_id=class_id,
        groups=groups,
        **said._asdict(),
    )


def _regrouping(choices: Choices) -> Request | None:
    student_id = fields.student_of(_here(choices), choices.key)
    if not student_id:
        return None
    here = choices.of_student(student_id, "groups").split(",")
    home = choices.of_student(student_id, "class_id")
    key = f"{choices.key}_{student_id}"
    is_in = pl.col("group_id").is_in(here)
    left = fields.groups_of(
        _("Leaves (an individual plan ends so)"),
        choices.groups.filter(is_in),
        (),
        f"leaves_{key}",
    )
    others = _groups_near(choices, home).filter(~is_in)
    joined = fields.groups_of(_("Joins"), others, (), f"joins_{key}")
    said = fields.common(key)
    if not (left or joined):
        return None
    return Regrouping(
        student_id=student_id,
        on=choices.on,
        leaves=left,
        joins=joined,
        **said._asdict(),
    )


def _plan(choices: Choices) -> Request | None:
    student_id = fields.student_of(_here(choices), choices.key)
    if not student_id:
        return None
    key = f"{choices.key}_{student_id}"
    surname, given_name = choices.of_student(student_id, "full_name").split()[:2]
    home = choices.of_student(student_id, "class_id")
    left, middle, right = st.columns(3)
    code = left.text_input(
        _("Code of the plan"), f"{home}-инд-{surname}", key=f"m_code_{key}"
    )
    proposed = _("{name}, individually", name=f"{surname} {given_name[0]}.")
    name = middle.text_input(_("Name of the plan"), proposed, key=f"m_name_{key}")
    until_on = right.date_input(
        _("Until (empty: the end of the year)"),
        value=None,
        min_value=choices.on,
        format="DD.MM.YYYY",
        key=f"m_until_{key}",
    )
    subjects = fields.plan_subjects(choices.teaching, key)
    said = fields.common(key)
    if not subjects:
        return None
    return IndividualPlan(
        student_id=student_id,
        on=choices.on,
        group_id=code,
        name=name,
        subjects=subjects,
        until_on=until_on,
        **said._asdict(),
    )


_FORMS: dict[str, Callable[[Choices], Request | None]] = {
    "enrol": _enrolment,
    "transfer": _transfer,
    "leave": _departure,
    "return": _return,
    "groups": _regrouping,
    "plan": _plan,
}


def _here(choices: Choices) -> pl.DataFrame:
    return choices.students.filter("is_in_school")


def _groups_near(
    choices: Choices, class_id: str, here: list[str] | None = None
) -> pl.DataFrame:
    """Return the study groups of a class's grade, and those the student is in."""
    grades = choices.classes.filter(class_id=class_id)["grade"]
    return choices.study_groups().filter(
        pl.col("grade").is_in(grades.implode()) | pl.col("group_id").is_in(here or [])
    )
