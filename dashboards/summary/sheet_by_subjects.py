"""The sheet turned: subjects in rows, students in columns, totals at the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dashboards.summary.sheet_cells import (
    Look,
    filled,
    result,
    student_column,
    taught_by,
)
from dashboards.summary.sheet_figures import COUNTS, UNCOMMON, figures, titles
from dashboards.tables import cell, heading, row, table, upright
from expectations.language import N_, say

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dashboards.summary.sheet_data import Column, SheetData, Subject


def draw(sheet: SheetData, look: Look, caption: str) -> str:
    """Return the table; on the sheet of the year a row for each of its marks."""
    counts = [
        (name, column)
        for name, column in COUNTS
        if column not in UNCOMMON or any(one[column] for one in sheet.totals.values())
    ]
    head = row(
        heading(say(N_("Subject"), look.language), "name"),
        *(student_column(student, look.language) for student in sheet.students),
        *(upright(say(name, look.language)) for name, _ in counts),
        *(upright(say(name, look.language)) for name in titles()),
    )
    body = [
        row(
            heading(
                _name(subject, column, is_year=sheet.is_year),
                "name",
                taught_by(subject),
                scope="row",
            ),
            *(
                result(student, subject, column.period_id, look, sheet)
                for student in sheet.students
            ),
            *_totals(sheet, column, [key for _, key in counts], look),
        )
        for subject in sheet.subjects
        for column in subject.columns
    ]
    return table(caption, [head], body, is_grid=True)


def _name(subject: Subject, column: Column, *, is_year: bool) -> str:
    return (
        f"{subject.short_name}, {column.period_name}" if is_year else subject.short_name
    )


def _totals(
    sheet: SheetData, column: Column, counts: list[str], look: Look
) -> Iterator[str]:
    total = sheet.totals.get((column.subject_id, column.period_id))
    for key in counts:
        yield cell(str(total[key] or "") if total else "", "number")
    if total is None:
        yield from (cell("", "number") for _ in titles())
        return
    for found in figures(total, look.language, look.rule):
        yield filled(found)
