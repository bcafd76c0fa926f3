"""Write a teacher's workbook from its plan: no database, clock or temporary file."""

from __future__ import annotations

import io
from collections import defaultdict
from typing import TYPE_CHECKING

import xlsxwriter

from expectations.language import say
from ingest.workbook import (
    CONTRACT_VERSION,
    HELP_SHEET,
    LESSONS_SHEET,
    MARKER,
    MESSAGES_SHEET,
    META_SHEET,
    CellKey,
    WorkbookPlan,
    addressees,
    sheet_titles,
)
from ingest.writing.grid import write_grid
from ingest.writing.help import write_help
from ingest.writing.lessons import write_lessons
from ingest.writing.messages import write_messages
from ingest.writing.style import Formats
from ingest.writing.teacher_sheet import TeacherSheet

if TYPE_CHECKING:
    from collections.abc import Mapping


def write_workbook(plan: WorkbookPlan) -> bytes:
    """Return the workbook as .xlsx bytes; it opens at today's lessons.

    Text never becomes a formula, a number or a link, whatever it begins with.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {
            "in_memory": True,  # temporary files double the time
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    book.worksheet_class = TeacherSheet
    formats = Formats(book)
    values = _by_page(plan.values)
    titles = sheet_titles(plan.pages)
    help_sheet = book.add_worksheet(say(HELP_SHEET, plan.language))
    lessons_sheet = book.add_worksheet(say(LESSONS_SHEET, plan.language))
    for page, title in zip(plan.pages, titles, strict=True):
        sheet = book.add_worksheet(title)
        write_grid(sheet, formats, plan, page, values[page.page_id])
    messages_sheet = book.add_worksheet(say(MESSAGES_SHEET, plan.language))
    meta_sheet = book.add_worksheet(META_SHEET)
    write_help(help_sheet, formats, plan, titles, values)
    write_lessons(lessons_sheet, formats, plan)
    whom = _write_meta(meta_sheet, plan, titles)
    write_messages(messages_sheet, formats, plan, whom)
    lessons_sheet.activate()
    book.set_properties(_properties(plan))
    book.close()
    return target.getvalue()


def _by_page(values: Mapping[CellKey, str]) -> dict[str, dict[tuple[str, str], str]]:
    """Return page → (lesson or period, student) → mark or final as written."""
    pages: dict[str, dict[tuple[str, str], str]] = defaultdict(dict)
    for key, text in values.items():
        if key.field == "mark":
            pages[key.page_id][key.lesson_id, key.student_id] = text
        elif key.field == "final":
            pages[key.page_id][key.period_id, key.student_id] = text
    return pages


def _write_meta(
    sheet: xlsxwriter.worksheet.Worksheet, plan: WorkbookPlan, titles: list[str]
) -> str:
    """Write the very hidden sheet; return the range of the message addressees."""
    rows: list[tuple[str, ...]] = [
        (MARKER, str(CONTRACT_VERSION)),
        ("school_id", plan.school_id),
        ("workbook_id", plan.workbook_id),
        ("person_id", plan.person_id),
        ("period_name", plan.period_name),
        ("starts_on", plan.starts_on.isoformat()),
        ("ends_on", plan.ends_on.isoformat()),
        ("generated_at", plan.generated_at.isoformat()),
        ("language", plan.language),
    ]
    rows += [("work_type", name, identity) for identity, name in plan.work_types]
    rows += [
        ("page", title, page.page_id, page.period_id)
        for page, title in zip(plan.pages, titles, strict=True)
    ]
    first = len(rows) + 1
    rows += [("whom", *addressee) for addressee in addressees(plan)]
    for row, cells in enumerate(rows):
        for column, text in enumerate(cells):
            sheet.write_string(row, column, text)
    sheet.very_hidden()
    return f"='{META_SHEET}'!$B${first}:$B${max(first, len(rows))}"


def _properties(plan: WorkbookPlan) -> dict[str, object]:
    return {
        "title": plan.period_name,
        "author": plan.school_name,
        "created": plan.generated_at.replace(tzinfo=None),
    }
