"""A further package of a closed period: whoever leads the class says why."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.people.handing_out_slips import site_address
from warehouse.access import log
from warehouse.archive import owing
from warehouse.archive.tables import Of
from warehouse.closing import LONGEST_REASON
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer


def draw(viewer: Viewer, found: pl.DataFrame) -> None:
    """Let the person choose a closed period and give the reason."""
    st.markdown(
        _(
            "Nothing in the archive is ever changed. What was corrected after closing "
            "goes into a further package, which refers to the former one: by itself "
            "when the permission ends, or here."
        )
    )
    latest = {
        Of(one["year_id"], one["class_id"], one["period_id"]): one
        for one in found.sort("number").iter_rows(named=True)
    }
    with st.form("further_package", clear_on_submit=True):
        of = st.selectbox(
            _("Class and period"),
            list(latest),
            format_func=lambda one: _title(latest[one]),
            key="further_of",
        )
        reason = st.text_input(_("Why"), max_chars=LONGEST_REASON)
        sent = st.form_submit_button(_("Make a further package"))
    if sent and of is not None:
        _ask(viewer, of, reason)


def _title(one: dict[str, Any]) -> str:
    return f"{one['class_id']} · {one['period_name']}"


def _ask(viewer: Viewer, of: Of, reason: str) -> None:
    school, now = current.school(), current.school().clock.now()
    try:
        with school.database.writing(announced=False) as cursor:
            wanted = owing.further(cursor, now, of, reason, viewer.person_id)
            scope = f"{of.class_id} {of.period_id}"
            actor = current.actor()
            log.write(cursor, now, actor, "package_asked", place="archive", scope=scope)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    current.site().archive.make_too(wanted, viewer.person_id, site_address())
    st.toast(_("The package is being made."))
    st.rerun()
