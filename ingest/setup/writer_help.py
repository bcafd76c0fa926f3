"""The help sheet of a set-up workbook: what it is for and in which order to fill it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_, say
from ingest.setup.contract import SHEETS
from ingest.setup.writer_style import count_lines

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from ingest.setup.columns import SetupTables
    from ingest.setup.writer_style import Style

HELP_TITLE = N_("How to fill in")
_HEADING = N_("Set-up of the electronic journal")
_STEPS = (
    N_("This workbook describes a small invented school. Write your own over it."),
    N_("Fill the sheets from left to right: later sheets refer to earlier ones."),
    N_("Dark headers must be filled, light ones may stay empty."),
    N_("Codes tie the sheets together: keep a code once it is given."),
    N_(
        "Write dates as 01.09.2026, times as 08:30. "
        "Lists only advise, they do not forbid."
    ),
    N_("Then run “vedomost init”: every problem is named with its sheet and cell."),
    N_(
        "Later changes (a new student, another teacher, a new timetable) go into the "
        "same workbook: run it again, look at the changes and give the day they hold "
        "from."
    ),
)
_SHEET = N_("Sheet")
_MEANING = N_("What it says")
_ROWS = N_("Rows")
_MUST = N_("Must be filled")
_YES = N_("yes")
_NO = N_("no")


def write_help(
    worksheet: Worksheet, style: Style, tables: SetupTables, language: str
) -> None:
    """Fill the help sheet; sheet names are links."""
    worksheet.hide_gridlines(2)
    worksheet.set_column(0, 0, 5)
    worksheet.set_column(1, 1, 24)
    worksheet.set_column(2, 2, 76)
    worksheet.set_column(3, 4, 14)
    worksheet.set_row(0, 34)
    worksheet.write_string(0, 1, say(_HEADING, language), style.title)
    for number, step in enumerate(_STEPS, 1):
        sentence = say(step, language)
        worksheet.write_number(number, 0, number, style.step)
        worksheet.merge_range(number, 1, number, 4, "", style.text)
        worksheet.write_string(number, 1, sentence, style.text)
        worksheet.set_row(number, 3 + 15 * count_lines(sentence, 110))
    top = len(_STEPS) + 2
    for position, header in enumerate((_SHEET, _MEANING, _ROWS, _MUST), 1):
        worksheet.write_string(top, position, say(header, language), style.required)
    for number, sheet in enumerate(SHEETS, top + 1):
        title = say(sheet.title, language)
        worksheet.write_number(number, 0, number - top, style.step)
        worksheet.write_url(
            number, 1, f"internal:'{title}'!A1", style.link, string=title
        )
        sentence = say(sheet.help, language)
        worksheet.write_string(number, 2, sentence, style.boxed)
        worksheet.write_number(number, 3, len(tables[sheet.table]), style.number)
        must = _YES if sheet.is_required else _NO
        worksheet.write_string(number, 4, say(must, language), style.number)
        worksheet.set_row(number, 4 + 15 * count_lines(sentence, 72))
    worksheet.set_paper(9)
    worksheet.set_landscape()
    worksheet.fit_to_pages(1, 1)
