"""The parts of the page below the sheet, each of which opens when it is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards.current import _, counted
from dashboards.journal.my_words import plain
from dashboards.outside_marks import stated
from dashboards.summary import sheet_since, sheet_tables
from dashboards.summary.sheet_cells import is_any_transferred

if TYPE_CHECKING:
    from dashboards.summary.sheet_cells import Look
    from dashboards.summary.sheet_data import SheetData
    from dashboards.summary.sheet_since import Change


def since(changes: list[Change], look: Look) -> None:
    """Say what has changed since the day that is looked at."""
    if not changes:
        st.caption(_("Nothing has changed on this sheet since then."))
        return
    with st.expander(
        counted(
            "Changed since then: {count} cell",
            "Changed since then: {count} cells",
            len(changes),
        )
    ):
        st.html(sheet_since.draw(changes, look))


def signs(sheet: SheetData, look: Look) -> None:
    """Explain the signs that stand in the sheet, if they do."""
    if is_any_transferred(sheet):
        st.caption(plain(_("* Given in a former class or study group of the school.")))
    if sheet.outside_cells:
        st.caption(plain(stated.legend(look.language)))


def below(sheet: SheetData, look: Look) -> None:
    """Draw categories and, to be opened, attendance, teachers and arithmetic."""
    if sheet.outside:
        st.subheader(_("Marks from another school"))
        st.html(stated.draw(sheet.outside, look.language))
    if sheet.categories and any(student.count_marked for student in sheet.students):
        st.subheader(_("Categories of students"))
        st.html(sheet_tables.categories(sheet, look))
    if sheet.class_attendance is not None:
        with st.expander(_("Attendance")):
            st.html(sheet_tables.attendance_table(sheet, look))
    with st.expander(_("Who taught whom")):
        st.html(sheet_tables.teachers(sheet, look))
    with st.expander(_("How the figures are made")):
        _explain(sheet, look)


def _explain(sheet: SheetData, look: Look) -> None:
    st.markdown(
        _(
            "N is the number of students enrolled at the end of the period, less "
            "those with ОСВ or зачёт, less those without a final mark; Н/А counts in "
            "N. Success = 100 · (fives + fours + threes) / N. Quality = 100 · (fives "
            "+ fours) / N. СОУ = the sum of each count times its weight / N. The "
            "average is over final marks that are numbers. Objectivity is the mean "
            "difference of final mark and rounded average. The class as a whole sums "
            "up its subjects (§2.9)."
        )
    )
    st.html(sheet_tables.arithmetic(sheet, look))
    for name, equation in sheet_tables.by_students(sheet, look).items():
        st.markdown(f"{_(name)}: {equation}")
    st.caption(
        _("A half is rounded up (2.5 → 3).")
        if sheet.rule == "half_up"
        else _("A half is rounded to even (2.5 → 2, 3.5 → 4).")
    )
    students = {student.student_id: student for student in sheet.students}
    chosen = st.selectbox(
        _("Figures of one student"),
        list(students),
        index=None,
        format_func=lambda key: students[key].name,
        key="explained",
    )
    if chosen is not None:
        st.caption(sheet_tables.student_line(students[chosen], look))
        st.html(sheet_tables.one_student(students[chosen], sheet, look))
