"""Write a set-up workbook: a help sheet, then one sheet per table of the contract."""

from __future__ import annotations

import io
from datetime import date, time
from typing import TYPE_CHECKING, Any

import xlsxwriter

from expectations.language import N_, say
from ingest.setup.cells import shown, shown_setting
from ingest.setup.contract import SHEETS, completed
from ingest.setup.lists import Lists
from ingest.setup.writer_help import HELP_TITLE, write_help
from ingest.setup.writer_style import Style, count_lines

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from ingest.reading.sheets import RawWorkbook
    from ingest.setup.columns import Column, SetupTables, Sheet

__all__ = ["HELP_TITLE", "stand_of", "write_setup_workbook"]

HEADER_ROW = 2  # 0-based: a sentence and a help row stand above the header
_HELP_SIZE = 1.05  # characters of the small help text per unit of column width
_BOLD_SIZE = 0.8
_STAND_SHEET = "_meta"
SPARE_ROWS = 500  # drop-downs and formats reach this far below the last row


def write_setup_workbook(
    tables: SetupTables, language: str, last_change_id: int | None = None
) -> bytes:
    """Return the workbook that holds these tables, with help in the language.

    `last_change_id` is the last change that they hold: the workbook says it again when
    it comes back (`stand_of`).
    """
    file = io.BytesIO()
    workbook = xlsxwriter.Workbook(file, {"in_memory": True})
    workbook.set_properties({"title": say(HELP_TITLE, language)})
    full = completed(tables)
    style = Style(workbook)
    help_sheet = workbook.add_worksheet(say(HELP_TITLE, language))
    worksheets = {
        sheet.table: workbook.add_worksheet(say(sheet.title, language))
        for sheet in SHEETS
    }
    lists = Lists(workbook, full, language, HEADER_ROW + 1, SPARE_ROWS)
    write_help(help_sheet, style, full, language)
    for sheet in SHEETS:
        _write_sheet(worksheets[sheet.table], sheet, full, style, lists, language)
    lists.write()
    if last_change_id is not None:
        _write_stand(workbook.add_worksheet(_STAND_SHEET), last_change_id)
    help_sheet.activate()
    workbook.close()
    return file.getvalue()


def stand_of(raw: RawWorkbook) -> int | None:
    """Return the last change that a workbook held when it was written, if it says."""
    for sheet in raw.sheets:
        if sheet.name == _STAND_SHEET and sheet.rows:
            cells = sheet.rows[0]
            if len(cells) > 1 and isinstance(cells[1], int | float):
                return int(cells[1])
    return None


def _write_stand(worksheet: Worksheet, last_change_id: int) -> None:
    worksheet.write_string(0, 0, "last_change_id")
    worksheet.write_number(0, 1, last_change_id)
    worksheet.very_hidden()


def _write_sheet(
    worksheet: Worksheet,
    sheet: Sheet,
    tables: SetupTables,
    style: Style,
    lists: Lists,
    language: str,
) -> None:
    rows = tables[sheet.table]
    last_column = len(sheet.columns) - 1
    worksheet.hide_gridlines(2)
    worksheet.set_row(0, 24)
    worksheet.write_string(0, 0, say(sheet.help, language), style.sentence)
    worksheet.set_row(1, 5 + 12 * _most_lines(sheet, language, _HELP_SIZE))
    worksheet.set_row(HEADER_ROW, 6 + 15 * _most_lines(sheet, language, None))
    for position, column in enumerate(sheet.columns):
        _write_column(worksheet, position, column, len(rows), style, lists, language)
    for number, row in enumerate(rows, HEADER_ROW + 1):
        most_lines = 1
        for position, column in enumerate(sheet.columns):
            value = shown(column, row[column.key], language)
            if column.kind == "setting":
                value = shown_setting(value, str(row["setting"]))
            _write_value(worksheet, number, position, value, style, column)
            if isinstance(value, str) and len(value) > column.width - 3:
                most_lines = max(most_lines, count_lines(value, column.width - 2))
        if most_lines > 1:
            worksheet.set_row(number, 15 * most_lines)
    last_row = HEADER_ROW + max(len(rows), 1)
    worksheet.autofilter(HEADER_ROW, 0, last_row, last_column)
    worksheet.freeze_panes(HEADER_ROW + 1, _frozen_columns(sheet))
    worksheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    _set_up_print(worksheet, sheet, last_row, language)


def _most_lines(sheet: Sheet, language: str, stretch: float | None) -> int:
    """Return the lines of the tallest help, or of the tallest bold header."""
    return max(
        count_lines(
            say(column.help if stretch else column.title, language),
            column.width * (stretch or _BOLD_SIZE),
        )
        for column in sheet.columns
    )


def _frozen_columns(sheet: Sheet) -> int:
    return 3 if sheet.table in {"students", "parents", "staff"} else 1


def _write_column(
    worksheet: Worksheet,
    position: int,
    column: Column,
    count: int,
    style: Style,
    lists: Lists,
    language: str,
) -> None:
    worksheet.set_column(position, position, column.width, style.blank(column.kind))
    worksheet.write_string(1, position, say(column.help, language), style.help)
    worksheet.write_string(
        HEADER_ROW,
        position,
        say(column.title, language),
        style.required if column.is_required else style.optional,
    )
    source = lists.source(column)
    if source:
        worksheet.data_validation(
            HEADER_ROW + 1,
            position,
            HEADER_ROW + count + SPARE_ROWS,
            position,
            _drop_down(column, source, language),
        )


_WARNING_TITLE = N_("Not in the list")
_WARNING = N_("This value is not in the list. Keep it?")


def _drop_down(column: Column, source: str, language: str) -> dict[str, Any]:
    """Warn rather than forbid; a comma list is offered one item at a time."""
    return {
        "validate": "list",
        "source": source,
        "error_type": "warning",
        "error_title": say(_WARNING_TITLE, language),
        "error_message": say(_WARNING, language),
        "show_error": column.kind not in {"codes", "choices"},
    }


def _write_value(
    worksheet: Worksheet,
    row: int,
    position: int,
    value: object,
    style: Style,
    column: Column,
) -> None:
    if value is None or value == "":
        worksheet.write_blank(row, position, None, style.filled(column.kind))
    elif isinstance(value, date):
        kind = "setting date" if column.kind == "setting" else "date"
        worksheet.write_datetime(row, position, value, style.filled(kind))
    elif isinstance(value, time):
        worksheet.write_datetime(row, position, value, style.filled("time"))
    elif isinstance(value, int | float):
        worksheet.write_number(row, position, value, style.filled(column.kind))
    else:
        worksheet.write_string(row, position, str(value), style.filled(column.kind))


def _set_up_print(
    worksheet: Worksheet, sheet: Sheet, last_row: int, language: str
) -> None:
    worksheet.set_paper(9)
    if sum(column.width for column in sheet.columns) > 95:
        worksheet.set_landscape()
    worksheet.set_margins(left=0.5, right=0.4, top=0.6, bottom=0.6)
    worksheet.fit_to_pages(1, 0)
    worksheet.repeat_rows(HEADER_ROW)
    worksheet.print_area(0, 0, last_row, len(sheet.columns) - 1)
    worksheet.set_footer(f"&L{say(sheet.title, language)}&R&P / &N")
