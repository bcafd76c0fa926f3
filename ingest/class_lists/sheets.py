"""A class list as it is: which row is its header, which class it is of by its name."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.class_lists.columns import IGNORED, proposed
from ingest.reading.csv_text import read_workbook_or_csv
from ingest.setup.cells import as_text, cyrillic_class
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from ingest.reading.sheets import CellValue, RawSheet

_HEADER_ROWS = 15
_CLASS = re.compile(
    r"(?<!\d)(1[0-2]|[1-9])\s*[«\"'-]?\s*([А-ЯЁA-Z])(?![А-Яа-яЁёA-Za-z])"
)
_NAMES = {"full_name", "surname"}  # one of them makes a row the header
_NO_LIST = N_(
    "No list of students was found. Its columns need headers, among them the name."
)


class ListSheet(NamedTuple):
    """One list: `first_row` is the 0-based row under the header."""

    name: str
    header: tuple[str, ...]
    first_row: int
    rows: list[list[CellValue]]
    class_id: str  # by the sheet's name or a line above the header, '' for none


def read_lists(content: bytes) -> list[ListSheet]:
    """Return the lists of a file, one per filled sheet; refuse a file without any."""
    raw = read_workbook_or_csv(content)
    found = [
        sheet
        for one in raw.sheets
        if one.visibility == "visible" and (sheet := _list_in(one)) is not None
    ]
    if not found:
        raise VedomostError(_NO_LIST)
    return found


def _list_in(raw: RawSheet) -> ListSheet | None:
    best, at = 0, -1
    for number, cells in enumerate(raw.rows[:_HEADER_ROWS]):
        kinds = proposed([as_text(cell) for cell in cells]).values()
        count = sum(kind != IGNORED for kind in kinds)
        if count > best and _NAMES & set(kinds):
            best, at = count, number
    if at < 0:  # headers of the school's own: somebody says what they are
        at = next(
            (number for number, cells in enumerate(raw.rows) if _is_row(cells)), -1
        )
    if at < 0 or not any(_is_row(cells) for cells in raw.rows[at + 1 :]):
        return None
    header = tuple(as_text(cell) for cell in raw.rows[at])
    above = " ".join(as_text(cell) for cells in raw.rows[:at] for cell in cells)
    class_id = _class_in(raw.name) or _class_in(above)
    return ListSheet(raw.name, header, at + 1, raw.rows[at + 1 :], class_id)


def _is_row(cells: list[CellValue]) -> bool:
    return any(as_text(cell) for cell in cells)


def _class_in(text: str) -> str:
    found = _CLASS.search(text)
    return cyrillic_class(f"{found[1]}{found[2]}") if found else ""
