"""The grid sheet of a journal page: students down, lessons across, as on paper."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from babel.dates import get_month_names
from xlsxwriter.utility import xl_col_to_name, xl_range, xl_rowcol_to_cell

from expectations.language import N_, say
from ingest import workbook as contract
from ingest.reading.sheets import cell_address
from ingest.writing.again import coloured, mark_again
from ingest.writing.formulas import (
    average_formula,
    average_of,
    is_missed,
    missed_formula,
)
from ingest.writing.paper import protect, set_up_page
from ingest.writing.style import ABSENCE, BAND, HEADER, LOW_MARK, QUIET, TODAY, Edge
from ingest.writing.substitutes import note_substitute

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from xlsxwriter.worksheet import Worksheet

    from ingest.workbook import PlannedPage, PlannedStudent, WorkbookPlan
    from ingest.writing.style import Formats

MARKS = ("5", "4", "3", "2", "н", "б", "у", "о", ".", "5/5", "5/4", "4/5", "4/4")
MORE_MARKS = ("4/3", "3/4", "3/3", "3/2", "2/3", "2/2")
PASSES = ("зачёт", "незачёт", "н", "б", "у", "о")
_OFFERED: dict[str, tuple[str, ...]] = {
    "marks": (*MARKS, *MORE_MARKS),
    "pass": PASSES,
    "none": ("н", "б", "у", "о"),
}
FINALS = ("5", "4", "3", "2", "ОСВ", "Н/А")
PASS_FINALS = ("зачёт", "незачёт", "ОСВ", "Н/А")
_MARK_WIDTH, _ROW_HEIGHT = 3.9, 16.5
_COLUMNS_ON_PAPER = 46  # lessons that stay readable on the width of an A4 page
_STUDENTS_IN_GROUP = 5  # a stronger line under every fifth student guides the eye
_COLUMNS_BEFORE_TODAY = 10


class _Grid(NamedTuple):
    """What the parts of one grid share."""

    sheet: Worksheet
    formats: Formats
    plan: WorkbookPlan
    page: PlannedPage
    values: Mapping[tuple[str, str], str]

    @property
    def last_lesson(self) -> int:
        return contract.GRID_FIRST_COLUMN + len(self.page.lessons) - 1

    @property
    def last_row(self) -> int:
        return contract.GRID_FIRST_ROW + len(self.page.students) - 1

    @property
    def tail(self) -> list[str]:
        """The keys of the computed columns behind the lessons."""
        keys = [contract.MISSED_KEY]
        if self.page.grading == "marks":
            keys.insert(0, contract.AVERAGE_KEY)
        return keys

    @property
    def first_final(self) -> int:
        """The column of the first final mark, behind all others."""
        return self.last_lesson + 1 + len(self.tail)

    @property
    def last_column(self) -> int:
        return self.first_final + len(self.page.finals) - 1

    @property
    def headings(self) -> list[str]:
        """What stands above the columns behind the lessons."""
        language = self.plan.language
        own = {one.period_id: one.title for one in self.page.attestations}
        titles = {
            contract.AVERAGE_KEY: contract.AVERAGE_TITLE,
            contract.MISSED_KEY: contract.MISSED_TITLE,
        }
        final = say(contract.FINAL_TITLE, language)
        return [
            *(say(titles[key], language) for key in self.tail),
            *(own.get(period, final) for period in self.page.finals),
        ]


def write_grid(
    sheet: Worksheet,
    formats: Formats,
    plan: WorkbookPlan,
    page: PlannedPage,
    values: Mapping[tuple[str, str], str],
) -> None:
    """Write one page; `values` are (lesson or period, student) → as written."""
    grid = _Grid(sheet, formats, plan, page, values)
    _set_sizes(grid)
    _write_headers(grid)
    _write_keys(grid)
    for place, student in enumerate(page.students):
        _write_student(grid, contract.GRID_FIRST_ROW + place, place, student)
    if page.students:
        _add_drop_downs(grid)
    if page.students and page.lessons:
        _add_rules(grid)
    _open_at_today(grid)
    _set_up_print(grid)
    protect(sheet)


def _set_sizes(grid: _Grid) -> None:
    sheet = grid.sheet
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    sheet.set_column(contract.GRID_NUMBER_COLUMN, contract.GRID_NUMBER_COLUMN, 3.6)
    sheet.set_column(contract.GRID_NAME_COLUMN, contract.GRID_NAME_COLUMN, 25)
    if grid.page.lessons:
        sheet.set_column(contract.GRID_FIRST_COLUMN, grid.last_lesson, _MARK_WIDTH)
    after = grid.last_lesson + 1
    sheet.set_column(after, grid.last_column, 9)
    sheet.set_default_row(_ROW_HEIGHT)
    sheet.set_row(contract.GRID_TITLE_ROW, 24)
    sheet.set_row(contract.GRID_KEY_ROW, 6, None, {"hidden": True})


def _write_headers(grid: _Grid) -> None:
    sheet, formats, page = grid.sheet, grid.formats, grid.page
    language = grid.plan.language
    name = contract.GRID_NUMBER_COLUMN
    sheet.write_string(
        contract.GRID_TITLE_ROW, name, f"{page.unit} · {page.subject}", formats.title
    )
    sheet.write_string(
        contract.GRID_SUBTITLE_ROW,
        name,
        f"{page.period_name} · {grid.plan.teacher_name} · {grid.plan.school_name}",
        formats.subtitle,
    )
    top, bottom = contract.GRID_MONTH_ROW, contract.GRID_SLOT_ROW
    header = formats.header()
    sheet.merge_range(top, name, bottom, name, "№", header)
    sheet.merge_range(
        top, name + 1, bottom, name + 1, say(N_("Surname, name"), language), header
    )
    _write_lesson_headers(grid)
    for place, title in enumerate(grid.headings, grid.last_lesson + 1):
        sheet.merge_range(top, place, bottom, place, title, header)


def _write_lesson_headers(grid: _Grid) -> None:
    sheet, formats, language = grid.sheet, grid.formats, grid.plan.language
    months = get_month_names("wide", context="stand-alone", locale=language)
    band = formats.header(bg_color=BAND)
    day = formats.header(num_format="dd", bg_color=HEADER, text_wrap=False)
    slot = formats.header(bold=False, font_size=8, font_color=QUIET)
    column = contract.GRID_FIRST_COLUMN
    for month, lessons in groupby(grid.page.lessons, lambda one: one.lesson_on.month):
        first = column
        for lesson in lessons:
            sheet.write_datetime(contract.GRID_DAY_ROW, column, lesson.lesson_on, day)
            sheet.write_number(contract.GRID_SLOT_ROW, column, lesson.slot, slot)
            note_substitute(sheet, grid.plan, lesson, contract.GRID_SLOT_ROW, column)
            column += 1
        row = contract.GRID_MONTH_ROW
        if column - first > 1:
            sheet.merge_range(row, first, row, column - 1, months[month], band)
        else:
            sheet.write_string(row, first, months[month][:3], band)


def _write_keys(grid: _Grid) -> None:
    sheet, page = grid.sheet, grid.page
    row = contract.GRID_KEY_ROW
    mark = f"{contract.MARKER} {contract.PAGE_MARK} {page.page_id}"
    sheet.write_string(row, contract.GRID_KEY_COLUMN, mark)
    sheet.write_string(row, contract.GRID_NUMBER_COLUMN, "number")
    sheet.write_string(row, contract.GRID_NAME_COLUMN, "name")
    for column, lesson in enumerate(page.lessons, contract.GRID_FIRST_COLUMN):
        sheet.write_string(row, column, lesson.lesson_id)
    for column, key in enumerate(grid.tail, grid.last_lesson + 1):
        sheet.write_string(row, column, f"{key} {page.period_id}")
    for column, period_id in enumerate(page.finals, grid.first_final):
        sheet.write_string(row, column, f"{contract.FINAL_KEY} {period_id}")
    for header, key in enumerate(contract.HEADER_KEYS, contract.GRID_MONTH_ROW):
        sheet.write_string(header, contract.GRID_KEY_COLUMN, key)


def _write_student(grid: _Grid, row: int, place: int, student: PlannedStudent) -> None:
    sheet, formats, values = grid.sheet, grid.formats, grid.values
    edge = Edge(
        begins=place % _STUDENTS_IN_GROUP == 0,
        ends=(place + 1) % _STUDENTS_IN_GROUP == 0 or row == grid.last_row,
    )
    identity = student.student_id
    plain = formats.cell(is_open=False, edge=edge)
    mark = formats.cell(is_open=True, edge=edge, align="center")
    closed = formats.closed(edge)
    key = contract.sealed(identity, student.name)
    sheet.write_string(row, contract.GRID_KEY_COLUMN, key)
    number = formats.cell(is_open=False, edge=edge, font_color=QUIET, align="center")
    sheet.write_number(row, contract.GRID_NUMBER_COLUMN, place + 1, number)
    sheet.write_string(row, contract.GRID_NAME_COLUMN, student.name, plain)
    written: list[str] = []
    again = grid.plan.to_enter
    for column, lesson in enumerate(grid.page.lessons, contract.GRID_FIRST_COLUMN):
        text = values.get((lesson.lesson_id, identity))
        is_theirs = student.starts_on <= lesson.lesson_on and (
            student.ends_on is None or lesson.lesson_on <= student.ends_on
        )
        style = mark if is_theirs and not lesson.given_by else closed
        cell = contract.CellKey(
            grid.page.page_id, lesson.lesson_id, "", identity, "mark"
        )
        if again and cell in again:
            style = formats.cell(
                is_open=True, edge=edge, align="center", **coloured(grid.plan, cell)
            )
            mark_again(sheet, formats, grid.plan, cell, row, column)
        if text:
            sheet.write_string(row, column, text, style)
            written.append(text)
        else:
            sheet.write_blank(row, column, None, style)
    _write_tail(grid, row, student, written, edge)


def _write_tail(
    grid: _Grid, row: int, student: PlannedStudent, written: list[str], edge: Edge
) -> None:
    sheet, formats = grid.sheet, grid.formats
    cells = xl_range(row, contract.GRID_FIRST_COLUMN, row, grid.last_lesson)
    for column, key in enumerate(grid.tail, grid.last_lesson + 1):
        if not grid.page.lessons:
            sheet.write_blank(row, column, None, formats.cell(is_open=False, edge=edge))
        elif key == contract.AVERAGE_KEY:
            style = formats.cell(
                is_open=False, edge=edge, num_format="0.00", align="center"
            )
            earlier = grid.page.earlier.get(student.student_id, (0, 0))
            formula = average_formula(cells, *earlier)
            average = average_of(written, *earlier)
            sheet.write_formula(row, column, formula, style, average)
        else:
            style = formats.cell(
                is_open=False, edge=edge, num_format="0;;", align="center"
            )
            missed = sum(map(is_missed, written))
            sheet.write_formula(row, column, missed_formula(cells), style, missed)
    for column, period_id in enumerate(grid.page.finals, grid.first_final):
        _write_final(grid, row, column, period_id, student, edge)


def _write_final(
    grid: _Grid,
    row: int,
    column: int,
    period_id: str,
    student: PlannedStudent,
    edge: Edge,
) -> None:
    sheet, formats = grid.sheet, grid.formats
    final = contract.CellKey(
        grid.page.page_id, "", period_id, student.student_id, "final"
    )
    style = formats.cell(
        is_open=True,
        edge=edge,
        bold=True,
        align="center",
        **coloured(grid.plan, final),
    )
    mark_again(sheet, formats, grid.plan, final, row, column)
    text = grid.values.get((period_id, student.student_id))
    if text:
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_blank(row, column, None, style)


def _add_drop_downs(grid: _Grid) -> None:
    """Offer the usual marks; anything else is only warned about."""
    sheet, language, page = grid.sheet, grid.plan.language, grid.page
    first, last = contract.GRID_FIRST_ROW, grid.last_row
    source = _OFFERED[grid.page.grading]
    offer: dict[str, Any] = {
        "validate": "list",
        "source": list(source),
        "error_type": "information",
        "error_title": say(N_("An unusual entry"), language),
        "error_message": say(
            N_("Usual are 5, 4, 3, 2, doubles such as 4/5, and н, б, у, о."), language
        ),
    }
    if page.lessons:
        sheet.data_validation(
            first, contract.GRID_FIRST_COLUMN, last, grid.last_lesson, offer
        )
    area = xl_range(first, contract.GRID_FIRST_COLUMN, last, grid.last_column)
    sheet.ignore_errors({"number_stored_as_text": area})
    if page.finals:
        finals = FINALS if page.grading == "marks" else PASS_FINALS
        message = say(N_("Usual are {finals}."), language, finals=", ".join(finals))
        offer |= {"source": list(finals), "error_message": message}
        sheet.data_validation(first, grid.first_final, last, grid.last_column, offer)


def _add_rules(grid: _Grid) -> None:
    """Colour by formula rules: a comparison would paint blank cells in LibreOffice."""
    sheet, formats = grid.sheet, grid.formats
    first, column = contract.GRID_FIRST_ROW, contract.GRID_FIRST_COLUMN
    area = (first, column, grid.last_row, grid.last_lesson)
    cell = xl_rowcol_to_cell(first, column)
    day = xl_rowcol_to_cell(contract.GRID_DAY_ROW, column, row_abs=True)
    code = f'ISNUMBER(SEARCH("н",{cell}))+ISNUMBER(SEARCH("б",{cell}))'
    rules = (
        (f'=ISNUMBER(FIND("2",{cell}))', formats.change(font_color=LOW_MARK, bold=1)),
        (f"=AND(LEN({cell})<5,{code}>0)", formats.change(font_color=ABSENCE)),
        (f"={day}=TODAY()", formats.change(bg_color=TODAY)),
    )
    for formula, change in rules:
        rule = {"type": "formula", "criteria": formula, "format": change}
        sheet.conditional_format(*area, rule)
    header = {"type": "formula", "criteria": rules[-1][0], "format": rules[-1][1]}
    sheet.conditional_format(
        contract.GRID_DAY_ROW, column, contract.GRID_SLOT_ROW, grid.last_lesson, header
    )


def _open_at_today(grid: _Grid) -> None:
    """Freeze names and headers, select today's column and bring it into view."""
    row, column = contract.GRID_FIRST_ROW, contract.GRID_FIRST_COLUMN
    upcoming = [
        place
        for place, lesson in enumerate(grid.page.lessons)
        if lesson.lesson_on >= grid.plan.today
    ]
    place = upcoming[0] if upcoming else max(len(grid.page.lessons) - 1, 0)
    left = column + max(0, place - _COLUMNS_BEFORE_TODAY)
    grid.sheet.freeze_panes(row, column, row, left)
    grid.sheet.set_selection(cell_address(row, column + place))


def _set_up_print(grid: _Grid) -> None:
    """Print like a spread of the paper journal: A4 across, headers on every page."""
    sheet, plan = grid.sheet, grid.plan
    set_up_page(sheet, plan)
    sheet.fit_to_pages(-(-max(len(grid.page.lessons), 1) // _COLUMNS_ON_PAPER), 0)
    sheet.repeat_rows(contract.GRID_MONTH_ROW, contract.GRID_SLOT_ROW)
    sheet.repeat_columns(
        f"{xl_col_to_name(contract.GRID_NUMBER_COLUMN)}:"
        f"{xl_col_to_name(contract.GRID_NAME_COLUMN)}"
    )
    sheet.print_area(
        0, contract.GRID_NUMBER_COLUMN, max(grid.last_row, 6), grid.last_column
    )
