"""Says in a workbook which lessons another teacher gives: their cells are locked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_, say

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from ingest.workbook import PlannedLesson, WorkbookPlan

_NOTE = N_(
    "This lesson is given by {teacher}, whose workbook holds its topic, marks and "
    "homework (§2.3). Nothing is entered here."
)


def note_substitute(
    sheet: Worksheet, plan: WorkbookPlan, lesson: PlannedLesson, row: int, column: int
) -> None:
    """Write a note of who gives the lesson, if it is not this teacher."""
    if lesson.given_by:
        text = say(_NOTE, plan.language, teacher=lesson.given_by)
        size = {"width": 260, "height": 80, "font_size": 9}
        sheet.write_comment(row, column, text, {**size, "author": plan.school_name})
