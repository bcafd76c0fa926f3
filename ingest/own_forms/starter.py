"""A form to begin with: every name that is filled, in a plain summary sheet."""

from __future__ import annotations

import io

import xlsxwriter

from expectations.language import N_, say
from ingest.own_forms.names import NAMES

_VALUES_FROM, _TABLE_ROW, _SUBJECTS = 2, 17, 22


def starter_form(language: str) -> bytes:
    """Return the workbook; its second sheet says what each name stands for."""
    made = io.BytesIO()
    book = xlsxwriter.Workbook(made, {"in_memory": True})
    sheet = book.add_worksheet(say(N_("Form"), language))
    bold = book.add_format({"bold": True, "border": 1, "text_wrap": True})
    framed = book.add_format({"border": 1})
    upright = book.add_format({"bold": True, "border": 1, "rotation": 90})
    sheet.write_string(0, 0, say(N_("Summary sheet of the class"), language), bold)
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, _SUBJECTS + 1, 5)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    values = [one for one in NAMES if one.kind == "value"]
    for at, one in enumerate(values, start=_VALUES_FROM):
        sheet.write_string(at, 0, say(one.meaning, language))
        _name(book, sheet.get_name(), one.name, at, 1)
    for column in range(_SUBJECTS + 2):
        sheet.write_blank(_TABLE_ROW, column, None, upright)
        sheet.write_blank(_TABLE_ROW + 1, column, None, framed)
    sheet.set_row(_TABLE_ROW, 110)
    sheet.write_string(_TABLE_ROW, 0, say(N_("Student"), language), bold)
    sheet.write_string(_TABLE_ROW, 1, say(N_("Missed"), language), upright)
    _name(book, sheet.get_name(), "vedomost_subjects", _TABLE_ROW, 2)
    _name(book, sheet.get_name(), "vedomost_students", _TABLE_ROW + 1, 0)
    _name(book, sheet.get_name(), "vedomost_missed", _TABLE_ROW + 1, 1)
    _name(book, sheet.get_name(), "vedomost_table", _TABLE_ROW + 1, 2)
    _help(book, language)
    book.close()
    return made.getvalue()


def _help(book: xlsxwriter.Workbook, language: str) -> None:
    sheet = book.add_worksheet(say(N_("Names of cells"), language))
    sheet.set_column(0, 0, 28)
    sheet.set_column(1, 1, 60)
    for at, one in enumerate(NAMES):
        sheet.write_string(at, 0, one.name)
        sheet.write_string(at, 1, say(one.meaning, language))


def _name(
    book: xlsxwriter.Workbook, sheet: str, name: str, row: int, column: int
) -> None:
    place = xlsxwriter.utility.xl_rowcol_to_cell(row, column, True, True)  # noqa: FBT003
    book.define_name(name, f"='{sheet}'!{place}")
