"""What is to be pasted into the state system: a copy of its sheet, and as text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.downloads import XLSX
from dashboards.exporting import exporting
from dashboards.forms.file_names import file_name
from dashboards.journal.figures import short_day, short_name
from dashboards.reconciliation import brought
from dashboards.reconciliation.lines import HEADS, in_order, lines
from dashboards.tables import cell, heading, row, table, upright
from expectations.language import N_, say
from ingest.foreign.paste_book import paste_workbook
from ingest.foreign.pasting import as_text, homeless, patches, tables
from ingest.foreign.reading import read_file

if TYPE_CHECKING:
    from dashboards.reconciliation.brought import File
    from dashboards.reconciliation.lines import Names
    from ingest.foreign.pasting import PasteTable
    from ingest.foreign.reconciled import Reconciliation

_TITLE = N_("Sheet to paste")


def draw(file: File, found: Reconciliation, names: Names, scope: str) -> None:
    """Offer what is to be entered there, so that nothing is typed twice."""
    st.subheader(_(_TITLE))
    if not brought.pasted_into(file):
        st.info(_("In a table with a row per mark there is no cell to paste into."))
        return
    changed, lost = patches(found), homeless(found)
    st.caption(
        _(
            "In the order of the file: our value where theirs is missing or different, "
            "theirs where it is equal or stands only there. Cells to change: {count}.",
            count=changed.height,
        )
    )
    if not lost.is_empty():
        st.warning(
            _(
                "For {count} of our values the file has no row or no column of that "
                "day. They stand on a sheet of their own.",
                count=lost.height,
            )
        )
    _offer_copy(file, found, names, scope)
    _as_text(found, names, file.mark[:8])


def _offer_copy(file: File, found: Reconciliation, names: Names, scope: str) -> None:
    language = current.language()

    def make() -> bytes:
        lost = lines(in_order(homeless(found), names), names, language)
        rest = [
            [say(HEADS[place], language) for place in range(5)],
            *(list(one[:5]) for one in lost),
        ]
        return paste_workbook(read_file(file.content), patches(found), rest, language)

    st.download_button(
        _("Copy of the file with our values (XLSX)"),
        exporting(make, scope),
        f"{file_name(_(_TITLE), file.name.rsplit('.', 1)[0])}.xlsx",
        XLSX,
        key="reconciliation_paste",
        on_click="ignore",
    )


def _as_text(found: Reconciliation, names: Names, key: str) -> None:
    left, right = st.columns(2)
    all_columns = left.toggle(
        _("All days of the file"),
        value=False,
        help=_("Off: only days on which something stands in this subject."),
        key=f"reconciliation_days_{key}",
    )
    with_names = right.toggle(
        _("With names"),
        value=False,
        help=_(
            "On: each line begins with the student, to see that the order is right."
        ),
        key=f"reconciliation_names_{key}",
    )
    made = [one for one in tables(found, all_columns=all_columns) if one.marked]
    if not made:
        st.info(_("Nothing has to be entered there."))
        return
    chosen = st.selectbox(
        _("Class and subject to paste"),
        range(len(made)),
        format_func=lambda place: _label(made[place], names),
        key=f"reconciliation_table_{key}_{all_columns}",
    )
    one = made[chosen]
    st.html(_drawn(one, names))
    st.caption(
        _(
            "Copy with the button at the corner, and paste into the first cell of the "
            "table there: students and days are in the order of the file."
        )
    )
    called = {student: names.students.get(student, "") for student in one.students}
    st.code(as_text(one, called if with_names else None), language=None, height=240)


def _label(one: PasteTable, names: Names) -> str:
    subject = names.subjects.get(one.subject_id, one.subject_id)
    return f"{one.class_id} · {subject} · {len(one.marked)}"


def _drawn(one: PasteTable, names: Names) -> str:
    language = current.language()
    head = row(
        heading(_("Student"), "name"),
        *(
            upright(column.period_name)
            if column.lesson_on is None
            else heading(short_day(column.lesson_on, language), "mark")
            for column in one.columns
        ),
    )
    body = [
        row(
            heading(short_name(names.students.get(student, "")), "name", scope="row"),
            *(
                cell(text, "mark fresh strong" if (n, m) in one.marked else "mark")
                for m, text in enumerate(values)
            ),
        )
        for n, (student, values) in enumerate(zip(one.students, one.rows, strict=True))
    ]
    return table(_label(one, names), [head], body, is_grid=True)
