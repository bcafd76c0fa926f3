"""What all sheets of a workbook share: protection and the printed page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expectations.language import N_, say

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

    from ingest.workbook import WorkbookPlan


def set_up_page(sheet: Worksheet, plan: WorkbookPlan, *, pages_high: int = 0) -> None:
    """Print on A4 across, fitted to the width, with numbered pages."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, pages_high)
    set_page_footer(sheet, plan)


def protect(sheet: Worksheet) -> None:
    """Protect the structure, without a password: it guards against slips only."""
    sheet.protect(
        "",
        {
            "format_cells": True,
            "format_columns": True,
            "format_rows": True,
            "sort": True,
            "autofilter": True,
        },
    )


def set_page_footer(sheet: Worksheet, plan: WorkbookPlan) -> None:
    """Print school, teacher and page numbers under the sheet."""
    pages = say(N_("Page &P of &N"), plan.language)
    school, teacher = (
        text.replace("&", "&&")[:80] for text in (plan.school_name, plan.teacher_name)
    )
    sheet.set_footer(f"&L&8{school}&C&8{teacher}&R&8{pages}")
