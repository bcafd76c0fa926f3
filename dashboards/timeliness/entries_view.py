"""The list behind a figure, sheet by sheet, and the history of one entry's cell."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import cached, current
from dashboards.current import _, counted
from dashboards.journal import cell_history
from dashboards.journal.due_words import Now
from dashboards.timeliness import asking, entry_rows
from dashboards.timeliness.links import ENTRY, LIST, SHEET, Links, escaped
from dashboards.timeliness.page_style import framed
from dashboards.timeliness.words import ENTRY_NAMES
from warehouse.queries import timeliness_entries

if TYPE_CHECKING:
    from typing import Any

    import polars as pl

    from dashboards.timeliness.choice import Choice
    from dashboards.timeliness.drill import Drill
    from warehouse.viewer import Viewer

ON_A_SHEET = 50
_MOST_SHEETS = 99_999  # what an address may ask for


def draw(viewer: Viewer, choice: Choice, drill: Drill) -> None:
    """Draw the list with the way back; above it the history that was asked for."""
    language = current.language()
    asked = asking.held(drill.asked)
    query = st.query_params.to_dict()
    links = Links.of(choice.address, query, language)
    back = escape(_("Back to the figures"))
    st.html(
        framed(
            f'<a class="back" href="{escaped(links.overview())}" target="_self">'
            f"← {back}</a>"
        )
    )
    st.subheader(drill.title(language))
    sheet = _sheet()
    found = cached.ask(
        timeliness_entries.entries,
        viewer,
        asked,
        drill.which,
        ON_A_SHEET,
        (sheet - 1) * ON_A_SHEET,
    )
    if found.is_empty():
        st.info(_("There is nothing in this list now."))
        return
    count = found["count_all"][0]
    st.caption(
        counted("{count} entry", "{count} entries", count)
        + ". "
        + _(
            "The page's name opens the journal; what was entered, or a student's name, "
            "the history of its cell."
        )
    )
    st.caption(_of_what(choice, drill))
    if entry := _chosen(found, query.get(ENTRY, "")):
        _history(viewer, drill, entry)
    of_list = [
        (name, one)
        for name, one in query.items()
        if name in {LIST, SHEET} or name.startswith("of_")
    ]
    look = entry_rows.Look(
        Now(asked.now, current.school().timezone, language),
        (*links.chosen, *of_list),
        names_teachers=asked.whose != "own",
    )
    st.html(framed(entry_rows.render(found, look)))
    if count > ON_A_SHEET:
        st.pagination(-(-count // ON_A_SHEET), key=SHEET, bind="query-params")


def _of_what(choice: Choice, drill: Drill) -> str:
    """Return what the list is of; what is owed is of no days that were chosen."""
    whole_year = {_("Days"): _("the whole school year")}
    instead = whole_year if drill.which in {"due", "overdue"} else {}
    return " · ".join(
        f"{label}: {instead.get(label, words)}" for label, words in choice.told()
    )


def _sheet() -> int:
    """Return the sheet that is open: the control below the table says which."""
    known = st.session_state.get(SHEET) or st.query_params.get(SHEET, "1")
    number = int(known) if str(known).isdecimal() else 1
    return min(max(1, number), _MOST_SHEETS)


def _chosen(found: pl.DataFrame, code: str) -> dict[str, Any] | None:
    rows = found.iter_rows(named=True) if code else ()
    return next((one for one in rows if entry_rows.code_of(one) == code), None)


def _history(viewer: Viewer, drill: Drill, entry: dict[str, Any]) -> None:
    """Tell the history of the cell, and log that a student's was looked at (§1.7)."""
    found = cached.ask(
        timeliness_entries.cell_history,
        viewer,
        drill.asked.whose,
        entry["page_id"],
        entry["lesson_id"],
        entry["period_id"],
        entry["student_id"],
        entry["kind"],
    )
    about = " · ".join(
        filter(
            None,
            (
                entry["unit_name"],
                entry["subject_name"],
                entry_rows.lesson_of(entry, current.language()),
                entry["student_name"],
                _(ENTRY_NAMES[entry["kind"]]),
            ),
        )
    )
    with st.container(border=True):
        st.markdown(f"**{_('History of the cell')}**")
        st.text(about)
        cell_history.tell(found)
    student = f"student:{entry['student_id']}" if entry["student_id"] else ""
    current.viewed(entry["page_id"], student)
