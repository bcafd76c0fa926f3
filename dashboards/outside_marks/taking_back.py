"""Taking a statement back: by mistake entered, or to be entered anew."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.outside_marks.register_table import paper
from dashboards.telling_apart import told_apart
from warehouse import outside_statements
from warehouse.errors import VedomostError
from warehouse.outside_statements import LONGEST_NOTE

if TYPE_CHECKING:
    import polars as pl

    from warehouse.viewer import Viewer


def draw(viewer: Viewer, register: pl.DataFrame) -> None:
    """Offer to take back one of the statements that count, with a reason."""
    language = current.language()
    labels = told_apart(
        {
            one["statement_id"]: (
                label := f"{one['student_name']}: {paper(one, language)}",
                f"{label} · {one['statement_id']}",
            )
            for one in register.iter_rows(named=True)
            if one["withdrawn_at"] is None
        }
    )
    if not labels:
        return
    with (
        st.expander(_("Take a statement back")),
        st.form("outside_withdraw", border=False),
    ):
        st.markdown(
            _(
                "A mistake is corrected by taking the statement back and entering it "
                "anew. It stays in the register with your reason."
            )
        )
        statement_id = st.selectbox(
            _("Statement"),
            list(labels),
            index=None,
            format_func=lambda one: labels.get(one, one),
            placeholder=_("Choose a statement"),
            key=f"outside_statement_{len(labels)}",
        )
        reason = st.text_input(
            _("Why it is taken back"),
            max_chars=LONGEST_NOTE,
            key=f"outside_reason_{len(labels)}",
        )
        sent = st.form_submit_button(_("Take the statement back"))
    if sent:
        _withdraw(viewer, statement_id or "", reason)


def _withdraw(viewer: Viewer, statement_id: str, reason: str) -> None:
    if not statement_id:
        st.error(_("Choose a statement."))
        return
    try:
        outside_statements.withdraw(current.school(), viewer, statement_id, reason)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return
    st.toast(_("The statement is taken back."))
    st.rerun()
