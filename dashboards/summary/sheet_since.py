"""What has changed on a sheet since the day that is looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from dashboards.summary.sheet_figures import average
from dashboards.tables import cell, heading, row, table
from expectations.language import N_, say
from expectations.marks import shown

if TYPE_CHECKING:
    from dashboards.summary.sheet_cells import Look
    from dashboards.summary.sheet_data import Cell, SheetData


class Change(NamedTuple):
    """A cell of the sheet then and now; None where there was or is none."""

    student: str
    subject: str
    period_name: str
    then: Cell | None
    now: Cell | None


def changes(then: SheetData, now: SheetData) -> list[Change]:
    """Return the cells whose final mark or marks differ, in the order of the sheet."""
    before = {
        (student.student_id, *key): found
        for student in then.students
        for key, found in student.cells.items()
    }
    found = []
    for student in now.students:
        for subject in now.subjects:
            for column in subject.columns:
                key = (subject.subject_id, column.period_id)
                was = before.get((student.student_id, *key))
                is_now = student.cells.get(key)
                if _told(was) != _told(is_now):
                    found.append(
                        Change(
                            student.name, subject.name, column.period_name, was, is_now
                        )
                    )
    return found


def _told(found: Cell | None) -> tuple[object, ...]:
    if found is None:
        return (None, 0, 0)
    return (found.final, found.sum_marks, found.count_marks)


def draw(found: list[Change], look: Look) -> str:
    """Return the changed cells: who, which subject, then and now."""
    head = row(
        heading(say(N_("Student"), look.language), "name"),
        heading(say(N_("Subject"), look.language)),
        heading(say(N_("Then"), look.language), "number"),
        heading(say(N_("Now"), look.language), "number"),
    )
    body = [
        row(
            heading(one.student, "name", scope="row"),
            cell(f"{one.subject}, {one.period_name}"),
            cell(_shown(one.then, look), "number"),
            cell(_shown(one.now, look), "number strong"),
        )
        for one in found
    ]
    return table(say(N_("Changed since then"), look.language), [head], body)


def _shown(found: Cell | None, look: Look) -> str:
    if found is None:
        return "—"
    final = shown(found.final) if found.final is not None else ""
    if not found.count_marks:
        return final or "—"
    running, made = average(found, look.language, look.rule)
    return f"{final} ({running} = {made})".strip()
