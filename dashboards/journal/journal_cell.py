"""The story of one cell: who entered what, when, and from which file (§1.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal import cell_history
from dashboards.journal.figures import lesson_name
from dashboards.telling_apart import spellings_of_students, told_apart
from warehouse.queries import choices, journal

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer

_FINAL = ""  # stands for the final mark among the lesson ids
_OTHER = "final "  # before the period of another: of the year, an exam, overall


def show(
    viewer: Viewer,
    page_id: str,
    period_id: str,
    students: pl.DataFrame,
    lessons: pl.DataFrame,
) -> None:
    """Let the person choose a student and a lesson and tell the cell's history."""
    language = current.language()
    names = told_apart(spellings_of_students(students))
    days = {
        lesson["lesson_id"]: lesson_name(lesson["lesson_on"], lesson["slot"], language)
        for lesson in lessons.iter_rows(named=True)
    }
    days[_FINAL] = _("Final mark of the period")
    finals = cached.ask_set_up(choices.page_finals, viewer, page_id)
    for one in finals.filter(finals["kind"] != "period").iter_rows(named=True):
        name = _("Final mark: {period}", period=one["period_name"])
        days[f"{_OTHER}{one['period_id']}"] = name
    st.subheader(_("History of a cell"))
    left, right = st.columns(2)
    student_id = left.selectbox(
        _("The student"),
        list(names),
        index=None,
        format_func=lambda student: names.get(student, student),
        placeholder=_("Choose a student"),
        key="history_student",
    )
    lesson_id = right.selectbox(
        _("Lesson"),
        list(days),
        index=None,
        format_func=lambda lesson: days.get(lesson, lesson),
        placeholder=_("Choose a lesson"),
        key="history_lesson",
    )
    if student_id is None or lesson_id is None:
        return
    of_period = period_id if lesson_id == _FINAL else ""
    if lesson_id.startswith(_OTHER):
        of_period, lesson_id = lesson_id.removeprefix(_OTHER), ""
    entries = cached.ask(
        journal.cell_history, viewer, page_id, lesson_id, of_period, student_id
    )
    cell_history.tell(entries)
