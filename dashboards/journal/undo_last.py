"""Taking back the last hand-in, or the plain reason why that cannot be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _, counted
from dashboards.journal import my_deeds
from dashboards.journal.figures import moment
from dashboards.journal.my_words import plain
from ingest import undo
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from ingest.receipt import Receipt
    from ingest.undo import Undoable
    from warehouse.viewer import Viewer


def draw(viewer: Viewer, *, only: str = "", besides: str = "") -> bool:
    """Offer to take the last hand-in back; tell whether there is one to speak of.

    `only` limits it to one hand-in, `besides` leaves out the one drawn elsewhere.
    """
    found = undo.last(current.school(), viewer.person_id)
    if found is None or found.upload_id == besides:
        return False
    if only and found.upload_id != only:
        return False
    if found.obstacle:
        st.caption(f"{_what(found)} {_(found.obstacle)}")
        return True
    st.caption(
        f"{_what(found)} {_('Taking it back gives each cell its value before.')}"
    )
    if st.button(_("Take this hand-in back"), key=f"undo_{found.upload_id}"):
        my_deeds.perform(
            "undo",
            _("Taking “{name}” back…", name=plain(found.file_name)),
            lambda: (undo.undo(current.school(), viewer.person_id, found.upload_id),),
        )
    return True


def tell(receipt: Receipt) -> None:
    """Say that a hand-in was taken back."""
    st.success(
        counted(
            "Taken back: {count} cell of “{name}” is again what it was before.",
            "Taken back: {count} cells of “{name}” are again what they were before.",
            receipt.count_recorded + receipt.count_removals,
            name=plain(receipt.file_name),
        )
    )


def _what(found: Undoable) -> str:
    zone, language = current.school().timezone, current.language()
    return counted(
        "Handed in {when}, “{name}”: {count} entry.",
        "Handed in {when}, “{name}”: {count} entries.",
        found.count_entries,
        when=moment(utc_naive(found.received_at), zone, language),
        name=plain(found.file_name),
    )
