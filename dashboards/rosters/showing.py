"""What a list would change and what is wrong with it, whatever list it is."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from ingest.setup.change_lines import change_line
from ingest.setup.rules import problem_line as setup_problem_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.setup.edits import Planned

_MOST = 200  # lines shown at once


def faults(lines: Sequence[str]) -> None:
    """Show what must be mended."""
    if lines:
        st.error(_("Mend these first; nothing is changed until then."))
        _listed(lines)


def remarks(lines: Sequence[str]) -> None:
    """Show what may stay as it is."""
    if lines:
        with st.expander(_("To be known ({count})", count=len(lines))):
            _listed(lines)


def set_up_problems(planned: Planned) -> list[str]:
    """Return what the set-up would get wrong by the changes."""
    language = current.language()
    return [setup_problem_line(found, language) for found in planned.problems]


def changes(planned: Planned) -> None:
    """Show every change as a line."""
    lines = [change_line(change, current.language()) for change in planned.changes]
    if not lines:
        st.info(_("Nothing changes: the school has it so already."))
        return
    st.markdown(f"**{_('Changes: {count}', count=len(lines))}**")
    _listed(lines)


def missing(names: Sequence[str]) -> None:
    """Show the students that a list does not name."""
    if names:
        title = _("Not in the list: {count} students", count=len(names))
        with st.expander(title):
            _listed(names)


def _listed(lines: Sequence[str]) -> None:
    rows = "".join(f"<li>{escape(line)}</li>" for line in lines[:_MOST])
    st.html(f"<ul>{rows}</ul>")
    if len(lines) > _MOST:
        st.caption(
            _("The first {shown} of {count} are shown.", shown=_MOST, count=len(lines))
        )
