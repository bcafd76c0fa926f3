"""The present plan of a page as such a workbook: to be edited and brought back."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter

from expectations.language import N_, say
from ingest.lesson_plans.standing import pages_of_subject, rows_of_subject, topics_of
from warehouse.access.may_change_plans import refuse_others_pages
from warehouse.clock import school_day

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from ingest.lesson_plans.standing import PlanPage, PlanRow
    from warehouse.school_folder import School
    from warehouse.viewer import Viewer

_TITLE = N_("Lesson plan: {page}")
_SHEET = N_("Lesson plan")
_HEADINGS = (
    (N_("Lesson no."), 10),
    (N_("Topic of the lesson"), 70),
    (N_("Homework"), 36),
    (N_("Date by the timetable"), 18),
)
_HEADER_ROW = 2
_LESSONS = """
select plan_position, min(lesson_on)
from journal.lessons
where page_id = $page_id and lesson_id not in (
    select lesson_id from journal.replaced_lessons where kind = 'cancelled'
)
group by plan_position
"""


def plan_workbook(school: School, viewer: Viewer, page_id: str, language: str) -> bytes:
    """Return the plan of a page as it holds today.

    Lessons without a topic are empty rows with their dates, to be filled.
    """
    today = school_day(school.clock.now(), school.timezone)
    with school.database.reading() as cursor:
        refuse_others_pages(cursor, viewer, [page_id])
        page, topics = present_plan(cursor, page_id, today)
        days = dict(cursor.execute(_LESSONS, {"page_id": page_id}).fetchall())
    return _written(page, topics, days, language)


def present_plan(
    cursor: duckdb.DuckDBPyConnection, page_id: str, on: date
) -> tuple[PlanPage, dict[int, PlanRow]]:
    """Return a page and the topics that its lessons take from a day on, by number."""
    row = cursor.execute(
        "select subject_id from journal.pages where page_id = ?", [page_id]
    ).fetchone()
    subject_id = str(row[0]) if row else ""
    pages = {page.page_id: page for page in pages_of_subject(cursor, subject_id)}
    return pages[page_id], topics_of(
        rows_of_subject(cursor, subject_id, on), pages[page_id]
    )


def _written(
    page: PlanPage, topics: dict[int, PlanRow], days: dict[int, date], language: str
) -> bytes:
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    bold = workbook.add_format({"bold": True, "text_wrap": True, "bottom": 1})
    text = workbook.add_format({"text_wrap": True, "valign": "top"})
    day = workbook.add_format({"num_format": "dd.mm.yyyy", "valign": "top"})
    sheet = workbook.add_worksheet(say(_SHEET, language))
    sheet.write_string(
        0,
        0,
        say(_TITLE, language, page=page.title),
        workbook.add_format({"bold": True}),
    )
    for position, (heading, width) in enumerate(_HEADINGS):
        sheet.set_column(position, position, width)
        sheet.write_string(_HEADER_ROW, position, say(heading, language), bold)
    sheet.freeze_panes(_HEADER_ROW + 1, 0)
    numbers = sorted(topics.keys() | days.keys())
    for row, number in enumerate(numbers, _HEADER_ROW + 1):
        planned = topics.get(number)
        sheet.write_number(row, 0, number)
        if planned is not None:
            sheet.write_string(row, 1, planned.topic, text)
            sheet.write_string(row, 2, planned.homework, text)
        if number in days:
            sheet.write_datetime(row, 3, days[number], day)
    sheet.print_area(0, 0, _HEADER_ROW + len(numbers), len(_HEADINGS) - 1)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)
    workbook.close()
    return file.getvalue()
