"""My journals: the cells a teacher has to enter again after a breach (§4.4)."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import _, counted
from dashboards.people import breach_tables
from warehouse.queries import breaches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from dashboards.downloads import OwnWorkbook
    from warehouse.viewer import Viewer


def draw(viewer: Viewer, workbooks: Sequence[OwnWorkbook]) -> None:
    """Say how many cells wait, in which workbooks they are violet, and list them."""
    found = cached.ask(breaches.own_cells_to_enter, viewer)
    if found.is_empty():
        return
    st.warning(
        counted(
            "{count} cell has to be entered again: what you handed in while your "
            "account was reported as disclosed is void (§4.4).",
            "{count} cells have to be entered again: what you handed in while your "
            "account was reported as disclosed is void (§4.4).",
            len(found),
        )
        + " "
        + _(
            "They are violet in a freshly downloaded workbook. Enter again what was "
            "right, leave what was not yours, and hand the workbook in. What you leave "
            "stays in this list until the breach is closed."
        )
    )
    days = [day for day in found["lesson_on"].to_list() if day is not None]
    links = [_link(book) for book in workbooks if _holds(book, days)]
    if links:
        st.html(f"<p>{escape(_('Workbooks with such cells:'))} {', '.join(links)}</p>")
    with st.expander(_("Which cells")):
        few = found.head(breach_tables.MOST_SHOWN)
        school = current.school()
        st.html(breach_tables.waiting(few, school.timezone, current.language()))


def _holds(book: OwnWorkbook, days: Sequence[date]) -> bool:
    return any(book.term.starts_on <= day <= book.term.ends_on for day in days)


def _link(book: OwnWorkbook) -> str:
    address = f"/workbooks/{book.term.starts_on.isoformat()}"
    return f'<a href="{address}" download>{escape(book.term.name)}</a>'
