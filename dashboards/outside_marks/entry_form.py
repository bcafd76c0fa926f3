"""The form of a statement: quick to type, Tab leads from mark to mark."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal.figures import short_day
from dashboards.telling_apart import spellings_of_students, told_apart
from ingest import outside_marks as entering
from ingest.outside_marks import Written
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NAME, LONGEST_NOTE, Document
from warehouse.queries import outside_marks

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import polars as pl

    from warehouse.viewer import Viewer

_DONE = "outside_marks_entered"  # how many: a sent form empties
_UNTAUGHT = 3  # lines for subjects that we do not teach
_ABREAST = 4  # marks in a row of the form


def draw(viewer: Viewer, students: pl.DataFrame) -> None:
    """Ask whose document it is, of which periods, and what it says."""
    student = _student(students)
    if student is None:
        return
    current.viewed(student["class_id"], f"student:{student['student_id']}")
    periods = _periods(viewer, student)
    if not periods:
        st.info(_("Choose at least one period."))
        return
    subjects = cached.ask(outside_marks.subjects, viewer, student["student_id"])
    key = f"{st.session_state.get(_DONE, 0)}_{student['student_id']}"
    with st.form(f"outside_{key}", enter_to_submit=False):
        document = _document(key)
        st.caption(
            _(
                "Write the final mark: 5, ОСВ, Н/А, зачёт; an average of current "
                "marks: 4,25; or both: 4 (4,25). What the document does not state "
                "stays empty."
            )
        )
        written = [
            *_taught(subjects.filter("is_learned"), periods, key),
            *_untaught(periods, key),
        ]
        sent = st.form_submit_button(_("Enter the statement"), type="primary")
    if sent:
        _enter(viewer, student["student_id"], document, written)


def _student(students: pl.DataFrame) -> dict[str, Any] | None:
    """Choose class and student; at first whoever came and has no statement."""
    waiting = students.filter("is_during_year", count_statements=0)
    classes = students["class_id"].unique(maintain_order=True).to_list()
    first = classes.index(waiting["class_id"][0]) if len(waiting) else 0
    left, right = st.columns(2)
    class_id = left.selectbox(_("Class"), classes, index=first, key="outside_class")
    here = students.filter(class_id=class_id)
    labels = told_apart(spellings_of_students(here))
    came = dict(here.filter("is_during_year")["student_id", "enrolled_on"].iter_rows())
    codes = here.sort("is_during_year", descending=True, maintain_order=True)
    waits = waiting.filter(class_id=class_id)["student_id"]
    order = codes["student_id"].to_list()
    chosen = right.selectbox(
        _("Student"),
        order,
        index=order.index(waits[0]) if len(waits) else None,
        format_func=lambda code: _label(labels.get(code) or code, came.get(code)),
        placeholder=_("Choose a student"),
        key=f"outside_student_{class_id}",
    )
    found = here.filter(student_id=chosen) if chosen else here.clear()
    return found.row(0, named=True) if len(found) else None


def _label(name: str, enrolled_on: date | None) -> str:
    if enrolled_on is None:
        return name
    since = _("since {day}", day=short_day(enrolled_on, current.language()))
    return f"{name}, {since}"


def _periods(viewer: Viewer, student: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Choose the periods that the document states, at first those before arrival."""
    known = {
        one["period_id"]: one
        for one in cached.ask(
            outside_marks.periods, viewer, student["student_id"]
        ).iter_rows(named=True)
    }
    before = [
        period_id
        for period_id, one in known.items()
        if one["period_kind"] == "period" and one["starts_on"] < student["enrolled_on"]
    ]
    chosen = st.multiselect(
        _("Periods that the document states"),
        list(known),
        default=before or list(known)[:1],
        format_func=lambda one: known[one]["period_name"],
        key=f"outside_periods_{student['student_id']}",
    )
    return [(one, known[one]["period_name"]) for one in known if one in chosen]


def _document(key: str) -> Document:
    school = st.text_input(
        _("Name of the other school"),
        max_chars=LONGEST_NAME,
        key=f"outside_school_{key}",
    )
    left, right = st.columns(2)
    number = left.text_input(
        _("Number of the document"),
        max_chars=LONGEST_NAME,
        key=f"outside_number_{key}",
    )
    issued_on = right.date_input(
        _("Date of the document"),
        value=None,
        max_value=current.today(),
        format="DD.MM.YYYY",
        key=f"outside_day_{key}",
    )
    note = st.text_input(
        _("Note (if need be: what else it says, a hospital or sanatorium school)"),
        max_chars=LONGEST_NOTE,
        key=f"outside_note_{key}",
    )
    return Document(school, number, issued_on, note)


def _taught(
    subjects: pl.DataFrame, periods: Sequence[tuple[str, str]], key: str
) -> list[Written]:
    """Ask for a mark of each subject and period, subject by subject."""
    cells = [
        (subject_id, name, period_id, f"{name}, {period}")
        for subject_id, name in subjects["subject_id", "subject_name"].iter_rows()
        for period_id, period in periods
    ]
    abreast = max(1, _ABREAST // len(periods)) * len(periods)
    written = []
    for start in range(0, len(cells), abreast):
        line = cells[start : start + abreast]
        places = st.columns(abreast, vertical_alignment="bottom")[: len(line)]
        for place, (subject_id, name, period_id, label) in zip(
            places, line, strict=True
        ):
            text = place.text_input(label, key=f"o_{key}_{subject_id}_{period_id}")
            written.append(Written(subject_id, name, period_id, text))
    return written


def _untaught(periods: Sequence[tuple[str, str]], key: str) -> list[Written]:
    """Ask for subjects that we do not teach, by the document's word."""
    written = []
    with st.expander(_("Subjects that are not taught in this class here")):
        for line in range(_UNTAUGHT):
            first, *places = st.columns([2, *[1] * len(periods)])
            name = first.text_input(
                _("Subject, line {number}", number=line + 1),
                max_chars=LONGEST_NAME,
                key=f"o_{key}_name_{line}",
            )
            for place, (period_id, period) in zip(places, periods, strict=True):
                text = place.text_input(period, key=f"o_{key}_{line}_{period_id}")
                written.append(Written("", name, period_id, text))
    return written


def _enter(
    viewer: Viewer, student_id: str, document: Document, written: Sequence[Written]
) -> None:
    school = current.school()
    try:
        entering.state(school, viewer, student_id, document, written)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.session_state[_DONE] = st.session_state.get(_DONE, 0) + 1
    st.toast(_("The statement is entered."))
    st.rerun()
