"""What a change of staff touches, shown before it is entered; then the entering."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.staff_changes import tables
from expectations.language import N_
from ingest.setup.rules import problem_line
from ingest.staff_changes.entering import FaultyChangeError, enter, preview
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from ingest.setup.rules import SetupProblem
    from ingest.staff_changes.entering import Preview
    from ingest.staff_changes.request import Request
    from warehouse.viewer import Viewer

_CLASH = N_(
    "{teacher} would be with {unit} and with {other} at once: {weekday}, lesson "
    "{slot}. Choose somebody else for one of them, or have a lesson moved."
)
Answer = TypeVar("Answer")
_SEEN = "staff_change_seen"  # the request that was looked at, and what it touches
_ENTERED = "staff_changes_entered"  # how many: an entered form empties


def count_entered() -> int:
    """Return how many changes this tab has entered."""
    return int(st.session_state.get(_ENTERED, 0))


def draw(viewer: Viewer, request: Request, names: Mapping[str, str]) -> None:
    """Offer to look what the change touches, and then to enter just that."""
    if st.button(_("Show what it touches")):
        st.session_state.pop(_SEEN, None)
        seen = _tried(lambda: preview(current.school(), viewer, request))
        if seen is not None:
            st.session_state[_SEEN] = (request, seen)
    known = st.session_state.get(_SEEN)
    if known is None or known[0] != request:
        return
    _show(known[1], names)
    if not st.button(_("Enter the change"), type="primary"):
        return
    number = _tried(lambda: enter(current.school(), viewer, request))
    if number is not None:
        st.session_state.pop(_SEEN)
        st.session_state[_ENTERED] = count_entered() + 1
        st.toast(_("Entered in the register as No. {number}.", number=number))
        st.rerun()


def _tried(deed: Callable[[], Answer]) -> Answer | None:
    """Return what a deed answers, or say why it cannot be done."""
    try:
        return deed()
    except FaultyChangeError as error:
        st.error(_(error.sentence, **error.facts))
        _tell_problems(error.problems)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
    return None


def _show(seen: Preview, names: Mapping[str, str]) -> None:
    if seen.taken:
        st.html(tables.taken_over(seen.taken, names, current.language()))
    else:
        st.info(_("No journal page is touched."))
    held = seen.touched.workbooks["person_id"].to_list()
    gained = seen.touched.teachers.filter(kind="gains")["person_id"].to_list()
    again = list(dict.fromkeys([*held, *gained]))
    if again:
        st.warning(
            _(
                "Should download a fresh workbook: {names}. Those downloaded before "
                "are still accepted for the days before.",
                names=", ".join(names.get(one, one) for one in again),
            )
        )
    _tell_problems(seen.problems)


def _tell_problems(problems: Iterable[SetupProblem]) -> None:
    for problem in problems:
        if problem.rule == "setup_teacher_clash":
            weekday = _(problem.facts["weekday"][0])  # type: ignore[index]
            st.warning(_(_CLASH, **problem.facts | {"weekday": weekday}))
        else:
            st.warning(problem_line(problem, current.language()))
