"""The rows of a sheet of the set-up as they hold on a day."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import streamlit as st

from dashboards.current import _
from dashboards.journal.figures import day
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.set_up.known_rows import HeldRow, KnownRows
    from ingest.setup.columns import Sheet

_DAY = timedelta(days=1)
_MOST_ROWS = 40
_NUMBERS = {"integer", "number"}


def draw(sheet: Sheet, found: Sequence[HeldRow], known: KnownRows) -> str:
    """Return the first rows as a table; how many there are stands in its caption."""
    language = known.language
    ends = any(one.valid_to is not None for one in found)
    head = [
        heading(say(column.title, language), title=say(column.help, language))
        for column in sheet.columns
    ]
    head += [heading(say(N_("Holds until (day)"), language))] if ends else []
    body = []
    for one in found[:_MOST_ROWS]:
        cells = [
            cell(
                known.text(column, one.row),
                "right" if column.kind in _NUMBERS else "",
            )
            for column in sheet.columns
        ]
        if ends:
            cells.append(cell(_last_day(one, language), "nowrap"))
        body.append(row(*cells))
    return table(_caption(sheet, found, language), [row(*head)], body)


def tell_of_later(sheet: Sheet, known: KnownRows) -> None:
    """Say how many rows begin only after the day, and when the next ones do."""
    later = known.later(sheet.table)
    if later:
        first = min(one.valid_from for one in later)
        st.caption(
            _(
                "Rows that begin later: {count}, the first on {day}. Choose that day "
                "to see and change them.",
                count=len(later),
                day=day(first, known.language),
            )
        )


def _caption(sheet: Sheet, found: Sequence[HeldRow], language: str) -> str:
    title = say(sheet.title, language)
    if len(found) <= _MOST_ROWS:
        return say(N_("{sheet}: rows {count}"), language, sheet=title, count=len(found))
    return say(
        N_("{sheet}: rows {count}, the first {shown} are shown: narrow the search"),
        language,
        sheet=title,
        count=len(found),
        shown=_MOST_ROWS,
    )


def _last_day(one: HeldRow, language: str) -> str:
    if one.valid_to is None:
        return ""
    return day(one.valid_to - _DAY, language)
