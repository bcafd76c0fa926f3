"""What a change of the set-up touches in the journal, before it is applied."""

from __future__ import annotations

from typing import TYPE_CHECKING

import streamlit as st

from dashboards import current
from dashboards.current import _
from dashboards.journal.figures import day
from dashboards.set_up.words import LESSONS
from ingest.setup.change_lines import change_line
from ingest.setup.contract import SHEETS
from ingest.setup.rules import problem_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

    from ingest.setup.changes import Change
    from ingest.setup.rules import SetupProblem
    from ingest.setup.touching import Touched

_MOST_LINES = 200  # of one sheet: the rest is counted
_MOST_NAMES = 40


def show_problems(problems: Sequence[SetupProblem]) -> None:
    """Name every problem with its cell and how to mend it, the critical ones first."""
    language = current.language()
    for problem in sorted(problems, key=lambda one: one.severity):
        show = st.error if problem.severity == "critical" else st.warning
        show(problem_line(problem, language))


def show_changes(changes: Sequence[Change]) -> None:
    """List the changes, sheet by sheet, closed at first where they are many."""
    language = current.language()
    for sheet in SHEETS:
        here = [change for change in changes if change.table == sheet.table]
        if not here:
            continue
        with st.expander(f"{_(sheet.title)}: {len(here)}", expanded=len(changes) < 10):
            lines = [change_line(change, language) for change in here[:_MOST_LINES]]
            st.text("\n".join(lines))
            if len(here) > _MOST_LINES:
                left = len(here) - _MOST_LINES
                st.caption(_("And {count} further rows.", count=left))


def show_touched(touched: Touched, names: dict[str, str]) -> None:
    """Say what happens to lessons, pages, rolls and workbooks that are out."""
    lines = [*_lessons(touched.lessons), *_stays(touched, names)]
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))
    else:
        st.info(_("No lesson, page or roll is touched."))
    _tell_of_workbooks(touched.workbooks, names)


def _lessons(lessons: pl.DataFrame) -> list[str]:
    language = current.language()
    found = []
    for kind, title in LESSONS.items():
        here = lessons.filter(kind=kind)
        if here.is_empty():
            continue
        written = int(here["is_written"].sum())
        days = here["lesson_on"].sort()
        first, last = (day(one, language) for one in (days[0], days[-1]))
        line = _(
            "{what}: {count}, from {first} to {last}; journal pages: {pages}.",
            what=_(title),
            count=len(here),
            first=first,
            last=last,
            pages=some(here["title"].unique().sort().to_list()),
        )
        if written and kind in {"removed", "moved"}:
            line += " " + _(
                "Entries stand in {count} of them: they are kept.", count=written
            )
        found.append(line)
    return found


def _stays(touched: Touched, names: dict[str, str]) -> list[str]:
    lines = []
    gains = {
        "gains": _("{name} gets journal pages: {pages}."),
        "loses": _("{name} hands journal pages over: {pages}."),
    }
    for (person_id, kind), rows in touched.teachers.group_by(
        "person_id", "kind", maintain_order=True
    ):
        name = names.get(str(person_id), str(person_id))
        pages = some(rows["title"].unique().sort().to_list())
        lines.append(gains[str(kind)].format(name=name, pages=pages))
    if len(touched.students):
        lines.append(
            _(
                "Rolls that change: {pages}; students: {count}.",
                pages=some(touched.students["title"].unique().sort().to_list()),
                count=touched.students["student_id"].n_unique(),
            )
        )
    return lines


def _tell_of_workbooks(workbooks: pl.DataFrame, names: dict[str, str]) -> None:
    people = workbooks["person_id"].unique(maintain_order=True).to_list()
    if people:
        st.warning(
            _(
                "Should download a fresh workbook: {names}. Those downloaded before "
                "are still accepted.",
                names=some([names.get(one, one) for one in people]),
            )
        )


def some(names: list[str], most: int = _MOST_NAMES) -> str:
    """Return names with commas, and of many how many there are besides."""
    told = ", ".join(names[:most])
    left = len(names) - most
    return f"{told}, {_('and {count} more', count=left)}" if left > 0 else told
