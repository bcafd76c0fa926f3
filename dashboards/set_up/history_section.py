"""What was changed in the set-up, set by set; looked into and taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl
import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.journal.figures import day, moment
from dashboards.set_up.touched_view import (
    show_changes,
    show_problems,
    show_touched,
    some,
)
from dashboards.set_up.words import KINDS
from dashboards.tables import cell, heading, parts, row, table
from expectations.language import N_, say
from ingest.setup.contract import SHEET_OF
from ingest.setup.forming import preview_taking_back, take_back
from ingest.setup.stored_changes import stored_change
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NOTE
from warehouse.queries import setup_changes

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warehouse.viewer import Viewer

_SEEN = "set_up_taking_back"  # the set that was looked at, and what was seen
_FEW_SHEETS = 4
_BY_MACHINE = N_("the machine’s administrator")


def draw(viewer: Viewer, names: dict[str, str]) -> None:
    """List the sets, show one's rows, and offer to take it back."""
    sets = cached.ask(setup_changes.sets, viewer)
    st.html(_table(sets, current.language()))
    labels = {one["set_id"]: _label(one) for one in sets.iter_rows(named=True)}
    chosen = st.selectbox(
        _("Look into a change"),
        list(labels),
        index=None,
        format_func=lambda one: labels.get(one, str(one)),
        placeholder=_("Choose a change"),
        key=f"set_up_set_{len(labels)}",
    )
    if chosen is None:
        return
    logged = cached.ask(setup_changes.changes, viewer, chosen)
    show_changes([stored_change(one) for one in logged.iter_rows(named=True)])
    one = sets.row(by_predicate=pl.col("set_id") == chosen, named=True)
    if one["may_be_taken_back"] and one["taken_back_at"] is None:
        _offer_taking_back(viewer, chosen, names)


def _offer_taking_back(viewer: Viewer, set_id: int, names: dict[str, str]) -> None:
    school = current.school()
    if st.button(_("Show what taking it back touches"), key=f"set_up_try_{set_id}"):
        st.session_state.pop(_SEEN, None)
        try:
            seen = preview_taking_back(school, viewer, set_id)
        except VedomostError as error:
            st.error(_(error.sentence, **error.facts))
            return
        st.session_state[_SEEN] = (set_id, seen)
    known = st.session_state.get(_SEEN)
    if known is None or known[0] != set_id:
        return
    planned, touched = known[1]
    show_problems(planned.problems)
    show_touched(touched, names)
    reason = st.text_input(
        _("Why the change is taken back"),
        max_chars=LONGEST_NOTE,
        key=f"set_up_back_{set_id}",
    )
    if not st.button(_("Take the change back"), type="primary"):
        return
    try:
        take_back(school, viewer, set_id, reason)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.session_state.pop(_SEEN)
    st.toast(_("The change is taken back."))
    st.rerun()


def _label(one: Mapping[str, Any]) -> str:
    return _(
        "{when}: {kind}, rows: {count}",
        when=moment(one["applied_at"], current.school().timezone, current.language()),
        kind=_(KINDS[one["kind"]]),
        count=one["count_changes"],
    )


def _table(sets: pl.DataFrame, language: str) -> str:
    head = row(
        heading(say(N_("Applied"), language)),
        heading(say(N_("Holds from (day)"), language)),
        heading(say(N_("By"), language), "name"),
        heading(say(N_("How"), language)),
        heading(say(N_("Sheets of the set-up"), language)),
        heading(say(N_("Rows"), language), "right"),
        heading(say(N_("Why"), language)),
    )
    body = [_set(one, language) for one in sets.iter_rows(named=True)]
    return table(say(N_("Changes of the set-up"), language), [head], body)


def _set(one: Mapping[str, Any], language: str) -> str:
    zone = current.school().timezone
    gone = "gone" if one["taken_back_at"] is not None else ""
    why = [one["reason"]] if one["reason"] else []
    if one["document_number"]:
        why.append(say(N_("order {number}"), language, number=one["document_number"]))
    if gone:
        why.append(
            say(
                N_("taken back {when}, {who}: {reason}"),
                language,
                when=moment(one["taken_back_at"], zone, language),
                who=one["taken_back_by"],
                reason=one["why_taken_back"],
            )
        )
    tables = one["sheet_list"].split(",")
    sheets = (say(SHEET_OF[name].title, language) for name in tables)
    return row(
        cell(moment(one["applied_at"], zone, language), "nowrap"),
        cell(day(one["from_date"], language), "nowrap"),
        cell(_who(one["applied_by"], language)),
        cell(say(KINDS[one["kind"]], language), gone),
        cell(some(list(sheets), _FEW_SHEETS)),
        cell(str(one["count_changes"]), "right"),
        parts(why),
    )


def _who(applied_by: str, language: str) -> str:
    """Return a name; the command line writes no person's."""
    return say(_BY_MACHINE, language) if applied_by == "administration" else applied_by
