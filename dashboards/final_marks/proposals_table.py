"""Proposed final marks beside those that stand: the teacher decides, nothing is set."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.forms.offering import offer_page
from dashboards.journal.figures import NONE, number, ratio
from dashboards.outside_marks import stated
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from expectations.marks import shown
from warehouse.queries import choices, final_proposals, outside_marks
from warehouse.rounding import rule_of

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer


def show(viewer: Viewer, page_id: str, title: str, period_id: str) -> None:
    """Draw the proposals of a page below its spread, at first for the shown period."""
    finals = cached.ask_set_up(choices.page_finals, viewer, page_id)
    names = dict(finals.select("period_id", "period_name").iter_rows())
    with st.expander(_("Proposals for final marks")):
        chosen = st.selectbox(
            _("Final marks of"),
            list(names),
            index=list(names).index(period_id) if period_id in names else 0,
            format_func=lambda period: names.get(period, period),
            key=f"proposals_of_{page_id}",
        )
        found = cached.ask(final_proposals.proposals, viewer, page_id, chosen)
        if found.is_empty():
            st.info(_("No final marks are given on this page."))
            return
        rule = rule_of(current.school().database)
        drawn = draw(found, current.language(), rule)
        st.html(drawn)
        outside = cached.ask(outside_marks.of_page, viewer, page_id)
        tables = [drawn]
        if len(outside):
            tables.append(stated.draw(stated.of_frame(outside), current.language()))
            st.html(tables[-1])
            st.caption(
                _(
                    "Other schools' marks are for your knowledge: the proposals do not "
                    "count them. Whether the mark of the year takes them into account "
                    "is the teacher's and the school council's decision."
                )
            )
        st.caption(
            _(
                "Proposed is the average rounded up from the subject's threshold on; "
                "of the year that of the period finals, overall the mean of year and "
                "exam. The program sets no mark: the teacher enters it in the "
                "workbook (§2.8)."
            )
        )
        offer_page(
            _("Proposals for final marks"),
            tables,
            "proposals",
            asked=((_("Journal page"), title), (_("Period"), names[chosen])),
            scope=page_id,
        )


def draw(found: pl.DataFrame, language: str, rule: str) -> str:
    """Return a row per student: the figures, what they propose, what stands."""
    head = row(
        heading(say(N_("Student"), language), "name"),
        heading(say(N_("Average"), language), "right"),
        heading(say(N_("Weighted average"), language), "right spare"),
        heading(say(N_("Marks of needed"), language), "right"),
        heading(say(N_("Rounded up from"), language), "right spare"),
        heading(say(N_("Proposed"), language), "number"),
        heading(say(N_("Stands"), language), "number"),
        heading(say(N_("To look at"), language)),
    )
    body = [_student(one, language, rule) for one in found.iter_rows(named=True)]
    return table(say(N_("Proposals for final marks"), language), [head], body)


def _student(one: dict[str, Any], language: str, rule: str) -> str:
    has_average = one["denominator"] > 0
    sums = f"{one['numerator']} / {one['denominator']}" if has_average else ""
    needed = one["count_needed"]
    is_enough = needed is None or one["count_enough"] >= needed
    return row(
        heading(one["student_name"], "name", scope="row"),
        cell(
            ratio(one["numerator"], one["denominator"], language, 2, rule),
            "right",
            sums,
        ),
        cell(number(one["weighted_average"], language, 2, rule), "right spare"),
        cell(
            NONE if needed is None else f"{one['count_enough']} / {needed}",
            "right" if is_enough else "right warn",
        ),
        cell(number(one["rounding_threshold"], language), "right spare"),
        cell(NONE if one["proposed"] is None else str(one["proposed"]), "number"),
        cell(shown(one["final"] or "") or NONE, "number strong"),
        cell(_doubts(one, language, is_enough=is_enough), "wide warn"),
    )


def _doubts(one: dict[str, Any], language: str, *, is_enough: bool) -> str:
    told = []
    if one["differs"]:
        told.append(say(N_("not the proposed one"), language))
    if one["failed"]:
        told.append(say(N_("positive after {failed}"), language, failed=one["failed"]))
    if not is_enough and (one["final"] or "").isdigit():
        told.append(say(N_("too few marks"), language))
    return "; ".join(told)
