"""Login slips as a table for a mail merge or a label printer, as XLSX (§2.14)."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import xlsxwriter

from dashboards.forms.slips import labels
from dashboards.forms.text_sheets import AS_TEXT
from expectations.language import N_, say

if TYPE_CHECKING:
    from dashboards.forms.slips import SlipSheet

_WIDTHS = (34, 30, 26, 20, 32, 18)


def slips_xlsx(sheet: SlipSheet) -> bytes:
    """Return one row per slip; every cell is text, whatever a name looks like."""
    words = labels(sheet.language)
    heads = (
        say(N_("Full name"), sheet.language),
        say(N_("Class or children"), sheet.language),
        words["login"],
        words["code"],
        words["address"],
        words["valid_until"],
    )
    rows = [(*slip, sheet.address, sheet.valid_until) for slip in sheet.slips]
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, AS_TEXT)
    text = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
    bold = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
    page = book.add_worksheet(say(N_("Login slips"), sheet.language))
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    page.freeze_panes(1, 1)
    for column, (head, width) in enumerate(zip(heads, _WIDTHS, strict=True)):
        page.set_column(column, column, width)
        page.write_string(0, column, head, bold)
    for number, row in enumerate(rows, start=1):
        for column, value in enumerate(row):
            page.write_string(number, column, value, text)
    book.close()
    return made.getvalue()
