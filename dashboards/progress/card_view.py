"""The student's card as the page shows it, drawn anew after every commit."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.forms import offering
from dashboards.forms.file_names import file_name
from dashboards.forms.made import made
from dashboards.journal.my_words import plain
from dashboards.outside_marks import stated
from dashboards.progress import attention, card, printed
from dashboards.tables import cell, row, table
from warehouse.queries import outside_marks, progress, student_card
from warehouse.rounding import rule_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dashboards.choose import ClassPeriod
    from dashboards.progress.links import Links
    from warehouse.viewer import Viewer


def draw(
    viewer: Viewer, chosen: ClassPeriod, student: Mapping[str, Any], links: Links
) -> None:
    """Draw one student of the class in the chosen period."""
    language = current.language()
    student_id = student["student_id"]
    place = (chosen.class_id, chosen.period_id)

    def own(frame: pl.DataFrame) -> pl.DataFrame:
        return frame.filter(pl.col("student_id") == student_id)

    of_year = cached.ask(student_card.attendance, viewer, chosen.class_id, student_id)
    missed = of_year.filter(pl.col("period_id") == chosen.period_id)
    hints = own(cached.ask(progress.hints, viewer, *place))
    st.html(card.way_back(links, chosen.class_id, language))
    st.subheader(plain(student["student_name"]))
    st.caption(f"{chosen.period_name}. {card.stay(student, language)}")
    st.markdown(card.attendance_words(missed, language))
    found = [*attention.of_kind(hints, "risk"), *attention.of_kind(hints, "chance")]
    if found:
        listed = f'<td class="wide">{attention.listed(found, language)}</td>'
        title = _("What is seen, and what to do")
        st.html(table(title, [row(cell(title, "strong"))], [row(listed)]))
    else:
        st.success(_("There is no hint about this student in this period."))
    rule = rule_of(current.school().database)
    results = cached.ask(student_card.results, viewer, chosen.class_id, student_id)
    marks = cached.ask(student_card.marks, viewer, *place, student_id)
    weeks = own(cached.ask(progress.weekly_progress, viewer, *place))
    trends = own(cached.ask(progress.trends, viewer, *place))
    st.subheader(_("Subjects of the student"))
    st.html(
        card.subjects(
            results, marks, weeks, trends, missed, chosen.period_id, language, rule
        )
    )
    st.caption(
        _(
            "The class stands beside the student as one figure: the average of all its "
            "marks, and the average of the student in the middle. Nobody is ranked."
        )
    )
    outside = own(cached.ask(outside_marks.of_class, viewer, chosen.class_id))
    if len(outside):
        st.subheader(_("Marks from another school"))
        st.html(stated.draw(stated.of_frame(outside), language, with_names=False))
    told = printed.OfStudent(
        chosen.class_id,
        chosen.period_name,
        chosen.period_id,
        student["student_name"],
        hints,
        results,
        marks,
        missed,
        rule,
    )
    head = made(viewer, current.school().clock.now())
    offering.offer(
        lambda: printed.of_student(told, head),
        "student_card",
        file_name(_("Student"), chosen.class_id, chosen.period_name),
        chosen.class_id,
        f"student:{student_id}",
    )
