"""Choose packages for an act of transfer; take acts away again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import cached, current
from dashboards.archive.act import make_act
from dashboards.current import _
from dashboards.downloads import XLSX
from dashboards.exporting import exporting
from dashboards.journal.figures import moment
from dashboards.printing.desk import desk
from warehouse.errors import VedomostError
from warehouse.queries import archive

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer


def draw(viewer: Viewer, found: pl.DataFrame) -> None:
    """Offer the packages that no act names yet, then the acts."""
    waiting = {
        one["package_id"]: one
        for one in found.filter(found["act_number"].is_null()).iter_rows(named=True)
    }
    if waiting:
        with st.form("archive_act"):
            chosen = st.multiselect(
                _("Packages that are handed over"),
                list(waiting),
                default=list(waiting),
                format_func=lambda one: _title(waiting[one]),
            )
            sent = st.form_submit_button(_("Draw up the act"))
        if sent:
            _draw_up(viewer, chosen)
    _offer(cached.ask(archive.acts, viewer))


def _draw_up(viewer: Viewer, chosen: list[str]) -> None:
    try:
        make_act(desk(viewer), chosen)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.toast(_("The act is drawn up and filed."))
    st.rerun()


def _offer(acts: pl.DataFrame) -> None:
    if acts.is_empty():
        return
    known = {one["act_id"]: one for one in acts.iter_rows(named=True)}
    act_id = st.selectbox(
        _("Acts"), list(known), format_func=lambda one: _act(known[one]), key="act"
    )
    if act_id is None:
        return
    folder, path = current.school().folder, known[act_id]["path"]
    name = path.rpartition("/")[2]
    with st.container(horizontal=True):
        for words, ending, kind in (
            (_("Act for printing (PDF)"), "pdf", "application/pdf"),
            (_("Act as a table (XLSX)"), "xlsx", XLSX),
        ):
            file = folder / f"{path}.{ending}"
            st.download_button(
                words,
                exporting(file.read_bytes, name),
                f"{name}.{ending}",
                kind,
                key=f"act_{act_id}_{ending}",
                on_click="ignore",
            )


def _title(one: dict[str, Any]) -> str:
    return _(
        "{class_id} · {period}, No. {number}",
        class_id=one["class_id"],
        period=one["period_name"],
        number=one["number"],
    )


def _act(one: dict[str, Any]) -> str:
    when = moment(one["made_at"], current.school().timezone, current.language())
    return _(
        "No. {number}, {when}, packages: {count}",
        number=f"{one['number']:04}",
        when=when,
        count=one["count_packages"],
    )
