"""The set-up as a workbook: taken as it is now, brought back changed, looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.downloads import XLSX
from dashboards.exporting import exporting
from dashboards.set_up.known_rows import first_day
from dashboards.set_up.touched_view import show_changes, show_problems, show_touched
from ingest.setup.forming import apply_workbook, preview, workbook_of_now
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NOTE

if TYPE_CHECKING:
    from datetime import date

    from ingest.setup.forming import Preview
    from warehouse.viewer import Viewer

_SEEN = "set_up_seen"  # the file and day that were looked at, and what was seen
_TURN = "set_up_turn"  # a field for a file is emptied by another key


def draw(viewer: Viewer, names: dict[str, str]) -> None:
    """Offer the workbook of now, and to bring it back changed."""
    language, school = current.language(), current.school()
    st.download_button(
        _("Download the set-up as it is now"),
        data=exporting(lambda: workbook_of_now(school, viewer, language)),
        file_name=_("set-up {day}.xlsx", day=f"{current.today():%Y-%m-%d}"),
        mime=XLSX,
        icon=":material/download:",
        on_click="ignore",
    )
    turn = st.session_state.setdefault(_TURN, 0)
    left, right = st.columns([3, 1])
    file = left.file_uploader(
        _("The changed workbook (.xlsx)"), key=f"set_up_file_{turn}"
    )
    on = right.date_input(
        _("Holds from"), value=first_day(viewer), format="DD.MM.YYYY", key="set_up_from"
    )
    if file is None or on is None:
        return
    content = file.getvalue()
    if st.button(_("Show what it changes")):
        st.session_state.pop(_SEEN, None)
        try:
            seen = preview(school, viewer, content, on)
        except VedomostError as error:
            st.error(_(error.sentence, **error.facts))
            return
        st.session_state[_SEEN] = (content, on, seen)
    known = st.session_state.get(_SEEN)
    if known is not None and known[:2] == (content, on):
        _confirm(viewer, content, on, known[2], names)


def _confirm(
    viewer: Viewer, content: bytes, on: date, seen: Preview, names: dict[str, str]
) -> None:
    show_problems(seen.problems)
    if seen.touched is None:
        if not any(one.severity == "critical" for one in seen.problems):
            st.info(_("The workbook changes nothing."))
        return
    _warn_of_older_workbook(seen)
    show_changes(seen.changes)
    show_touched(seen.touched, names)
    reason = st.text_input(
        _("Why (order, decision)"), max_chars=LONGEST_NOTE, key="set_up_why"
    )
    if not st.button(_("Apply the changes"), type="primary"):
        return
    try:
        count = apply_workbook(
            current.school(), viewer, content, on, reason, seen=seen.last_change_id
        )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.session_state.pop(_SEEN)
    st.session_state[_TURN] += 1
    st.toast(_("Rows of the set-up changed: {count}.", count=count))
    st.rerun()


def _warn_of_older_workbook(seen: Preview) -> None:
    """Say that the whole workbook holds, also where it knows less than the school."""
    if seen.count_since is None:
        st.warning(
            _(
                "This workbook was not downloaded from this page. Rows that it lacks "
                "will end: see that none below is missing by accident."
            )
        )
    elif seen.count_since:
        st.warning(
            _(
                "Since this workbook was downloaded, rows of the set-up were changed: "
                "{count} (see “What was changed”). The workbook does not know them and "
                "would take them back. Better download it anew and repeat your change.",
                count=seen.count_since,
            )
        )
