"""Hand a teacher the fresh, prefilled workbook of a term."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_, say
from ingest.plan import plan_workbook, register_workbook
from ingest.writing.writer import write_workbook
from warehouse.clock import school_day

if TYPE_CHECKING:
    from datetime import date

    from ingest.workbook import WorkbookPlan
    from warehouse.school_folder import School

_FILE_NAME = N_("{teacher}, {period}.xlsx")


class HandedOut(NamedTuple):
    """A workbook as given to its teacher; the file name is safe on any system."""

    file_name: str
    content: bytes


def hand_out(
    school: School, person_id: str, on: date | None = None, language: str | None = None
) -> HandedOut:
    """Make the teacher's workbook of the term with `on` in it (today by default).

    It is registered as handed out: its content is the base of its first merge.
    """
    day = on or school_day(school.clock.now(), school.timezone)
    return hand_out_planned(
        school, plan_workbook(school, person_id, day, language=language)
    )


def hand_out_planned(school: School, plan: WorkbookPlan) -> HandedOut:
    """Register a planned workbook as handed out, and write it."""
    register_workbook(school, plan)
    return HandedOut(file_name_of(plan), write_workbook(plan))


def file_name_of(plan: WorkbookPlan) -> str:
    """Return the name of the file, the same whenever the workbook is made anew."""
    name = say(
        _FILE_NAME, plan.language, teacher=plan.teacher_name, period=plan.period_name
    )
    return safe_name(name)


def safe_name(name: str) -> str:
    """Return a file name without signs that some system does not allow."""
    return "".join(
        letter for letter in name if letter.isprintable() and letter not in '\\/:*?"<>|'
    )
