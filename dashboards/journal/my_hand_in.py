"""Handing in on the page: take the file, say what became of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.journal import my_deeds, receipts, undo_last
from dashboards.journal.my_words import plain
from ingest import preview

if TYPE_CHECKING:
    from warehouse.viewer import Viewer

_TURN = "hand_in_turn"  # the tab's uploader by number: a new one is empty


def draw_uploader(viewer: Viewer) -> None:
    """Take a file as soon as it is chosen; the uploader becomes empty again.

    Files of any kind are taken: the reader says in words why one cannot be read.
    """
    turn = st.session_state.setdefault(_TURN, 0)
    file = st.file_uploader(
        _("The file as you saved it; it may be handed in again at any time"),
        key=f"workbook_{turn}",
    )
    if file is None:
        return
    content, name = file.getvalue(), file.name
    st.session_state[_TURN] = turn + 1
    my_deeds.perform(
        "hand_in",
        _("Reading and checking “{name}”…", name=plain(name)),
        lambda: (preview.take(current.school(), content, name, viewer.person_id),),
    )


def draw_result(viewer: Viewer) -> str:
    """Say what became of the last deed of this tab; a waiting file is drawn apart.

    Returns the hand-in that was offered to be taken back here, '' if none was.
    """
    offered = ""
    done = my_deeds.last()
    for receipt in done.receipts:
        if receipt.status == "waiting":
            continue
        if done.deed == "undo":
            undo_last.tell(receipt)
            continue
        st.subheader(_("What became of “{name}”", name=plain(receipt.file_name)))
        receipts.verdict(receipt)
        if report := receipts.report(receipt, current.language()):
            st.html(report)
        if receipt.status != "refused" and not receipt.is_clean:
            st.html(receipts.marked_copy(receipt.upload_id, receipt.file_name))
        if undo_last.draw(viewer, only=receipt.upload_id):
            offered = receipt.upload_id
    return offered
