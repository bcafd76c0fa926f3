"""A workbook with troubles, and its returned copy as the teacher sees it."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

from openpyxl import load_workbook

from ingest.returned.copy import returned_copy

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

    from tests.ingest.desk import Desk
    from tests.ingest.typing_teacher import Teacher

SIGN = "[Vedomost]"
PAGE_SHEET = "5А География"


def troubled(desk: Desk) -> Teacher:
    """Open a workbook with a fault, a warning, a conflict and an emptied cell."""
    one, two, three, four = desk.students[:4]
    desk.enter(one, "4")
    desk.enter(two, "5")
    work = desk.open_workbook()
    work.mark(desk.page, one, desk.lesson).value = "5"
    work.mark(desk.page, two, desk.lesson).value = None
    work.mark(desk.page, three, desk.lesson).value = "77"
    work.mark(desk.page, four, desk.lesson).value = "3"
    desk.enter(one, "3")
    return work


def mend(desk: Desk, work: Teacher) -> None:
    """Mend the faulty cell, so that nothing of its lesson's is asked there."""
    work.mark(desk.page, desk.students[2], desk.lesson).value = "н"
    work.lesson(desk.lesson, "homework").value = "не задано"


def returned(desk: Desk, work: Teacher | bytes, language: str = "ru") -> bytes:
    receipt = desk.hand_in(work)
    return returned_copy(desk.school, receipt.upload_id, language)


def cell_of(desk: Desk, book: Teacher, number: int) -> str:
    return book.mark(desk.page, desk.students[number], desk.lesson).coordinate


def coloured(sheet: Worksheet) -> dict[str, str]:
    """Return our conditional formats: cell → formula."""
    return {
        str(area.sqref): rule.formula[0]
        for area in sheet.conditional_formatting
        for rule in area.rules
        if rule.formula and '"vedomost"' in rule.formula[0]
    }


def noted(sheet: Worksheet) -> dict[str, str]:
    """Return the comments of a sheet: cell → text."""
    return {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }


def control(content: bytes) -> list[list[object]]:
    """Return the control sheet's rows without empty cells, as a reader sees them."""
    sheet = load_workbook(io.BytesIO(content), data_only=True)["Контроль"]
    rows = sheet.iter_rows(values_only=True)
    return [[cell for cell in row if cell is not None] for row in rows]


def parts_of(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
