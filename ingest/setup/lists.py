"""The lists behind the drop-downs of a set-up workbook, on a very hidden sheet.

Excel refuses a list written into the cell rule that is longer than 255 characters, and
a rule cannot span two sheets, so choices and the units (classes, then groups) lie here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from expectations.language import say
from ingest.setup.contract import SHEET_OF, SHEETS

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook

    from ingest.setup.columns import Column, SetupTables

_NAME = "_lists"


class Lists:
    """Gives each column the source of its drop-down; `write` fills the hidden sheet."""

    def __init__(
        self,
        workbook: Workbook,
        tables: SetupTables,
        language: str,
        first_row: int,
        spare_rows: int,
    ) -> None:
        self._worksheet = workbook.add_worksheet(_NAME)
        self._tables = tables
        self._language = language
        self._first_row = first_row
        self._spare_rows = spare_rows
        self._choices: dict[tuple[str, ...], int] = {}
        for sheet in SHEETS:
            for column in sheet.columns:
                if column.choices:
                    shown = tuple(column.choices.values())
                    self._choices.setdefault(shown, len(self._choices) + 1)

    def source(self, column: Column) -> str:
        """Return the cell range a column's drop-down takes its items from, or ''."""
        if column.choices:
            shown = tuple(column.choices.values())
            return self._here(self._choices[shown], len(shown))
        if column.refers_to == ("classes", "groups"):
            return self._here(0, self._count_units())
        if column.refers_to:
            return self._range(column.refers_to[0])
        return ""

    def write(self) -> None:
        """Fill and hide the sheet, after all others are written."""
        self._worksheet.very_hidden()
        for shown, position in self._choices.items():
            for row, title in enumerate(shown):
                self._worksheet.write_string(row, position, say(title, self._language))
        codes = [
            str(row[SHEET_OF[table].key[0]])
            for table in ("classes", "groups")
            for row in self._tables[table]
        ]
        classes = self._range("classes").removeprefix("=")
        groups = self._range("groups").removeprefix("=")
        for row in range(self._count_units()):
            self._worksheet.write_formula(
                row,
                0,
                f"=IF({row + 1}<=COUNTA({classes}),INDEX({classes},{row + 1}),"
                f'IFERROR(INDEX({groups},{row + 1}-COUNTA({classes}))&"",""))',
                value=codes[row] if row < len(codes) else "",
            )

    def _count_units(self) -> int:
        return len(self._tables["classes"]) + len(self._tables["groups"]) + 100

    def _here(self, position: int, count: int) -> str:
        letter = xl_col_to_name(position)
        return f"={_NAME}!${letter}$1:${letter}${count}"

    def _range(self, table: str) -> str:
        title = quote_sheetname(say(SHEET_OF[table].title, self._language))
        last = self._first_row + len(self._tables[table]) + self._spare_rows
        return f"={title}!$A${self._first_row + 1}:$A${last}"
