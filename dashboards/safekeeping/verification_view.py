"""The last verification, what it found, and a button for another one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import current, gate
from dashboards.current import _
from dashboards.journal.figures import moment, number
from dashboards.safekeeping.words import verdict
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from warehouse.queries import safekeeping

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer

_SERVER = N_("the server, at night")
_EARLIER = 10


def show() -> None:
    """Draw it; while one runs, anew every second."""
    running = current.site().verifications.progress.is_running
    st.fragment(_draw, run_every=1 if running else None)()


def _draw() -> None:
    with gate.script_body():
        viewer = current.require(current.page_name())
        school, site = current.school(), current.site()
        progress = site.verifications.progress
        if progress.is_running:
            st.progress(progress.done / progress.total, _("Verifying…"))
            st.session_state["was_verifying"] = True
        elif st.session_state.pop("was_verifying", False):
            st.rerun()  # the whole page: no second to be waited for any more
        if progress.has_failed:
            st.error(_("The verification could not be ended. The log says where."))
        _last(safekeeping.verifications(school.database, viewer))
        if not progress.is_running and st.button(_("Verify now")):
            _start(viewer)


def _start(viewer: Viewer) -> None:
    current.verified()
    current.site().verifications.start(current.school(), viewer.person_id)
    st.rerun()


def _last(made: pl.DataFrame) -> None:
    if made.is_empty():
        st.info(_("Nothing was verified yet. The server does it every night."))
        return
    school, language = current.school(), current.language()
    rows = made.to_dicts()
    last = rows[0]
    when = moment(last["verified_at"], school.timezone, language)
    said = verdict(last["count_differences"], language)
    words = _("Last verified: {moment}. {verdict}", moment=when, verdict=said)
    if last["count_differences"]:
        st.error(words, icon=":material/gpp_bad:")
        st.html(_differences(last, language))
        st.caption(
            _(
                "Change nothing and tell the system administrator: the place says what "
                "to compare with the last backup and with paper."
            )
        )
    else:
        st.success(words, icon=":material/verified:")
    if len(rows) > 1:
        with st.expander(_("Earlier verifications")):
            st.html(_table(rows[: _EARLIER + 1], language))


def _differences(last: dict[str, Any], language: str) -> str:
    found = json.loads(last["first_differences"])
    return table(
        _("What is not as it was recorded"),
        [row(heading(_("Place")), heading(_("What is wrong")))],
        [
            row(heading(place, "name", scope="row"), cell(say(what, language, **facts)))
            for place, what, facts in found
        ],
    )


def _table(rows: list[dict[str, Any]], language: str) -> str:
    zone = current.school().timezone
    heads = (
        _("When"),
        _("Who asked"),
        _("Differences"),
        _("Blocks"),
        _("Entries"),
        _("Files"),
        _("Seconds"),
    )
    return table(
        _("Earlier verifications"),
        [row(*(heading(head) for head in heads))],
        [
            row(
                heading(moment(one["verified_at"], zone, language), scope="row"),
                cell(one["person_name"] or one["asked_by"] or _(_SERVER)),
                *(
                    cell(number(one[name], language, 0))
                    for name in (
                        "count_differences",
                        "count_blocks",
                        "count_entries",
                        "count_files",
                    )
                ),
                cell(number(one["seconds"], language, 1)),
            )
            for one in rows
        ],
    )
