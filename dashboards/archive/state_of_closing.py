"""Under a closed period: its packages in the archive, and how far the owed one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import cached, current, gate
from dashboards.archive.owed_list import state
from dashboards.current import _
from dashboards.journal.figures import moment
from warehouse.queries import archive

if TYPE_CHECKING:
    from warehouse.viewer import Viewer

_EVERY = 2.0  # seconds between looks while it is being made


def draw(viewer: Viewer, closed: dict[str, Any]) -> None:
    """Tell it, and follow it until it is there."""
    if _owed(viewer, closed) is None:
        _tell(viewer, closed)
        return
    st.fragment(_follow, run_every=_EVERY)(viewer, closed)


def _follow(viewer: Viewer, closed: dict[str, Any]) -> None:
    with gate.script_body():
        current.require(current.page_name())
        _tell(viewer, closed)
        one = _owed(viewer, closed)
        if one is None:
            return
        words, kind = state(one, current.site().archive, current.language())
        told = _(
            "Archive package No. {number}: {state}", number=one["number"], state=words
        )
        (st.error if kind == "bad" else st.info)(told)


def _tell(viewer: Viewer, closed: dict[str, Any]) -> None:
    found = cached.ask(archive.packages, viewer).filter(
        class_id=closed["class_id"], period_id=closed["period_id"]
    )
    zone, language = current.school().timezone, current.language()
    for one in found.iter_rows(named=True):
        when = moment(one["made_at"], zone, language)
        st.caption(
            _(
                "Archive package No. {number}: made {when}. It is on the page "
                "“Archive”.",
                number=one["number"],
                when=when,
            )
        )


def _owed(viewer: Viewer, closed: dict[str, Any]) -> dict[str, Any] | None:
    school = current.school()
    found = archive.owed(school.database, viewer, school.clock.now()).filter(
        class_id=closed["class_id"], period_id=closed["period_id"]
    )
    return found.row(0, named=True) if len(found) else None
