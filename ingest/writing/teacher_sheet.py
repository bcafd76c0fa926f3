"""The sheets of a teacher's workbook: xlsxwriter's, written the short way.

The same bytes as xlsxwriter's own, which a test holds; the stock way looks in every
formula for thirty functions that ours never use, and escapes every cell's address.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet


class TeacherSheet(Worksheet):  # type: ignore[misc]  # xlsxwriter has no types
    """A sheet whose formulas are those of `ingest.writing` alone."""

    def _prepare_formula(self, formula: str, *_: object) -> str:
        """Return a formula as a file holds it: ours are of Excel 2007 and older."""
        return formula.removeprefix("=")

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Write the cells that a workbook is full of; the rest is xlsxwriter's."""
        kind = type(cell).__name__
        if cell.format is None or kind not in ("String", "Blank", "Number"):
            super()._write_cell(row, col, cell)
            return
        place = f'r="{xl_rowcol_to_cell_fast(row, col)}"'
        style = f's="{cell.format._get_xf_index()}"'  # noqa: SLF001 - as Worksheet does
        if kind == "Blank":
            self.fh.write(f"<c {place} {style}/>")
        elif kind == "String":
            self.fh.write(f'<c {place} {style} t="s"><v>{cell.string}</v></c>')
        else:
            self.fh.write(f"<c {place} {style}><v>{cell.number:.16G}</v></c>")
