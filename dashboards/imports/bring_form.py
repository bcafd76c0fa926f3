"""A file brought by somebody: what it is, what would come in, bringing it in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.imports import brought as kept
from dashboards.imports import plan_view, questions_form
from ingest.foreign.importing import run_import
from ingest.foreign.own_layouts import all_layouts
from ingest.reading.formats import ENDINGS
from warehouse import teaching
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from ingest.foreign.planning import Brought, Plan
    from warehouse.viewer import Viewer

_TURN = "imports_turn"  # a file that was brought in empties the field
_LONGEST_CLASS = 20


def draw(viewer: Viewer) -> None:
    """Ask for a file, show what would come in, ask what is not clear, bring it in."""
    turn = st.session_state.get(_TURN, 0)
    uploaded = st.file_uploader(
        _("A journal made elsewhere (Excel, ODS, CSV or a saved report)"),
        type=[*ENDINGS, "csv", "html", "htm"],
        key=f"imports_file_{turn}",
    )
    class_name = st.text_input(
        _("Class, if the file does not name it"),
        max_chars=_LONGEST_CLASS,
        key=f"imports_class_{turn}",
    )
    if uploaded is None:
        return
    brought = kept.read(uploaded.getvalue(), uploaded.name, class_name)
    if brought is None:
        return
    title, count = _title(brought), len(brought.facts)
    st.markdown(_("This is: {layout}. Cells: {count}.", layout=title, count=count))
    plan = kept.planned(viewer, brought)
    plan_view.show(plan, _titles(plan), brought.problems)
    questions_form.draw(viewer, plan.questions)
    count = len(plan.new)
    if not count:
        st.info(_("There is nothing new in it."))
    elif st.button(
        _("Bring in {count} cells", count=count),
        type="primary",
        key=f"imports_apply_{turn}",
    ):
        bring_in(viewer, brought)


def bring_in(viewer: Viewer, brought: Brought) -> None:
    """Bring in what is new, with its progress; what was cut off goes on next time."""
    bar = st.progress(0.0, _("Bringing in…"))

    def tell(done: int, of: int) -> None:
        words = _("{done} of {count} entries", done=done, count=of)
        bar.progress(done / of if of else 1.0, words)

    try:
        done = run_import(current.school(), viewer.person_id, brought, tell)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    kept.forget()
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    st.toast(_("Brought in: {count} entries.", count=done.count_entries))
    st.rerun()


def _title(brought: Brought) -> str:
    """Return what the layouts of the file are called."""
    names = {one.id: one.title for one in all_layouts(current.school())}
    return ", ".join(_(names.get(one, one)) for one in brought.layout.split("+"))


def _titles(plan: Plan) -> dict[str, str]:
    with current.school().database.reading() as cursor:
        return teaching.page_titles(cursor, plan.facts["page_id"].unique().to_list())
