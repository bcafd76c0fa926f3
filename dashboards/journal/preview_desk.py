"""Files that were looked at and not recorded: see what would change, then record."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current, gate
from dashboards.current import _, counted
from dashboards.journal import (
    decide_form,
    my_deeds,
    preview_cells,
    preview_view,
    receipts,
)
from dashboards.journal.figures import moment
from dashboards.journal.my_words import plain
from dashboards.journal.preview_names import names_for
from ingest import preview
from warehouse.clock import utc_naive

if TYPE_CHECKING:
    from ingest.preview import Preview
    from ingest.receipt import Receipt
    from ingest.workbook import CellKey
    from warehouse.viewer import Viewer

_LOOKED = "hand_in_looked"  # the tab's rehearsals by preview and version


def draw(viewer: Viewer) -> set[CellKey]:
    """Show each waiting file with its questions; return the cells asked about."""
    asked: set[CellKey] = set()
    for waiting in preview.waiting(current.school(), viewer.person_id):
        receipt = _look(viewer, waiting)
        asked |= {one.key for one in receipt.proposals}
        _draw(viewer, waiting, receipt)
    return asked


def _look(viewer: Viewer, waiting: Preview) -> Receipt:
    """Rehearse once for each state of the journal, not for each run of the page."""
    key = (waiting.preview_id, current.version())
    looked: dict[tuple[str, int], Receipt] = st.session_state.setdefault(_LOOKED, {})
    if key not in looked:
        for old in [one for one in looked if one[0] == waiting.preview_id]:
            del looked[old]
        with st.spinner(_("Comparing the file with the journal…")), gate.stepped_out():
            looked[key] = preview.look(
                current.school(), viewer.person_id, waiting.preview_id
            )
    return looked[key]


def _draw(viewer: Viewer, waiting: Preview, receipt: Receipt) -> None:
    language = current.language()
    st.subheader(_("“{name}” is not recorded yet", name=plain(waiting.file_name)))
    if receipt.status == "refused":
        receipts.verdict(receipt)
    else:
        st.warning(_outlook(waiting, receipt))
    titles = {page.page_id: page.title for page in receipt.pages}
    names = names_for(viewer, titles, receipt.outcomes)
    st.html(
        preview_cells.style(st.context.theme.type)
        + preview_view.render(receipt, names, language)
        + receipts.findings(receipt, language)
        + receipts.marked_copy(waiting.preview_id, waiting.file_name)
    )
    can_record = bool(receipt.count_recorded or receipt.proposals)
    said = decide_form.draw(
        waiting.preview_id,
        receipt.proposals,
        names,
        _buttons(can_record=can_record),
    )
    _follow(viewer, waiting, said, can_record=can_record)


def _buttons(*, can_record: bool) -> decide_form.Buttons:
    if can_record:
        return decide_form.Buttons(_("Record"), _("Do not record"))
    return decide_form.Buttons(_("Put the file away"))


def _follow(
    viewer: Viewer, waiting: Preview, said: decide_form.Said, *, can_record: bool
) -> None:
    """Record or drop, as was pressed."""
    school, preview_id = current.school(), waiting.preview_id
    if said.is_recording and can_record:
        my_deeds.perform(
            "hand_in",
            _("Recording “{name}”…", name=plain(waiting.file_name)),
            lambda: (
                preview.commit(school, viewer.person_id, preview_id, said.decisions),
            ),
        )
    elif said.is_recording or said.is_dropping:
        my_deeds.perform(
            "drop",
            _("Putting “{name}” away…", name=plain(waiting.file_name)),
            lambda: _drop(viewer, preview_id),
        )


def _drop(viewer: Viewer, preview_id: str) -> tuple[Receipt, ...]:
    preview.drop(current.school(), viewer.person_id, preview_id)
    return ()


def _outlook(waiting: Preview, receipt: Receipt) -> str:
    """Return what pressing “Record” would do, in one line."""
    faulty = receipt.count_quarantined
    parts = [
        counted(
            "{count} cell will be recorded",
            "{count} cells will be recorded",
            receipt.count_recorded,
        )
        if receipt.count_recorded
        else "",
        counted("{count} faulty one will not", "{count} faulty ones will not", faulty)
        if faulty
        else "",
        counted(
            "{count} waits for your word",
            "{count} wait for your word",
            len(receipt.proposals),
        )
        if receipt.proposals
        else "",
    ]
    told = "; ".join(filter(None, parts))
    zone, language = current.school().timezone, current.language()
    when = moment(utc_naive(waiting.received_at), zone, language)
    return _("Received {when}; nothing of it is in the journal yet.", when=when) + (
        f" {told}." if told else ""
    )
