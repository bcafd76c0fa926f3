"""A workbook as it stands in the file: sheets, rows, values, nothing interpreted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal, NamedTuple, TypeAlias

from warehouse.errors import VedomostError

Visibility = Literal["visible", "hidden", "veryhidden"]
# As Excel's binary formats number them.
VISIBILITIES: tuple[Visibility, ...] = ("visible", "hidden", "veryhidden")
# First row, first column, last row, last column; 0-based, inclusive.
MergedRange: TypeAlias = tuple[int, int, int, int]


class CellError(NamedTuple):
    """A cell that shows an error such as `#REF!`; readers usually call it empty."""

    text: str


class UncachedFormula(NamedTuple):
    """A formula whose result was never calculated; readers usually call it empty."""


CellValue: TypeAlias = (
    str
    | float
    | int
    | bool
    | date
    | datetime
    | time
    | timedelta
    | CellError
    | UncachedFormula
    | None
)


@dataclass(frozen=True)
class RawSheet:
    """One sheet; `rows[r][c]` are absolute 0-based addresses, empty cells are None."""

    name: str
    visibility: Visibility
    rows: list[list[CellValue]]
    merged: list[MergedRange] = field(default_factory=list)


@dataclass(frozen=True)
class RawWorkbook:
    """All sheets in the order of the file."""

    sheets: list[RawSheet]


class UnreadableWorkbookError(VedomostError):
    """A file that cannot be read as a workbook at all, or is refused unread."""


def cell_address(row: int, column: int) -> str:
    """Return the A1 address of a 0-based row and column."""
    letters = ""
    left = column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(65 + letter) + letters
    return f"{letters}{row + 1}"
