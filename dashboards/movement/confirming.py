"""What a movement touches, shown before it is entered; then the entering itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import streamlit as st

from dashboards import cached, current
from dashboards.current import _
from dashboards.movement import tables
from expectations.language import N_, say
from ingest.movement.enrolling import Enrolment
from ingest.movement.entering import FaultyMovementError, enter, preview
from ingest.setup.rules import problem_line
from warehouse.errors import VedomostError
from warehouse.queries import movement

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import polars as pl

    from ingest.movement.entering import Preview
    from ingest.movement.request import Request
    from ingest.setup.rules import SetupProblem
    from warehouse.viewer import Viewer

_CLASH = N_(
    "{student} would be with {unit} and with {other} at once: {weekday}, lesson "
    "{slot}. Choose other groups, or have one of the lessons moved."
)
Answer = TypeVar("Answer")
_SEEN = "movement_seen"  # the request that was looked at, and what it touches
_ENTERED = "movements_entered"  # how many: an entered form empties


def count_entered() -> int:
    """Return how many movements this tab has entered."""
    return int(st.session_state.get(_ENTERED, 0))


def draw(
    viewer: Viewer, request: Request, students: pl.DataFrame, teaching: pl.DataFrame
) -> None:
    """Offer to look what the movement touches, and then to enter just that."""
    _tell_of_namesakes(request, students)
    if st.button(_("Show what it touches")):
        st.session_state.pop(_SEEN, None)
        seen = _tried(lambda: preview(current.school(), viewer, request))
        if seen is not None:
            st.session_state[_SEEN] = (request, seen)
    known = st.session_state.get(_SEEN)
    if known is None or known[0] != request:
        return
    _show(request, known[1], teaching)
    _tell_of_closed_periods(viewer, request, known[1])
    if not st.button(_("Enter the movement"), type="primary"):
        return
    number = _tried(lambda: enter(current.school(), viewer, request))
    if number is not None:
        st.session_state.pop(_SEEN)
        st.session_state[_ENTERED] = count_entered() + 1
        st.toast(_("Entered in the movement book as No. {number}.", number=number))
        st.rerun()


def _tried(deed: Callable[[], Answer]) -> Answer | None:
    """Return what a deed answers, or say why it cannot be done."""
    try:
        return deed()
    except FaultyMovementError as error:
        st.error(_(error.sentence, **error.facts))
        _tell_problems(error.problems)
    except VedomostError as error:
        st.error(_(error.sentence, **error.facts))
    return None


def _show(request: Request, seen: Preview, teaching: pl.DataFrame) -> None:
    language = current.language()
    mine = seen.touched.students.filter(student_id=request.file_number)
    if len(mine):
        st.html(tables.touched(mine, language))
    else:
        st.info(_("No journal page is touched."))
    names = dict(teaching.filter(_is_staff(teaching))["code", "name"].iter_rows())
    held = seen.touched.workbooks["person_id"].to_list()
    gained = seen.touched.teachers.filter(kind="gains")["person_id"].to_list()
    again = list(dict.fromkeys([*held, *gained]))
    if again:
        st.warning(
            _(
                "Should download a fresh workbook: {names}. Those downloaded before "
                "are still accepted.",
                names=", ".join(names.get(one, one) for one in again),
            )
        )
    _tell_problems(seen.problems)


def _is_staff(teaching: pl.DataFrame) -> pl.Series:
    return teaching["kind"] != "subject"


def _tell_of_closed_periods(viewer: Viewer, request: Request, seen: Preview) -> None:
    """Say which sheets that are closed already would change (§2.11)."""
    classes = {seen.drawn.class_from, seen.drawn.class_to} - {""}
    for class_id in sorted(classes):
        closed = cached.ask(movement.closed_since, viewer, class_id, request.day())
        if len(closed):
            st.warning(
                _(
                    "Closed already in {class_id}: {periods}. The roll of its summary "
                    "sheet would change (§2.11).",
                    class_id=class_id,
                    periods=", ".join(closed["period_name"]),
                )
            )


def _tell_problems(problems: Iterable[SetupProblem]) -> None:
    language = current.language()
    for problem in problems:
        if problem.rule == "setup_student_clash":
            weekday = ", ".join(_(part) for part in _parts(problem.facts["weekday"]))
            st.warning(_(_CLASH, **problem.facts | {"weekday": weekday}))
        else:
            st.warning(problem_line(problem, language))


def _parts(fact: object) -> tuple[str, ...]:
    return fact if isinstance(fact, tuple) else (str(fact),)


def _tell_of_namesakes(request: Request, students: pl.DataFrame) -> None:
    """Say that somebody of a newcomer's name has a personal file already."""
    if not isinstance(request, Enrolment):
        return
    parts = (request.surname, request.given_name, request.patronymic)
    name = " ".join(" ".join(parts).split())
    for code in students.filter(full_name=name)["student_id"]:
        st.info(
            _(
                "{name} has the personal file {code} already. If it is the same "
                "student, choose “{kind}”.",
                name=name,
                code=code,
                kind=say("Return", current.language()),
            )
        )
