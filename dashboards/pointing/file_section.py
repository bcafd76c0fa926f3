"""The file in which somebody points: which sheet, read once."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboards import current
from dashboards.current import _
from ingest.foreign.own_layouts import all_layouts
from ingest.foreign.reading import is_known, read_file
from ingest.foreign.sheet_texts import SheetTexts
from ingest.reading.formats import ENDINGS
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from ingest.reading.sheets import RawWorkbook

_READ = "pointing_read"


class Brought(NamedTuple):
    """The file and the sheet that is looked at."""

    content: bytes
    name: str
    mark: str
    sheet: SheetTexts


def ask() -> Brought | None:
    """Ask for the file and its sheet; None until there is one."""
    uploaded = st.file_uploader(
        _("A file whose layout is not known yet"),
        type=[*ENDINGS, "csv", "html", "htm"],
        key="pointing_file",
    )
    if uploaded is None:
        return None
    content = uploaded.getvalue()
    mark = hashlib.sha256(content).hexdigest()
    try:
        workbook = _workbook(content, mark)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return None
    sheets = {
        one.name: one
        for one in workbook.sheets
        if one.visibility == "visible" and one.rows
    }
    if not sheets:
        st.info(_("The file has no sheet with anything in it."))
        return None
    name = next(iter(sheets))
    if len(sheets) > 1:
        name = st.selectbox(
            _("Sheet to point in"), list(sheets), key=f"pointing_sheet_{mark[:8]}"
        )
    brought = Brought(content, uploaded.name, mark, SheetTexts(sheets[name]))
    _tell_if_known(brought)
    return brought


def _workbook(content: bytes, mark: str) -> RawWorkbook:
    known = st.session_state.get(_READ)
    if known is None or known[0] != mark:
        with st.spinner(_("Reading…")):
            known = (mark, read_file(content))
        st.session_state[_READ] = known
    workbook: RawWorkbook = known[1]
    return workbook


def _tell_if_known(brought: Brought) -> None:
    layouts = all_layouts(current.school())
    known = next((one for one in layouts if is_known(brought.sheet, one)), None)
    if known is not None:
        st.success(
            _(
                "This sheet is known already: {title}. Point anew only if it is read "
                "wrongly.",
                title=_(known.title),
            )
        )
