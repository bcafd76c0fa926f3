"""The table of topics in a sheet: its headings, one line or two, and its rows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from expectations.language import N_
from ingest.class_lists.columns import IGNORED
from ingest.lesson_plans.columns import LONGEST_HEADING, proposed
from ingest.reading.csv_text import read_workbook_or_csv
from ingest.reading.sheets import CellError, UncachedFormula
from ingest.setup.cells import as_text, cyrillic_class
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from ingest.reading.sheets import CellValue, MergedRange, RawSheet

_SEARCHED = 40  # rows among which the headings are looked for
_CLASS = re.compile(
    r"(?<!\d)(1[0-2]|[1-9])\s*[«\"'-]?\s*([А-ЯЁA-Z])(?![А-Яа-яЁёA-Za-z])"
)
_POINTS = {"topic": 3, "number": 2, "hours": 2, "homework": 1, "section": 1}
_NO_TABLE = N_(
    "The file has no filled sheet. Bring the workbook with your table of topics."
)


class PlanTable(NamedTuple):
    """The table of one sheet; rows are counted from 0, as the sheet has them.

    `header` are the headings, of two lines where the sheet has two; `classes` are named
    by the sheet's name or above the headings. `is_found` is false where no headings
    were recognised, and the first filled row stands for them.
    """

    name: str
    header: tuple[str, ...]
    header_row: int
    first_row: int
    rows: list[list[CellValue]]
    merged: list[MergedRange]
    classes: tuple[str, ...]
    is_found: bool


def read_tables(content: bytes) -> list[PlanTable]:
    """Return the tables of a file, one per filled sheet, those with topics first."""
    sheets = [
        sheet
        for sheet in read_workbook_or_csv(content).sheets
        if sheet.visibility == "visible" and _filled(sheet)
    ]
    tables = [table_at(sheet, _header_row(sheet)) for sheet in sheets]
    if not tables:
        raise VedomostError(_NO_TABLE)
    return sorted(tables, key=lambda table: not table.is_found)


def with_header_at(table: PlanTable, header_row: int) -> PlanTable:
    """Return the table with its headings in another row, as somebody said."""
    return _table(table.name, table.rows, table.merged, header_row, is_found=True)


def table_at(sheet: RawSheet, header_row: int | None) -> PlanTable:
    """Return a sheet's table; without headings its first filled row stands for them."""
    at = _filled(sheet)[0] if header_row is None else header_row
    is_found = header_row is not None
    return _table(sheet.name, sheet.rows, sheet.merged, at, is_found=is_found)


def filled_in(cells: list[CellValue]) -> dict[int, str]:
    """Return the filled cells of a row as texts, by position."""
    texts = ((position, text_of(cell)) for position, cell in enumerate(cells))
    return {position: text for position, text in texts if text}


def text_of(cell: CellValue) -> str:
    """Return a cell as it shows in the program that wrote it."""
    if isinstance(cell, CellError):
        return cell.text
    return "=…" if isinstance(cell, UncachedFormula) else as_text(cell)


def _table(
    name: str,
    rows: list[list[CellValue]],
    merged: list[MergedRange],
    at: int,
    *,
    is_found: bool,
) -> PlanTable:
    width = max(len(cells) for cells in rows)
    top = _across(rows[at], merged, at)
    header = [top.get(position, "") for position in range(width)]
    first_row = at + 1
    if first_row < len(rows) and _is_second_line(rows, merged, at):
        below = filled_in(rows[first_row])
        header = [
            " ".join(filter(None, (_above(top, below, position), below.get(position))))
            for position in range(width)
        ]
        first_row += 1
    above = " ".join(text_of(cell) for cells in rows[:at] for cell in cells)
    classes = _classes_in(name) or _classes_in(above)
    return PlanTable(
        name, tuple(header), at, first_row, rows, merged, classes, is_found
    )


def _filled(sheet: RawSheet) -> list[int]:
    return [number for number, cells in enumerate(sheet.rows) if filled_in(cells)]


def _header_row(sheet: RawSheet) -> int | None:
    """Return the row that heads most columns we read, the first of equals."""
    best, at = 0, None
    for number, cells in enumerate(sheet.rows[:_SEARCHED]):
        texts = filled_in(cells)
        if not texts or max(map(len, texts.values())) > LONGEST_HEADING:
            continue
        if any(_is_figure(text) for text in texts.values()):
            continue
        kinds = set(proposed([text_of(cell) for cell in cells]).values()) - {IGNORED}
        points = sum(_POINTS[kind] for kind in kinds)
        is_alone = len(texts) == 1 and not _is_title(*texts.values())
        if points > best and "topic" in kinds and (len(texts) > 1 or is_alone):
            best, at = points, number
    return at


def _is_figure(text: str) -> bool:
    """Tell a number or a day, which no heading is, by having no letter."""
    return re.search(r"\d", text) is not None and not re.search(r"[^\W\d_]", text)


def _is_title(text: str) -> bool:
    """Tell a line over the table from the heading of its only column."""
    return not re.fullmatch(r"(темы?|topics?)( (уроков|урока))?", text.lower())


def _is_second_line(
    rows: list[list[CellValue]], merged: list[MergedRange], at: int
) -> bool:
    """Tell whether the row under the headings divides them: «план | факт»."""
    top, below = _across(rows[at], merged, at), filled_in(rows[at + 1])
    kinds = proposed([text_of(cell) for cell in rows[at]])
    read = {p for p, kind in kinds.items() if kind in {"topic", "number"}}
    if not below or read & below.keys():
        return False
    if any(re.search(r"\d", text) or len(text) > 40 for text in below.values()):
        return False
    divides = any(r1 == at and r2 == at and c2 > c1 for r1, c1, r2, c2 in merged)
    return divides or len(below) > 1 or not all(p in top for p in below)


def _across(
    cells: list[CellValue], merged: list[MergedRange], row: int
) -> dict[int, str]:
    """Return the texts of a row, those of merged cells over their whole width."""
    texts = filled_in(cells)
    for first_row, left, last_row, right in merged:
        if first_row <= row <= last_row and left in texts:
            texts |= dict.fromkeys(range(left, right + 1), texts[left])
    return texts


def _above(top: dict[int, str], below: dict[int, str], position: int) -> str:
    """Return what stands over a heading: without merges, the nearest to the left."""
    if position in top or position not in below:
        return top.get(position, "")
    return next((top[p] for p in range(position, -1, -1) if p in top), "")


def _classes_in(text: str) -> tuple[str, ...]:
    found = (cyrillic_class(f"{one[1]}{one[2]}") for one in _CLASS.finditer(text))
    return tuple(dict.fromkeys(found))
