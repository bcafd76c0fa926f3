"""What else was done under a breached account: codes, freezing, exports (§4.4)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.journal.figures import moment
from dashboards.people.access_log_table import sentence
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from warehouse.queries import breaches as asked

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

    import polars as pl

    from warehouse.viewer import Viewer


def draw(viewer: Viewer, breach: Mapping[str, Any]) -> None:
    """List the deeds of the void period; nothing is drawn where there are none."""
    school = current.school()
    found = asked.deeds(school.database, viewer, breach["breach_id"])
    if found.is_empty():
        return
    title = _("What else was done under the account while it was void")
    st.markdown(f"**{title}**")
    st.caption(
        _(
            "Codes that nobody had used are void. Where a code was used, somebody may "
            "hold that account: issue a new code. What was exported or printed is out."
        )
    )
    st.html(_table(found, school.timezone, current.language()))


def _table(found: pl.DataFrame, zone: ZoneInfo, language: str) -> str:
    titles = (N_("When"), N_("What happened"), N_("About whom"))
    head = row(*[heading(say(title, language)) for title in titles])
    body = [
        row(
            cell(moment(line["logged_at"], zone, language), "nowrap"),
            cell(_told(line, language), "quiet" if line["is_void"] else ""),
            cell(line["about_name"] or line["about_person_id"]),
        )
        for line in found.iter_rows(named=True)
    ]
    return table(say(N_("What happened"), language), [head], body)


def _told(line: Mapping[str, Any], language: str) -> str:
    told = sentence(dict(line), language)
    return f"{told}: {say(N_('void code'), language)}" if line["is_void"] else told
