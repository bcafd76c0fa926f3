"""Personal data: the three things the page offers, each made when it is asked for."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.exporting import exporting
from dashboards.forms.file_names import file_name
from dashboards.forms.retention_words import HEADS, retention_xlsx, words_of
from dashboards.people.personal_data_files import export_file, statement_file
from dashboards.tables import cell, heading, row, table
from dashboards.telling_apart import told_apart
from warehouse.access.roles import STUDENT_PREFIX
from warehouse.personal_data import about_student
from warehouse.personal_data.retention_report import retention_report

if TYPE_CHECKING:
    from warehouse.viewer import Viewer

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def offer_statement(viewer: Viewer) -> None:
    """Let the person choose a student and take the statement about them."""
    st.write(
        _(
            "A parent or a grown-up student may ask what the school holds about them "
            "(152-ФЗ, article 14). The file has every row of every table, with who "
            "entered it and when, and who looked at it."
        )
    )
    students = cached.ask(about_student.students, viewer)
    if students.is_empty():
        st.info(_("No student is open to you yet."))
        return
    left, right = st.columns(2)
    classes = students["class_id"].unique(maintain_order=True).to_list()
    class_id = left.selectbox(_("Class"), classes, key="statement_class")
    here = {
        one["student_id"]: one
        for one in students.filter(class_id=class_id).iter_rows(named=True)
    }
    labels = told_apart(
        {code: (_shown(one), f"{_shown(one)} · {code}") for code, one in here.items()}
    )
    student_id = right.selectbox(
        _("Student"),
        list(here),
        format_func=lambda code: labels.get(code, code),
        key=f"statement_student_{class_id}",
    )
    language = current.language()
    st.download_button(
        _("Prepare the statement (XLSX)"),
        exporting(
            partial(statement_file, current.school(), viewer, student_id, language),
            scope=class_id,
            about=STUDENT_PREFIX + student_id,
        ),
        file_name=f"{file_name(_('Personal data'), student_id)}.xlsx",
        mime=_XLSX,
        key="statement",
        on_click="ignore",  # a rerun would swallow the next click
    )


def offer_export(viewer: Viewer) -> None:
    """Let the person take marks and attendance without names."""
    st.write(
        _(
            "Marks, attendance, final marks and days of entry as CSV and Parquet, "
            "people and classes under random pseudonyms. No names, no topics, no "
            "messages. It is still personal data: read the README inside."
        )
    )
    st.download_button(
        _("Prepare the export (ZIP)"),
        exporting(
            partial(export_file, current.school(), viewer, current.language()),
            scope="pseudonymised",
        ),
        file_name=f"{file_name(_('For analysis'), f'{current.today():%Y-%m-%d}')}.zip",
        mime="application/zip",
        key="pseudonymised",
        on_click="ignore",  # a rerun would swallow the next click
    )


def show_retention(viewer: Viewer) -> None:
    """Show how long each kind of data is kept, and offer the same as a file."""
    school, language = current.school(), current.language()
    report = retention_report(school.database, viewer, school.clock.now())
    body = []
    for one in report.iter_rows(named=True):
        kind, place, count, oldest, term, source, over, who = words_of(one, language)
        body.append(
            row(
                heading(str(kind), "name", str(place), scope="row"),
                cell(f"{count}", "right"),
                cell(str(oldest), "nowrap spare"),
                cell(str(term)),
                cell(str(source), "quiet wide spare"),
                cell(f"{over}", "right bad" if over else "right"),
                cell(str(who), "spare"),
            )
        )
    shown = [head for place, head in enumerate(HEADS) if place != 1]
    kinds = ("name", "right", "spare", "", "spare", "right", "spare")
    head = [heading(_(words), kind) for words, kind in zip(shown, kinds, strict=True)]
    st.html(table(_("How long personal data is kept"), [row(*head)], body))
    st.download_button(
        _("Save as a table (XLSX)"),
        exporting(lambda: retention_xlsx(report, language), scope="retention"),
        file_name=f"{file_name(_('Retention'))}.xlsx",
        mime=_XLSX,
        key="retention",
        on_click="ignore",  # a rerun would swallow the next click
    )


def _shown(student: dict[str, object]) -> str:
    """Return the name, and that the student has left."""
    name = str(student["full_name"])
    is_gone = student["left_on"] is not None or not student["is_in_set_up"]
    return _("{name} (left)", name=name) if is_gone else name
