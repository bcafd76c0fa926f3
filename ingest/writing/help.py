"""The help sheet: a teacher's day, what may be written, when it is due, totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_, say
from ingest import workbook as contract
from ingest.reading.sheets import cell_address
from ingest.writing.again import write_again_help
from ingest.writing.formulas import is_missed
from ingest.writing.paper import protect, set_up_page
from ingest.writing.style import BAND, QUIET

if TYPE_CHECKING:
    from collections.abc import Mapping

    from xlsxwriter.worksheet import Worksheet

    from ingest.workbook import PlannedPage, WorkbookPlan
    from ingest.writing.style import Formats

STEPS = (
    N_("Open the workbook: the sheet “Lessons” stands at today's lessons."),
    N_("After the lesson choose held, replaced or cancelled in the column “Lesson”."),
    N_("Write “yes” under “Attendance taken” when you have checked who is there."),
    N_("On the sheet of the class write н for those absent, in today's column."),
    N_("Set marks in the same column; two marks for one lesson are written 4/5."),
    N_("Check the topic: it is filled in from the lesson plan and may be changed."),
    N_("Choose the work type of the marks; the second one belongs to a double's end."),
    N_("Write the homework, or “not set” when there is none."),
    N_("What all families should know of a lesson goes into “Comment”, at the end."),
    N_("In the last week of the period set final marks in the column “Final”."),
    N_(
        "Save and hand the workbook in on the page “My journals”, as often as you like."
    ),
)
LEGEND = (
    ("5  4  3  2", N_("a mark")),
    ("4/5", N_("two marks for one lesson; “4 5” is understood too")),
    ("н", N_("absent")),
    ("б", N_("absent, ill")),
    ("у", N_("absent, excused")),
    ("о", N_("late")),
    ("5н", N_("a mark and a code together: made up later")),
    (".", N_("a mark is promised and will follow")),
    ("зачёт, незачёт", N_("passed, failed: subjects without marks")),
    ("ОСВ", N_("final: exempt; write “ОСВ (освоено)” for mastered")),
    ("Н/А", N_("final: not attested")),
)
DUE = (
    (N_("Attendance, topic, mark for the lesson"), N_("the same day"), "2.5, 2.6"),
    (N_("Mark for a written work"), N_("within three working days"), "2.5"),
    (
        N_("Homework"),
        N_("within 1.5 hours after the end of that class's lessons"),
        "2.7",
    ),
    (N_("Final mark of the period"), N_("in the last week of the period"), "2.8"),
)
TOTALS = (
    N_("Page"),
    N_("Lessons"),
    N_("Lessons reported"),
    N_("With a topic"),
    N_("Homework"),
    N_("Cells filled"),
    N_("Missed"),
    N_("Finals set"),
)
_WIDTHS = (2, 30, 14, 14, 14, 14, 14, 14, 14)


def write_help(
    sheet: Worksheet,
    formats: Formats,
    plan: WorkbookPlan,
    titles: list[str],
    values: Mapping[str, Mapping[tuple[str, str], str]],
) -> None:
    """Write the sheet; its totals are live formulas over the other sheets.

    `values` are page → (lesson or period, student) → as written.
    """
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 24)
    language = plan.language
    sheet.write_string(0, 1, say(contract.HELP_SHEET, language), formats.title)
    about = f"{plan.school_name} · {plan.teacher_name} · {plan.period_name}"
    sheet.write_string(1, 1, about, formats.subtitle)
    sheet.set_row(2, 6, None, {"hidden": True})
    sheet.write_string(2, 0, f"{contract.MARKER} {contract.HELP_MARK}")
    row = write_again_help(sheet, formats, plan, 3)
    row = _write_steps(sheet, formats, language, row)
    row = _write_legend(sheet, formats, language, row + 1)
    row = _write_due(sheet, formats, language, row + 1)
    _write_totals(sheet, formats, plan, titles, values, row + 1)
    set_up_page(sheet, plan, pages_high=1)
    protect(sheet)


def _band(
    sheet: Worksheet, formats: Formats, row: int, text: str, last_column: int = 8
) -> None:
    style = formats(bold=True, font_size=11, bg_color=BAND)
    for column in range(1, last_column + 1):
        sheet.write_blank(row, column, None, style)
    sheet.write_string(row, 1, text, style)
    sheet.set_row(row, 20)


def _write_steps(sheet: Worksheet, formats: Formats, language: str, row: int) -> int:
    _band(sheet, formats, row, say(N_("A teacher's day"), language))
    for number, step in enumerate(STEPS, 1):
        sheet.write_string(
            row + number, 1, f"{number}. {say(step, language)}", formats()
        )
    return row + len(STEPS) + 1


def _write_legend(sheet: Worksheet, formats: Formats, language: str, row: int) -> int:
    _band(sheet, formats, row, say(N_("What may be written"), language))
    for place, (code, meaning) in enumerate(LEGEND, row + 1):
        sheet.write_string(place, 1, code, formats(bold=True))
        sheet.write_string(place, 2, say(meaning, language), formats())
    return row + len(LEGEND) + 1


def _write_due(sheet: Worksheet, formats: Formats, language: str, row: int) -> int:
    _band(sheet, formats, row, say(N_("When it is due"), language))
    for place, (what, when, clause) in enumerate(DUE, row + 1):
        sheet.write_string(place, 1, say(what, language), formats())
        sheet.write_string(place, 3, say(when, language), formats(bold=True))
        told = say(N_("§{clause}"), language, clause=clause)
        sheet.write_string(place, 7, told, formats(font_color=QUIET))
    return row + len(DUE) + 1


def _write_totals(
    sheet: Worksheet,
    formats: Formats,
    plan: WorkbookPlan,
    titles: list[str],
    values: Mapping[str, Mapping[tuple[str, str], str]],
    row: int,
) -> None:
    _band(sheet, formats, row, say(N_("Totals by page"), plan.language))
    sheet.set_row(row + 1, 30)
    for column, title in enumerate(TOTALS, 1):
        sheet.write_string(row + 1, column, say(title, plan.language), formats.header())
    number = formats.cell(is_open=False, align="center")
    for place, (page, title) in enumerate(
        zip(plan.pages, titles, strict=True), row + 2
    ):
        name = formats.cell(is_open=False)
        sheet.write_string(place, 1, title, name)
        sheet.write_number(place, 2, len(page.lessons), number)
        of_grid = _grid_totals(page, title, values.get(page.page_id, {}))
        totals = _lesson_totals(plan, page) + of_grid
        for column, (formula, value) in enumerate(totals, 3):
            if formula:
                sheet.write_formula(place, column, formula, number, value)
            else:
                sheet.write_blank(place, column, None, number)


def _lesson_totals(plan: WorkbookPlan, page: PlannedPage) -> list[tuple[str, int]]:
    """Count the filled lesson fields of a page on the lessons sheet."""
    sheet = say(contract.LESSONS_SHEET, plan.language)
    first = contract.LIST_FIRST_ROW
    last = first + sum(len(one.lessons) for one in plan.pages)
    keys = [column.key for column in contract.LESSON_COLUMNS]

    def area(key: str) -> str:
        column = keys.index(key)
        top = cell_address(first, column)
        bottom = cell_address(max(first, last - 1), column)
        return f"'{sheet}'!{top}:{bottom}"

    escaped = page.page_id.replace('"', '""')
    totals = []
    for field in ("status", "topic", "homework"):
        formula = (
            f'=SUMPRODUCT(({area("page")}="{escaped}")'
            f'*({area("status")}<>"")*({area(field)}<>""))'
        )
        filled = 0
        for lesson in page.lessons:
            texts = [
                plan.values.get(
                    contract.CellKey(page.page_id, lesson.lesson_id, "", "", name), ""
                )
                for name in ("status", field)
            ]
            is_topic = field == "topic" and bool(lesson.planned_topic)
            filled += bool(texts[0]) and (bool(texts[1]) or is_topic)
        totals.append((formula if page.lessons else "", filled))
    return totals


def _grid_totals(
    page: PlannedPage, title: str, values: Mapping[tuple[str, str], str]
) -> list[tuple[str, int]]:
    """Count filled cells, missed lessons and finals of a page's own sheet."""
    if not page.lessons or not page.students:
        return [("", 0)] * 3
    first_row, first = contract.GRID_FIRST_ROW, contract.GRID_FIRST_COLUMN
    last_row = first_row + len(page.students) - 1
    after = first + len(page.lessons)
    missed = after + (page.grading == "marks")

    def area(left: int, right: int) -> str:
        sheet = title.replace("'", "''")
        corner = cell_address(last_row, right)
        return f"'{sheet}'!{cell_address(first_row, left)}:{corner}"

    lessons = {lesson.lesson_id for lesson in page.lessons}
    students = {student.student_id for student in page.students}
    marks = [
        text
        for (lesson_id, student_id), text in values.items()
        if lesson_id in lessons and student_id in students
    ]
    finals = [
        period_id
        for period_id, student_id in values
        if period_id in page.finals and student_id in students
    ]
    last = missed + len(page.finals)
    return [
        (f'=SUMPRODUCT(--({area(first, after - 1)}<>""))', len(marks)),
        (f"=SUM({area(missed, missed)})", sum(map(is_missed, marks))),
        (
            f'=SUMPRODUCT(--({area(missed + 1, last)}<>""))' if page.finals else "",
            len(finals),
        ),
    ]
