"""The school's own form: choose and fill it; who leads brings new ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import choose, current
from dashboards.current import _
from dashboards.downloads import XLSX
from dashboards.forms.file_names import file_name
from dashboards.journal.my_words import plain
from dashboards.printing.own_form import own_form_xlsx
from dashboards.printing.summary_form import Asked
from expectations.language import say
from ingest.own_forms import shelf
from ingest.own_forms.names import NAMES
from ingest.own_forms.starter import starter_form
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from dashboards.printing.desk import Desk

_TURN = "own_form_turn"  # the uploader by number: a new one is empty
_SAID = "own_form_said"
_BRINGS = frozenset({"director", "deputy"})


def offer_own(desk: Desk, chosen: choose.ClassPeriod) -> None:
    """Offer the school's forms for the class and period that are chosen above."""
    kind, words = st.session_state.pop(_SAID, ("", ""))
    if kind:
        {"success": st.success, "warning": st.warning, "error": st.error}[kind](words)
    titles = shelf.titles(desk.school)
    if titles:
        title = st.selectbox(_("The school’s form"), titles, key="own_form")
        if st.button(_("Fill the form"), key="own_form_fill"):
            _fill(desk, title, Asked(*chosen))
    else:
        st.caption(_("The school has no form of its own yet."))
    if desk.viewer.roles & _BRINGS:
        _bring(desk)


def _fill(desk: Desk, title: str, asked: Asked) -> None:
    """Fill a form and offer it, or say why not: a download alone could not say it."""
    current.exported(asked.class_id)
    try:
        content = own_form_xlsx(desk, shelf.form(desk.school, title), asked)
    except VedomostError as refusal:
        st.error(_(refusal.sentence, **refusal.facts))
        return
    st.download_button(
        _("Filled form (XLSX)"),
        content,
        f"{file_name(title, asked.class_id, asked.period_name)}.xlsx",
        XLSX,
        key="own_form_xlsx",
        on_click="ignore",
    )


def _bring(desk: Desk) -> None:
    with st.expander(_("Bring a form of the school’s own")):
        st.write(
            _(
                "A form is an Excel workbook in which cells have names. Formats, "
                "widths, merged cells and formulas stay as they are."
            )
        )
        st.download_button(
            _("A form to begin with (XLSX)"),
            starter_form(desk.language),
            "vedomost_form.xlsx",
            XLSX,
            key="own_form_starter",
            on_click="ignore",
        )
        lines = [f"- `{one.name}`: {_(one.meaning)}" for one in NAMES]
        st.markdown("\n".join(lines))
        _take(desk)


def _take(desk: Desk) -> None:
    turn = st.session_state.setdefault(_TURN, 0)
    file = st.file_uploader(_("The form (.xlsx)"), key=f"own_form_{turn}")
    if file is not None:
        st.session_state[_TURN] = turn + 1
        st.session_state[_SAID] = _taken(desk, file.getvalue(), file.name)
        st.rerun()


def _taken(desk: Desk, content: bytes, file_name: str) -> tuple[str, str]:
    """Take a form in; return what to say of it."""
    current.require(current.page_name())
    try:
        kept = shelf.keep(desk.school, content, file_name)
    except VedomostError as refusal:
        return "error", say(refusal.sentence, desk.language, **refusal.facts)
    current.form_brought(kept.title)
    if kept.unknown:
        return "warning", _(
            "“{title}” is kept. These names mean nothing and stay empty: {names}.",
            title=kept.title,
            names=plain(", ".join(kept.unknown)),
        )
    return "success", _("“{title}” is kept.", title=kept.title)
