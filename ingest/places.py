"""Where in a handed-in file a cell stands, also an empty one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ingest.reading.sheets import cell_address
from ingest.workbook import message_row

if TYPE_CHECKING:
    from ingest.workbook import CellKey, PageScope


def place_of(scope: PageScope, key: CellKey) -> tuple[str, str]:
    """Return sheet and cell; '' and '' where the cell stands in the file no more."""
    row_name, column_name = _names(key)
    for places in scope.places:
        rows = [row for row, name in places.rows.items() if name == row_name]
        columns = [one for one, name in places.columns.items() if name == column_name]
        if rows and columns:
            return places.sheet, cell_address(rows[0], columns[0])
    return "", ""


def _names(key: CellKey) -> tuple[str, str]:
    if key.field == "mark":
        return key.student_id, key.lesson_id
    if key.field == "final":
        return key.student_id, key.period_id
    if key.field == "message":
        return message_row(key.period_id), "message"
    return key.lesson_id, key.field
