"""Pointing with a click: the sheet as a grid, and what the next click means."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import streamlit as st

from dashboards.current import _
from expectations.language import N_
from ingest.reading.sheets import cell_address

if TYPE_CHECKING:
    from ingest.foreign.sheet_texts import SheetTexts

_ROWS, _COLUMNS = 200, 60
_NUMBER = "№"
# Its toolbar offers the sheet as CSV, in which texts could become formulas.
_NO_TOOLS = "<style>[data-testid=stElementToolbar] { display: none; }</style>"
_NAMES = "names"
# What is pointed at: the key of its field on the page.
WHAT = {
    "days": N_("a day"),
    "months": N_("a month"),
    "head": N_("the heading over the names"),
    "first": N_("the first student"),
    "last": N_("the last student"),
}


def point(sheet: SheetTexts, key: str) -> None:
    """Let places be clicked at; the fields below take what was clicked."""
    with st.expander(_("Point with the mouse")):
        st.html(_NO_TOOLS)
        st.segmented_control(
            _("The next click is on"),
            list(WHAT),
            default="days",
            required=True,
            format_func=lambda what: _(WHAT[what]),
            key=f"pointing_what_{key}",
        )
        st.dataframe(
            _frame(sheet),
            on_select=lambda: _take(key),
            selection_mode="single-cell",
            hide_index=True,
            height=320,
            key=f"pointing_grid_{key}",
        )


def _frame(sheet: SheetTexts) -> pl.DataFrame:
    rows = range(min(sheet.height, _ROWS))
    columns = range(min(sheet.width, _COLUMNS))
    return pl.DataFrame(
        {
            _NUMBER: [row + 1 for row in rows],
            **{
                _letter(column): [sheet.text(row, column) for row in rows]
                for column in columns
            },
        }
    )


def _take(key: str) -> None:
    """Put the clicked row, and the column of names, into their fields."""
    cells = st.session_state[f"pointing_grid_{key}"].selection.cells
    what = st.session_state[f"pointing_what_{key}"]
    if not cells:
        return
    row, column = cells[0]
    st.session_state[f"pointing_{what}_{key}"] = row + 1
    if what in {"head", "first", "last"} and column != _NUMBER:
        st.session_state[f"pointing_{_NAMES}_{key}"] = column


def _letter(column: int) -> str:
    return cell_address(0, column).rstrip("1")
