"""Rows of the set-up: a sheet as of a day; rows changed, added or ended (§2.2)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.set_up import gathered_section, rows_table
from dashboards.set_up.known_rows import KnownRows, first_day, key_of
from dashboards.set_up.row_fields import ask_row
from expectations.language import N_
from ingest.setup.cells import folded
from ingest.setup.contract import SHEET_OF
from ingest.setup.forming_rows import FORMED, LASTING
from ingest.setup.gathering import gathered
from ingest.setup.rules import problem_line
from ingest.setup.typed_rows import typed_row
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.set_up.known_rows import HeldRow
    from ingest.setup.changes import Row
    from ingest.setup.columns import Sheet
    from warehouse.viewer import Viewer

_DEEDS = {
    "change": N_("Change a row"),
    "add": N_("Add a row"),
    "end": N_("End a row"),
}


def draw(viewer: Viewer, names: dict[str, str]) -> None:
    """Show a sheet as of a day, gather changed rows, look at them and apply them."""
    left, right = st.columns([3, 1])
    table = left.selectbox(
        _("Sheet of the set-up"),
        FORMED,
        format_func=lambda one: _(SHEET_OF[one].title),
        key="sheet",
        bind="query-params",
    )
    on = right.date_input(
        _("Holds from"),
        value=first_day(viewer),
        format="DD.MM.YYYY",
        key="set_up_rows_from",
    )
    if on is None:
        return
    sheet = SHEET_OF[table]
    known = KnownRows(viewer, on, current.language())
    st.caption(_(sheet.help))
    found = _found(sheet, known)
    st.html(rows_table.draw(sheet, found, known))
    rows_table.tell_of_later(sheet, known)
    _change(sheet, found, known)
    gathered_section.draw(viewer, on, names)


def _found(sheet: Sheet, known: KnownRows) -> list[HeldRow]:
    """Ask for a class, a teacher or words, and return the rows that have them."""
    rows = known.of(sheet.table)
    with st.container(horizontal=True):
        if "unit_id" in sheet.key:
            unit = _choose("unit", _("Class or group"), known.options(sheet.columns[0]))
            rows = [one for one in rows if not unit or one.row["unit_id"] == unit]
            teacher = _choose("teacher", _("Teacher"), known.names["staff"])
            if teacher:
                pages = known.pages_of(teacher)
                rows = [
                    one
                    for one in rows
                    if (one.row["unit_id"], one.row["subject_id"]) in pages
                ]
        words = folded(st.text_input(_("Find"), key=f"set_up_find_{sheet.table}"))
    if not words:
        return rows
    return [
        one
        for one in rows
        if any(words in folded(known.text(col, one.row)) for col in sheet.columns)
    ]


def _choose(key: str, label: str, names: dict[str, str]) -> str:
    chosen = st.selectbox(
        label,
        list(names),
        index=None,
        format_func=lambda one: names.get(one, one),
        placeholder=_("All"),
        key=f"set_up_{key}",
    )
    return chosen or ""


def _change(sheet: Sheet, found: Sequence[HeldRow], known: KnownRows) -> None:
    """Offer to change, add or end a row; put what was said to what is gathered."""
    deeds = [one for one in _DEEDS if one != "end" or sheet.table not in LASTING]
    deed = st.segmented_control(
        _("What to do"),
        deeds,
        default="change",
        format_func=lambda one: _(_DEEDS[one]),
        key=f"set_up_deed_{sheet.table}",
    )
    if deed is None:
        return
    was = None if deed == "add" else _row(sheet, found, known)
    if deed != "add" and was is None:
        return
    place = f"set_up_row_{sheet.table}_{deed}_{hash(str(was))}"
    if deed == "end":
        if st.button(_("Put into the set"), key=f"{place}_put"):
            _put(sheet, was, None, known)
        return
    with st.form(place, enter_to_submit=False):
        typed = ask_row(sheet, was or {}, known, place)
        is_sent = st.form_submit_button(_("Put into the set"))
    if is_sent:
        read = typed_row(sheet.table, typed, known.language)
        for problem in read.problems:
            st.error(problem_line(problem, known.language))
        if not read.problems:
            _put(sheet, was, read.row, known)


def _row(sheet: Sheet, found: Sequence[HeldRow], known: KnownRows) -> Row | None:
    rows = {key_of(sheet, one.row): one.row for one in found}
    labels = {key: known.label(sheet, row) for key, row in rows.items()}
    chosen = st.selectbox(
        _("Row"),
        list(rows),
        index=None,
        format_func=lambda one: labels.get(one, str(one)),
        placeholder=_("Choose a row, or type a part of it"),
        key=f"set_up_which_{sheet.table}",
    )
    return None if chosen is None else rows.get(chosen)


def _put(sheet: Sheet, was: Row | None, wanted: Row | None, known: KnownRows) -> None:
    held = [one.row for one in known.of(sheet.table)]
    try:
        st.session_state[gathered_section.GATHERED] = gathered(
            gathered_section.now(), sheet.table, was, wanted, held
        )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
