"""Refuse a form that would take figures out of the school when it is opened.

We fill in names and marks, and every homeroom teacher opens the result: a formula that
asks a web address may put them into it. Runs in the child process only.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.reading.sheets import UnreadableWorkbookError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from openpyxl.workbook.workbook import Workbook
    from openpyxl.worksheet.worksheet import Worksheet

LINKS = N_(
    "The form has links to other workbooks. Break them (in Excel: Data, Edit links), "
    "so that nothing of a class leaves the school, and choose the form again."
)
CALLS = N_(
    "A formula of the form asks something outside: {what}. Remove it, so that nothing "
    "of a class leaves the school, and choose the form again."
)
_TEXT = re.compile(r'"[^"]*"')
# `program|topic!item` (DDE) is the one use of the bar in a formula.
_CALL = re.compile(
    r"\b(WEBSERVICE|HYPERLINK|IMAGE|RTD|DDE|CALL|REGISTER\.ID|SQL\.REQUEST)\s*\(|\w+\|",
    re.IGNORECASE,
)


def refuse_outside(book: Workbook) -> None:
    """Refuse a workbook with links or formulas that reach out of it."""
    if getattr(book, "_external_links"):  # noqa: B009 - private, no other way
        raise UnreadableWorkbookError(LINKS)
    for formula in _formulas(book):
        found = _CALL.search(_TEXT.sub("", formula))
        if found is not None:
            raise UnreadableWorkbookError(CALLS, what=found[1] or "DDE")


def _formulas(book: Workbook) -> Iterator[str]:
    for place in book.defined_names.values():
        yield str(place.attr_text)
    for sheet in book.worksheets:
        yield from _formulas_of(sheet)


def _formulas_of(sheet: Worksheet) -> Iterator[str]:
    for place in sheet.defined_names.values():
        yield str(place.attr_text)
    # Walking the rows would make every cell up to the farthest one.
    for cell in sheet._cells.values():  # noqa: SLF001
        if cell.data_type == "f":
            yield str(getattr(cell.value, "text", cell.value))
    for area in sheet.conditional_formatting:
        for rule in area.rules:
            yield from map(str, rule.formula)
    for check in sheet.data_validations.dataValidation:
        yield from (str(check.formula1), str(check.formula2))
