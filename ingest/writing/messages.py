"""The messages sheet: words to a class or to one student's parents (§1.5)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_, say
from ingest import workbook as contract
from ingest.writing.lessons import write_list_head
from ingest.writing.paper import protect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from xlsxwriter.worksheet import Worksheet

    from ingest.workbook import WorkbookPlan
    from ingest.writing.style import Formats

BLANK_ROWS = 40


class _Message(NamedTuple):
    row_key: str
    written_on: date | None
    whom: str
    text: str


def write_messages(
    sheet: Worksheet, formats: Formats, plan: WorkbookPlan, whom: str
) -> None:
    """Write the messages so far and blank rows; `whom` is the drop-down's source."""
    title = say(contract.MESSAGES_SHEET, plan.language)
    write_list_head(sheet, formats, plan, title, contract.MESSAGE_COLUMNS)
    mark = f"{contract.MARKER} {contract.MESSAGES_MARK}"
    sheet.write_string(contract.LIST_KEY_ROW, 0, mark)
    sheet.set_column(0, 0, 4, None, {"hidden": True})
    known = sorted(_messages(plan), key=lambda one: (one.written_on or date.min, one))
    blank = [
        _Message(f"{plan.workbook_id}-{number:02d}", None, "", "")
        for number in range(1, BLANK_ROWS + 1)
    ]
    first = contract.LIST_FIRST_ROW
    for row, message in enumerate([*known, *blank], first):
        _write_message(sheet, formats, row, message)
    last = first + len(known) + BLANK_ROWS - 1
    sheet.data_validation(
        first,
        2,
        last,
        2,
        {
            "validate": "list",
            "source": whom,
            "error_type": "warning",
            "error_title": say(N_("Not in the list"), plan.language),
            "error_message": say(
                N_("Choose a class or a student from the list."), plan.language
            ),
        },
    )
    sheet.freeze_panes(first, 0)
    sheet.set_selection(first + len(known), 1, first + len(known), 1)
    sheet.repeat_rows(contract.LIST_HEADER_ROW)
    protect(sheet)


def _messages(plan: WorkbookPlan) -> Iterator[_Message]:
    names = {
        (one.page_id, one.student_id): one.whom for one in contract.addressees(plan)
    }
    units = {page.page_id: page.unit for page in plan.pages}
    for key, text in plan.values.items():
        if key.field != "message" or key.page_id not in units:
            continue
        _, written_on, row_key = key.period_id.split(":", 2)
        whom = names.get((key.page_id, key.student_id), units[key.page_id])
        day = date.fromisoformat(written_on) if written_on else None
        yield _Message(row_key, day, whom, text)


def _write_message(
    sheet: Worksheet, formats: Formats, row: int, message: _Message
) -> None:
    dated = formats.cell(
        is_open=True, num_format="dd.mm.yyyy", align="center", valign="top"
    )
    text = formats.cell(is_open=True, text_wrap=True, valign="top")
    sheet.write_string(row, 0, message.row_key)
    if message.written_on:
        sheet.write_datetime(row, 1, message.written_on, dated)
    else:
        sheet.write_blank(row, 1, None, dated)
    for column, words in ((2, message.whom), (3, message.text)):
        if words:
            sheet.write_string(row, column, words, text)
        else:
            sheet.write_blank(row, column, None, text)
