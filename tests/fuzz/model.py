"""A handed-out workbook as a table of cells, each row and column with its true owner.

The owner is what a person sees: whose name stands in the row, which lesson stands above
the column. Spoiling moves owners along, so the right reading is known beforehand.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from ingest import workbook as contract

if TYPE_CHECKING:
    from ingest.reading.sheets import RawWorkbook


class Formula(NamedTuple):
    """A formula; `result` None was never calculated."""

    text: str
    result: Any = None


@dataclass
class Owner:
    """Whose a row or column is; an unsure one need not be found, but is no other's."""

    key: str = ""
    is_sure: bool = True


@dataclass
class Table:
    """One sheet; `kind` is grid, lessons or other."""

    name: str
    visibility: str
    rows: list[list[Any]]
    kind: str = "other"
    page_id: str = ""
    row_owners: list[Owner] = field(default_factory=list)
    column_owners: list[Owner] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)

    @property
    def width(self) -> int:
        return max(map(len, self.rows), default=0)

    def places(self) -> list[tuple[int, int]]:
        """Return the cells that belong to a student and a lesson, or to a field."""
        return [
            (row, column)
            for row, owner in enumerate(self.row_owners)
            for column, above in enumerate(self.column_owners)
            if owner.key and above.key
        ]

    def doubt(self) -> None:
        """Let nothing on this sheet be sure."""
        for owner in (*self.row_owners, *self.column_owners):
            owner.is_sure = False


@dataclass
class Book:
    """A whole workbook."""

    tables: list[Table]

    def of_kind(self, kind: str) -> list[Table]:
        return [table for table in self.tables if table.kind == kind]


def book_of(raw: RawWorkbook) -> Book:
    """Take a fresh workbook's sheets and note whose its rows and columns are."""
    tables = []
    for sheet in raw.sheets:
        rows = [list(row) for row in sheet.rows]
        table = Table(sheet.name, sheet.visibility, rows)
        mark = str(rows[2][0] if len(rows) > 2 else "")
        first = str(rows[1][0] if len(rows) > 1 else "")
        if mark.startswith("vedomost page "):
            _own_grid(table, mark.split(" ", 2)[2])
        elif first == "vedomost lessons":
            _own_lessons(table)
        tables.append(table)
    return Book(tables)


def _own_grid(table: Table, page_id: str) -> None:
    table.kind, table.page_id = "grid", page_id
    keys = table.rows[contract.GRID_KEY_ROW]
    quiet = ("average", "missed", "name", "number", "vedomost")
    table.column_owners = [
        Owner("" if not key or str(key).startswith(quiet) else str(key)) for key in keys
    ]
    table.row_owners = [
        Owner(str(row[0] or "").partition("#")[0] if n >= 6 else "")
        for n, row in enumerate(table.rows)
    ]


def _own_lessons(table: Table) -> None:
    table.kind = "lessons"
    keys = table.rows[contract.LIST_KEY_ROW]
    table.column_owners = [
        Owner(str(key) if key in contract.LESSON_FIELDS else "") for key in keys
    ]
    table.row_owners = [
        Owner(str(row[0] or "").partition("#")[0] if n >= 3 else "")
        for n, row in enumerate(table.rows)
    ]
