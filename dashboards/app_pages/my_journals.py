"""A teacher's journal: take a workbook, hand it in filled, see what became of it."""

import streamlit as st

from dashboards import gate
from dashboards.current import _, handed_in, language, require, school, today
from dashboards.downloads import own_workbooks
from dashboards.journal import enter_again, receipts, workbook_list
from dashboards.tables import style
from ingest.load import hand_in
from warehouse.errors import VedomostError

viewer = require("my_journals")
st.title(_("My journals"))
st.html(style(st.context.theme.type))

workbooks = own_workbooks(school(), viewer.person_id)
enter_again.draw(viewer, workbooks)
st.subheader(_("Take your workbook"))
st.html(workbook_list.render(workbooks, today(), language()))

st.subheader(_("Hand in a filled workbook"))
turn = st.session_state.setdefault("hand_in_turn", 0)
file = st.file_uploader(
    _("The Excel file as you saved it; it may be handed in again at any time"),
    type="xlsx",
    key=f"workbook_{turn}",
)


def take(content: bytes, name: str, *, confirm_removals: bool = False) -> None:
    """Hand the workbook in and keep what became of it; the uploader becomes empty."""
    waiting = _("Reading, checking and recording “{name}”…", name=name)
    try:
        with st.spinner(waiting), gate.stepped_out():
            receipt = hand_in(
                school(),
                content,
                name,
                viewer.person_id,
                "page",
                confirm_removals=confirm_removals,
            )
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        st.stop()
    handed_in(receipt.upload_id)
    st.session_state.receipt = receipt
    st.session_state.hand_in_turn = turn + 1
    st.rerun()


if file is not None:
    take(file.getvalue(), file.name)

receipt = st.session_state.get("receipt")
if receipt is not None:
    st.subheader(_("What became of “{name}”", name=receipt.file_name))
    receipts.verdict(receipt)
    if report := receipts.report(receipt, language()):
        st.html(report)
    if receipt.count_proposed_removals and st.button(
        _("Yes, these cells are empty on purpose"), type="primary"
    ):
        kept = school().kept_path(receipt.file_sha256)
        take(kept.read_bytes(), receipt.file_name, confirm_removals=True)
