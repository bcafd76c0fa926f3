"""What of the file was not compared, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.imports import questions_form
from dashboards.journal.figures import day
from dashboards.tables import cell, heading, row, table
from expectations.language import N_
from ingest.foreign.matching import TROUBLES
from ingest.foreign.reconciled import NOT_YOURS
from warehouse.queries import imports

if TYPE_CHECKING:
    from ingest.foreign.facts import Problem
    from ingest.foreign.reconciled import Reconciliation
    from warehouse.viewer import Viewer

_AT_ONCE = 200
WHY = {**TROUBLES, NOT_YOURS: N_("Not of your classes and journal pages.")}


def draw(viewer: Viewer, found: Reconciliation) -> None:
    """Tell how many cells are not compared by why, and which; others' only counted.

    Whoever may bring journals in says what unclear names mean, here as there.
    """
    if found.left_out.is_empty() and not found.problems:
        return
    with st.expander(_("Not compared: {count}", count=found.left_out.height)):
        for why, count in found.unmatched.items():
            st.markdown(f"- {_(WHY[why])} — {count}")
        listed = found.left_out.filter(pl.col("trouble") != NOT_YOURS)
        if not listed.is_empty():
            st.html(_table(listed.head(_AT_ONCE)))
            _tell_rest(listed.height)
        if found.problems:
            st.markdown(
                _("Not understood in the file: {count}", count=len(found.problems))
            )
            st.text("\n".join(map(_problem, found.problems[:_AT_ONCE])))
            _tell_rest(len(found.problems))
    if not found.questions:
        return
    if cached.ask(imports.pages, viewer).is_empty():
        st.info(
            _(
                "Names that are not clear: {count}. The director or a deputy says once "
                "whom they mean.",
                count=len(found.questions),
            )
        )
    else:
        questions_form.draw(viewer, found.questions)


def _problem(one: Problem) -> str:
    place = ", ".join(filter(None, (one.sheet, one.cell)))
    return f"{place}: {_(one.sentence, **one.facts)}"


def _tell_rest(count: int) -> None:
    if count > _AT_ONCE:
        st.caption(
            _("The first {shown} of {count} are shown.", shown=_AT_ONCE, count=count)
        )


def _table(listed: pl.DataFrame) -> str:
    language = current.language()
    head = row(
        heading(_("Student in the file"), "name"),
        heading(_("Subject in the file")),
        heading(_("Day or period")),
        heading(_("There")),
        heading(_("Cell there")),
        heading(_("Why")),
    )
    body = [
        row(
            heading(one["student_name"], "name", scope="row"),
            cell(one["subject_name"]),
            cell(
                day(one["lesson_on"], language)
                if one["lesson_on"]
                else one["period_name"],
                "nowrap",
            ),
            cell(one["value_text"], "mark"),
            cell(", ".join(filter(None, (one["sheet"], one["cell"]))), "nowrap quiet"),
            cell(_(WHY[one["trouble"]])),
        )
        for one in listed.iter_rows(named=True)
    ]
    return table(_("Not compared"), [head], body)
