"""What was brought in when and by whom; going on with it, taking it back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.imports import bring_form
from dashboards.imports.words import IMPORT_STATES, VOID
from dashboards.journal.figures import moment
from dashboards.tables import cell, heading, row, table
from ingest.foreign.bringing import bring_again
from ingest.foreign.importing import take_back
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer


def draw(viewer: Viewer, register: pl.DataFrame) -> None:
    """Show the imports, the latest first, and what can still be done with them."""
    st.html(_table(register))
    open_ones = register.filter("may_take_back").filter(import_state="begun")
    for one in open_ones.iter_rows(named=True):
        if st.button(
            _("Go on with {file}", file=one["file_name"]),
            key=f"imports_go_on_{one['import_id']}",
        ):
            _go_on(viewer, one["import_id"])
    _taking_back(viewer, register)


def _table(register: pl.DataFrame) -> str:
    head = row(
        heading(_("When"), "name"),
        heading(_("File")),
        heading(_("Who")),
        heading(_("Entries")),
        heading(_("State")),
    )
    return table(_("What was brought in"), [head], map(_row, register.to_dicts()))


def _row(one: dict[str, Any]) -> str:
    zone, language = current.school().timezone, current.language()
    state = VOID if one["is_void"] else IMPORT_STATES[one["import_state"]]
    count = "" if one["count_entries"] is None else str(one["count_entries"])
    return row(
        heading(moment(one["begun_at"], zone, language), "name", scope="row"),
        cell(one["file_name"], "wide"),
        cell(one["person_name"]),
        cell(count, "number"),
        cell(_(state)),
    )


def _go_on(viewer: Viewer, import_id: str) -> None:
    try:
        brought = bring_again(current.school(), import_id)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    bring_form.bring_in(viewer, brought)


def _taking_back(viewer: Viewer, register: pl.DataFrame) -> None:
    standing = register.filter("may_take_back").filter(
        register.filter("may_take_back")["import_state"] != "withdrawn"
    )
    if standing.is_empty():
        return
    zone, language = current.school().timezone, current.language()
    labels = {
        one["import_id"]: (
            f"{one['file_name']} · {moment(one['begun_at'], zone, language)}"
        )
        for one in standing.iter_rows(named=True)
    }
    with st.expander(_("Take an import back")), st.form("imports_back", border=False):
        st.markdown(
            _(
                "Everything that it brought and nobody has changed since is removed; "
                "the history of the cells keeps both."
            )
        )
        import_id = st.selectbox(
            _("Import"),
            list(labels),
            index=None,
            format_func=lambda one: labels.get(one, one),
            placeholder=_("Choose an import"),
            key=f"imports_back_{len(labels)}",
        )
        sent = st.form_submit_button(_("Take the import back"))
    if sent:
        _take_back(viewer, import_id or "")


def _take_back(viewer: Viewer, import_id: str) -> None:
    if not import_id:
        st.error(_("Choose an import."))
        return
    bar = st.progress(0.0, _("Taking back…"))

    def tell(done: int, of: int) -> None:
        bar.progress(done / of if of else 1.0, _("Taking back…"))

    try:
        count = take_back(
            current.school(),
            viewer.person_id,
            import_id,
            tell,
        )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.toast(_("Taken back: {count} entries.", count=count))
    st.rerun()
