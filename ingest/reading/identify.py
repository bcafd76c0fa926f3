"""Find out what the sheets of a handed-in workbook are: hidden keys first.

Rows may be sorted, sheets renamed or reordered, rows and columns inserted or deleted;
the keys move along. What lost its key is found by what it shows (`recognise.py`).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING

from ingest import workbook as contract
from ingest.reading.known_rows import KnownRows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from ingest.reading.sheets import CellValue, RawSheet, RawWorkbook

_MARKER_ROWS, _MARKER_COLUMNS = 30, 30  # how far keys may have been pushed
_SEALS: KnownRows[str] = KnownRows(limit=20_000)


@dataclass
class GridSheet:
    """A page's grid: which rows are students, which columns lessons."""

    sheet: RawSheet
    page_id: str
    period_id: str = ""
    header_end: int = 0  # the last row above the students
    name_column: int | None = None
    lessons: dict[int, str] = field(default_factory=dict)  # column → lesson
    finals: dict[int, str] = field(default_factory=dict)  # column → period
    students: dict[int, str] = field(default_factory=dict)  # row → student
    doubtful: set[int] = field(default_factory=set)  # rows whose name is not the key's
    quiet_columns: set[int] = field(default_factory=set)  # keys, names, formulas


@dataclass
class LessonsSheet:
    """The lessons sheet: which rows are lessons, which columns fields."""

    sheet: RawSheet
    header_end: int = 0
    fields: dict[int, str] = field(default_factory=dict)  # column → field
    shown: dict[str, int] = field(default_factory=dict)  # lesson_on, slot … → column
    lessons: dict[int, tuple[str, str]] = field(default_factory=dict)  # row → ids
    doubtful: set[int] = field(default_factory=set)  # rows whose day is not the key's
    quiet_columns: set[int] = field(default_factory=set)


@dataclass
class MessagesSheet:
    """The messages sheet: its columns by key."""

    sheet: RawSheet
    header_end: int
    columns: Mapping[str, int]


@dataclass
class Meta:
    """What the very hidden sheet says, empty where it is gone."""

    workbook_id: str = ""
    contract_version: int = 0
    work_types: dict[str, str] = field(default_factory=dict)  # name → id
    whom: dict[str, tuple[str, str]] = field(default_factory=dict)  # → page, student
    periods: dict[str, str] = field(default_factory=dict)  # page → period


@dataclass
class Identified:
    """A workbook sorted into what its sheets are, by their hidden keys."""

    meta: Meta
    grids: list[GridSheet] = field(default_factory=list)
    lessons: list[LessonsSheet] = field(default_factory=list)
    messages: list[MessagesSheet] = field(default_factory=list)
    unknown: list[RawSheet] = field(default_factory=list)


def identify(raw: RawWorkbook) -> Identified:
    """Sort the sheets by their hidden keys; the rest is `unknown`."""
    found = Identified(Meta())
    for sheet in raw.sheets:
        rows = sheet.rows
        # Numbers writes a table's name above it.
        if any(cells and cells[0] == contract.MARKER for cells in rows[:_MARKER_ROWS]):
            found.meta = _read_meta(sheet)
            continue
        place = _find_marker(sheet)
        if place is None:
            found.unknown.append(sheet)
            continue
        row, column = place
        _, kind, *rest = str(rows[row][column]).split(" ", 2)
        if kind == contract.PAGE_MARK and rest:
            found.grids.append(_read_grid_keys(sheet, row, column, rest[0]))
        elif kind == contract.LESSONS_MARK:
            found.lessons.append(_read_lesson_keys(sheet, row, column))
        elif kind == contract.MESSAGES_MARK:
            keys = {text: i for i, text in _texts(rows[row]) if i != column}
            keys["message"] = column
            found.messages.append(MessagesSheet(sheet, row + 1, keys))
        elif kind != contract.HELP_MARK:
            found.unknown.append(sheet)
    for grid in found.grids:
        grid.period_id = grid.period_id or found.meta.periods.get(grid.page_id, "")
    return found


def shown_text(value: CellValue) -> str:
    """Return what a header or name cell shows, dates as ISO, whole numbers plain."""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value) if isinstance(value, (int, float)) else ""


@lru_cache(maxsize=4_096)
def _seal_of_name(name: str) -> str:
    return contract.seal(name)


def _texts(cells: list[CellValue]) -> Iterator[tuple[int, str]]:
    for place, value in enumerate(cells):
        if isinstance(value, str) and value.strip():
            yield place, value.strip()


def _find_marker(sheet: RawSheet) -> tuple[int, int] | None:
    start = f"{contract.MARKER} "
    for row, cells in enumerate(sheet.rows[:_MARKER_ROWS]):
        for column, value in enumerate(cells[:_MARKER_COLUMNS]):
            if isinstance(value, str) and value.startswith(start):
                return row, column
    return None


def _read_meta(sheet: RawSheet) -> Meta:
    meta = Meta()
    for cells in sheet.rows:
        key, first, second, third = (
            *(shown_text(value) for value in cells[:4]),
            *[""] * (4 - len(cells[:4])),
        )
        if key == contract.MARKER:
            meta.contract_version = int(first) if first.isdecimal() else 0
        elif key == "workbook_id":
            meta.workbook_id = first
        elif key == "work_type":
            meta.work_types[first] = second
        elif key == "page":
            meta.periods[second] = third
        elif key == "whom":
            meta.whom[first] = (second, third)
    return meta


def _read_grid_keys(
    sheet: RawSheet, key_row: int, key_column: int, page_id: str
) -> GridSheet:
    grid = GridSheet(sheet, page_id, header_end=key_row, quiet_columns={key_column})
    for column, key in _texts(sheet.rows[key_row]):
        word, _, period_id = key.partition(" ")
        if column == key_column:
            continue
        if word in {contract.AVERAGE_KEY, contract.MISSED_KEY, contract.FINAL_KEY}:
            if word == contract.FINAL_KEY:
                # The first one is the period's, unless the page has only others.
                grid.finals[column] = period_id
                grid.period_id = grid.period_id or period_id
            else:
                grid.period_id = period_id
                grid.quiet_columns.add(column)
        elif key in {"name", "number"}:
            grid.quiet_columns.add(column)
            grid.name_column = column if key == "name" else grid.name_column
        else:
            grid.lessons[column] = key
    for row, cells in enumerate(sheet.rows):
        if row > key_row and cells[key_column] in contract.HEADER_KEYS:
            grid.header_end = max(grid.header_end, row)
    keys = _row_keys(sheet, grid.header_end, key_column)
    names: dict[int, str] = {}
    if grid.name_column is not None:
        column = grid.name_column
        names = {
            row: _seal_of_name(text)
            for row, cells in enumerate(sheet.rows)
            if row > grid.header_end and (text := shown_text(cells[column]))
        }
    grid.students, grid.doubtful = _own_rows(keys, names)
    return grid


def _read_lesson_keys(sheet: RawSheet, key_row: int, key_column: int) -> LessonsSheet:
    found = LessonsSheet(sheet, header_end=key_row + 1, quiet_columns={key_column})
    for column, key in _texts(sheet.rows[key_row]):
        if column == key_column:
            continue
        if key in contract.LESSON_FIELDS:
            found.fields[column] = key
        else:
            found.quiet_columns.add(column)
            found.shown[key] = column
    page_column = found.shown.get("page")
    if page_column is None:
        return found
    keys = _row_keys(sheet, found.header_end, key_column)
    pages = {
        key: page
        for row, (key, _) in keys.items()
        if (page := shown_text(sheet.rows[row][page_column]))
    }
    columns = [
        found.shown.get(name) for name in ("lesson_on", "slot", "unit", "subject")
    ]
    places = tuple(i for i in columns if i is not None)

    def seal_of(cells: list[CellValue]) -> str:
        return contract.seal(*(shown_text(cells[i]) for i in places))

    shown = {
        row: _SEALS.read(cells, places, partial(seal_of, cells))
        for row, cells in enumerate(sheet.rows)
        if row > found.header_end
    }
    own, found.doubtful = _own_rows(keys, shown)
    found.lessons = {row: (pages[key], key) for row, key in own.items() if key in pages}
    return found


def _row_keys(
    sheet: RawSheet, after: int, key_column: int
) -> dict[int, tuple[str, str]]:
    """Return row → (key, its seal) from the hidden key column."""
    keys: dict[int, tuple[str, str]] = {}
    for row, cells in enumerate(sheet.rows):
        text = cells[key_column]
        if row > after and isinstance(text, str) and text.strip():
            key, _, mark = text.strip().rpartition("#")
            keys[row] = (key, mark) if key else (mark, "")
    return keys


def _own_rows(
    keys: Mapping[int, tuple[str, str]], shown: Mapping[int, str]
) -> tuple[dict[int, str], set[int]]:
    """Return row → key, and the rows whose visible words are not those of their key.

    A row whose visible words belong to the key of another row is that one's: so it is
    after sorting only the visible columns, or copying a row's visible part. A key whose
    words do not fit is valid only where it stands once and no other row shows them.
    """
    owners = {mark: key for key, mark in keys.values() if mark}
    times = Counter(key for key, _ in keys.values())
    marks_shown = set(shown.values())
    own: dict[int, str] = {}
    doubtful: set[int] = set()
    for row, (key, mark) in keys.items():
        if mark and shown.get(row) == mark:
            own[row] = key
        elif times[key] == 1 and mark not in marks_shown:
            own[row] = key
            if row in shown:
                doubtful.add(row)
    for row, mark in shown.items():
        if mark in owners and keys.get(row, ("", ""))[1] != mark:
            own[row] = owners[mark]
            doubtful.discard(row)
    return own, doubtful
