"""The teachers' desks: a process of its own that fills workbooks while others read.

It knows no database. Workbooks stay open here between saves, as on a teacher's screen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from ingest.demo.behaviour import live_through
from ingest.demo.filling import Template
from ingest.demo.pupils_life import PupilLife
from ingest.writing.writer import write_workbook

if TYPE_CHECKING:
    from datetime import datetime

    from ingest.demo.discipline import Discipline
    from ingest.demo.simulated_teacher import Term
    from ingest.workbook import WorkbookPlan


class _Open(NamedTuple):
    """A workbook on a desk and everything that will be written into it."""

    template: Template
    term: Term


_ON_DESKS: dict[str, _Open] = {}
_LIVES: dict[tuple[int, str], PupilLife] = {}


def open_workbook(
    plan: WorkbookPlan, discipline: Discipline, seed: int, until: datetime
) -> Term:
    """Write the template, think up its term, keep both; return the term."""
    lives = {
        student.student_id: _life(seed, student.student_id)
        for page in plan.pages
        for student in page.students
    }
    term = live_through(plan, discipline, seed, lives, until)
    _ON_DESKS[plan.workbook_id] = _Open(Template(write_workbook(plan)), term)
    return term


def saved_workbook(workbook_id: str, moment: datetime) -> bytes:
    """Return the file as the teacher saves it at a local moment."""
    template, term = _ON_DESKS[workbook_id]
    return template.filled(*term.written_by(moment))


def _life(seed: int, student_id: str) -> PupilLife:
    return _LIVES.setdefault((seed, student_id), PupilLife(seed, student_id))
