"""The file that this tab has brought, read once and compared as things stand."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboards import current
from dashboards.current import _
from expectations.marks import MarkScale
from ingest.foreign.own_layouts import all_layouts
from ingest.foreign.reading import read_foreign
from ingest.foreign.reconciled import Reconciliation, reconcile
from warehouse import teaching
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from ingest.foreign.facts import ForeignJournal
    from ingest.foreign.our_side import Span
    from warehouse.viewer import Viewer

_READ, _COMPARED = "reconciliation_read", "reconciliation_compared"


class File(NamedTuple):
    """A file as brought, and what its layouts read in it."""

    name: str
    content: bytes
    mark: str
    journals: tuple[ForeignJournal, ...]


def read(content: bytes, file_name: str) -> File | None:
    """Return what a file says, None (told on the page) if it cannot be read."""
    mark = hashlib.sha256(content).hexdigest()
    known: File | None = st.session_state.get(_READ)
    if known is not None and (known.mark, known.name) == (mark, file_name):
        return known
    try:
        with st.spinner(_("Reading…")):
            found = File(file_name, content, mark, _journals(content, file_name))
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
        return None
    st.session_state[_READ] = found
    return found


def _journals(content: bytes, file_name: str) -> tuple[ForeignJournal, ...]:
    with current.school().database.reading() as cursor:
        scale = MarkScale.from_rows(teaching.mark_scale(cursor))
        begins = teaching.setting(cursor, "year_starts_on")[:4]
    return tuple(
        read_foreign(
            content,
            file_name,
            layouts=all_layouts(current.school()),
            scale=scale,
            school_year=int(begins) if begins.isdecimal() else None,
            keeps_blanks=True,
        )
    )


def compared(viewer: Viewer, file: File, span: Span) -> Reconciliation:
    """Return both sides, as the journal stands now."""
    key = (file.mark, file.name, viewer.person_id, span)
    versioned = (*key, current.version(), current.today())
    known = st.session_state.get(_COMPARED)
    if known is not None and known[0] == versioned:
        return known[1]  # type: ignore[no-any-return]
    school = current.school()
    with st.spinner(_("Comparing with the journal…")):
        found = reconcile(
            school.database, viewer, file.journals, school.clock.now(), file.name, span
        )
    st.session_state[_COMPARED] = (versioned, found)
    return found


def pasted_into(file: File) -> bool:
    """Tell whether the file is a sheet into which ours could be written."""
    return any(not one.blanks.is_empty() for one in file.journals)
