"""Counts of the comparison and its lines, on the page and as files."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.forms.file_names import file_name
from dashboards.forms.made import made
from dashboards.forms.offering import offer
from dashboards.forms.table_form import Form, FormTable
from dashboards.reconciliation.lines import HEADS, Line, lines
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from ingest.foreign.reconciling import EQUAL, STATES, counts

if TYPE_CHECKING:
    import polars as pl

    from dashboards.reconciliation.lines import Names
    from ingest.foreign.reconciled import Reconciliation

_AT_ONCE = 300
_TITLE = N_("Reconciliation")
_FILE = N_("File of the state system")
_LINES = N_("Differences found")
_KINDS = {
    "different": "bad",
    "only_here": "warn",
    "only_there": "warn",
    "equal": "good",
}


def tell_counts(found: Reconciliation) -> None:
    """Show how many entries are equal, different, and on one side alone."""
    said = counts(found.compared)
    with st.container(horizontal=True, gap="large"):
        for state, sentence in STATES.items():
            st.metric(_(sentence).capitalize(), said[state], width="content")
        st.metric(_("Not compared"), found.left_out.height, width="content")
    if found.compared.height and said[EQUAL] == found.compared.height:
        st.success(_("All that was compared is equal."))


def draw(rows: pl.DataFrame, names: Names) -> None:
    """Show the chosen lines."""
    if rows.is_empty():
        st.info(_("Nothing of what was chosen is here."))
        return
    language = current.language()
    shown = lines(rows.head(_AT_ONCE), names, language)
    head = row(
        heading(_(HEADS[1]), "name"),
        *(heading(_(HEADS[place])) for place in (2, 3, 4, 5, 7, 6)),
        heading(_(HEADS[0]), "spare"),
    )
    st.html(table(_(_LINES), [head], [_row(one, language) for one in shown]))
    if rows.height > _AT_ONCE:
        st.caption(
            _(
                "The first {shown} of {count} are shown.",
                shown=_AT_ONCE,
                count=rows.height,
            )
        )


def _row(one: Line, language: str) -> str:
    return row(
        heading(one.student_name, "name", scope="row"),
        cell(one.subject_name),
        cell(one.when, "nowrap"),
        cell(one.here, "mark strong"),
        cell(one.there, "mark strong"),
        cell(say(STATES[one.state], language), _KINDS[one.state]),
        cell(one.place, "nowrap quiet"),
        cell(one.class_id, "nowrap spare"),
    )


def offer_files(
    rows: pl.DataFrame, names: Names, file: str, found: Reconciliation, scope: str
) -> None:
    """Offer all chosen lines as PDF and XLSX, with the counts above them."""
    school, language = current.school(), current.language()
    head = made(current.viewer(), school.clock.now())
    said = counts(found.compared)

    def form() -> Form:
        title = say(_TITLE, language)
        asked = (
            (say(_FILE, language), file),
            *((say(STATES[one], language), str(said[one])) for one in STATES),
        )
        table_ = FormTable(
            say(_LINES, language),
            tuple(say(one, language) for one in HEADS),
            tuple(one.words(language) for one in lines(rows, names, language)),
        )
        return Form(
            title,
            head.school_name,
            asked,
            (table_,),
            (),
            head.moment,
            head.made_by,
            language,
        )

    name = file_name(_(_TITLE), file.rsplit(".", 1)[0])
    offer(form, "reconciliation", name, scope)
