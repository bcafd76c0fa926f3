"""Cells that wait for the teacher's word: the file and the journal side by side.

One form, so that a choice costs no round trip to the server and one press sends all.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import streamlit as st

from dashboards import current
from dashboards.current import _, counted
from dashboards.journal.my_words import plain, short
from dashboards.journal.receipts import FIELD_NAMES
from ingest.decisions import Decision, Decisions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dashboards.journal.preview_names import Names
    from ingest.decisions import Taken
    from ingest.receipt import ProposedChange
    from ingest.workbook import CellKey

_LATER = "later"
_WORDS: tuple[Taken, ...] = ("file", "journal")
# More single questions than this nobody answers; the word on all of them goes first.
_MOST_ASKED = 40


class Buttons(NamedTuple):
    """What the form ends with; no second button where there is nothing to drop."""

    record: str
    drop: str = ""


class Said(NamedTuple):
    """Which button was pressed, and what was chosen above it."""

    is_recording: bool
    is_dropping: bool
    decisions: Decisions


def draw(
    key: str,
    proposals: Sequence[ProposedChange],
    names: Names,
    buttons: Buttons,
) -> Said:
    """Ask about each cell."""
    with st.form(f"decide_{key}", border=bool(proposals)):
        decided: dict[CellKey, Decision] = {}
        conflicts = [one for one in proposals if one.kind != "removal"]
        removals = [one for one in proposals if one.kind == "removal"]
        if conflicts:
            st.markdown(f"**{_('These cells were changed in two places')}**")
            st.caption(_conflict_hint())
            decided |= _ask(f"{key}_conflict", conflicts, names)
        if removals:
            st.markdown(f"**{_('These cells are empty in your file')}**")
            st.caption(
                _(
                    "The journal still has a value here and keeps it until you say "
                    "that it is to be removed. If you handed in an older copy of your "
                    "workbook, keep the values."
                )
            )
            decided |= _ask(f"{key}_removal", removals, names)
        if proposals:
            st.caption(_("What you leave for later goes on waiting here."))
        with st.container(horizontal=True):
            is_recording = st.form_submit_button(
                buttons.record, type="primary", key=f"record_{key}"
            )
            is_dropping = bool(buttons.drop) and st.form_submit_button(
                buttons.drop, key=f"drop_{key}"
            )
    return Said(is_recording, is_dropping, Decisions(decided))


def _conflict_hint() -> str:
    return _(
        "The journal got another value since this workbook was made, or the file is "
        "an older copy. Choose what is right."
    )


def _ask(
    key: str,
    proposals: Sequence[ProposedChange],
    names: Names,
) -> dict[CellKey, Decision]:
    """Ask about all of them at once and about each; a word on one cell goes first."""
    is_removal = proposals[0].kind == "removal"
    for_all = _word_on_all(key, proposals, is_removal=is_removal)
    decided = {}
    for place, one in enumerate(proposals):
        chosen = (
            _word_on(key, one, names, is_among_many=len(proposals) > 1)
            if place < _MOST_ASKED
            else _LATER
        )
        word = for_all if chosen == _LATER else chosen
        for taken in _WORDS:
            if word == taken:
                decided[one.key] = Decision(taken, one.current_value)
    if (more := len(proposals) - _MOST_ASKED) > 0:
        st.caption(
            counted(
                "and {count} more cell: choose for all of them above, or decide later",
                "and {count} more cells: choose for all of them above, or decide later",
                more,
            )
        )
    return decided


def _word_on_all(
    key: str, proposals: Sequence[ProposedChange], *, is_removal: bool
) -> str:
    if len(proposals) == 1:
        return _LATER
    words = {
        _LATER: _("each on its own"),
        "file": _("remove all") if is_removal else _("all as in the file"),
        "journal": _("keep all") if is_removal else _("all as in the journal"),
    }
    return st.radio(
        counted(
            "All of them: {count} cell", "All of them: {count} cells", len(proposals)
        ),
        list(words),
        format_func=words.__getitem__,
        horizontal=True,
        key=f"all_{key}",
    )


def _word_on(
    key: str,
    one: ProposedChange,
    names: Names,
    *,
    is_among_many: bool,
) -> str:
    language = current.language()
    now = names.value(one.field, one.current_value, language)
    journal = short(now) or _("empty")
    if one.kind == "removal":
        words = {
            "file": _("remove “{value}”", value=journal),
            "journal": _("keep “{value}”", value=journal),
        }
    else:
        written = names.value(one.field, one.file_value, language)
        file = short(written) or _("empty")
        words = {
            "file": _("in the file: {value}", value=file),
            "journal": _("in the journal: {value}", value=journal),
        }
    words[_LATER] = _("as for all, or later") if is_among_many else _("decide later")
    return st.radio(
        _where(one, names),
        list(words),
        index=2,
        format_func=words.__getitem__,
        horizontal=True,
        key=f"cell_{key}_{_digest(one)}",
    )


def _where(one: ProposedChange, names: Names) -> str:
    """Return «5А · Математика, 23.11, 3-й урок, Иванов Иван, отметка»."""
    name = FIELD_NAMES.get(one.field)
    parts = (
        one.page_title,
        names.when(one.lesson_id, current.language()) or one.lesson,
        one.student,
        _(name) if name else one.field,
        _("an earlier value of this workbook") if one.why == "outdated" else "",
    )
    return plain(", ".join(filter(None, parts)))


def _digest(one: ProposedChange) -> str:
    """Return a widget's key: another value to decide about is another question."""
    asked = "\n".join((*one.key, one.file_value or "", one.current_value or ""))
    return hashlib.sha256(asked.encode()).hexdigest()[:16]
