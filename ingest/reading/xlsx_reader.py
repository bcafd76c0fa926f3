"""Read an .xlsx: each sheet by the fast reader, or by the exact one where need be."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from python_calamine import CalamineWorkbook

from ingest.reading.cell_table import MAX_CELLS, Budget
from ingest.reading.exact_reader import read_number_kinds, read_sheet, read_strings
from ingest.reading.guard import TOO_MUCH_INSIDE, GuardedWorkbook, guard
from ingest.reading.package import SheetPart, read_part
from ingest.reading.sheets import RawSheet, UnreadableWorkbookError

if TYPE_CHECKING:
    import zipfile

    from ingest.reading.plain_book import PlainBook, ToldSheet


def read_xlsx(
    content: bytes, archive: zipfile.ZipFile, book: PlainBook
) -> tuple[list[RawSheet | ToldSheet], set[int]]:
    """Return all sheets, and the indexes of those that hold no errors.

    Macros of an .xlsm are never looked at.
    """
    guarded = guard(archive, book)
    budget = Budget()
    exact = _ExactSheets(guarded, budget)
    fast: CalamineWorkbook | None = None
    is_open = False
    sheets: list[RawSheet | ToldSheet] = []
    plain: set[int] = set()
    for index, part in enumerate(guarded.parts.sheets):
        told = None if part.path in guarded.exact else book.told(part, budget)
        if told is not None:
            sheets.append(told)
            continue
        if not is_open:
            fast, is_open = _open_fast(content, guarded), True
        reader = None if part.path in guarded.exact else fast
        sheet = _read_fast(reader, index, part, budget)
        if sheet is not None:
            plain.add(index)
        sheets.append(sheet or exact.read(part))
    return sheets, plain


class _ExactSheets:
    """Reads sheets exactly; the parts they share are read once, when first needed."""

    def __init__(self, guarded: GuardedWorkbook, budget: Budget) -> None:
        self._archive = guarded.archive
        self._parts = guarded.parts
        self._budget = budget
        self._shared: tuple[list[str], list[str]] | None = None

    def read(self, part: SheetPart) -> RawSheet:
        if self._shared is None:
            strings, styles = self._parts.shared_strings, self._parts.styles
            self._shared = (
                read_strings(read_part(self._archive, strings)) if strings else [],
                read_number_kinds(read_part(self._archive, styles)) if styles else [],
            )
        return read_sheet(
            part,
            read_part(self._archive, part.path),
            *self._shared,
            self._budget,
            counts_from_1904=self._parts.counts_from_1904,
        )


def _open_fast(content: bytes, guarded: GuardedWorkbook) -> CalamineWorkbook | None:
    """Open the fast reader, unless it cannot or would pick other sheets than ours."""
    names = [part.name for part in guarded.parts.sheets]
    if len(guarded.exact) == len(names):
        return None
    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except MemoryError:
        raise
    except BaseException:  # a Rust panic is no Exception
        return None
    same = workbook.sheet_names == names and len(set(names)) == len(names)
    return workbook if same else None


def _read_fast(
    workbook: CalamineWorkbook | None, index: int, part: SheetPart, budget: Budget
) -> RawSheet | None:
    """Return the sheet, None where the fast reader cannot find or read it."""
    if workbook is None:
        return None
    try:
        sheet = workbook.get_sheet_by_index(index)
        area = sheet.total_height * sheet.total_width
        budget.take(cells=area)
        rows = sheet.to_python(skip_empty_area=False) if area <= MAX_CELLS else None
        merged = sheet.merged_cell_ranges or []
    except (MemoryError, UnreadableWorkbookError):
        raise
    except BaseException:  # a Rust panic is no Exception
        return None
    if rows is None:
        raise UnreadableWorkbookError(TOO_MUCH_INSIDE)
    budget.take(filled=sum(len(cells) - cells.count("") for cells in rows))
    ranges = [(*first, *last) for first, last in merged]
    return RawSheet(part.name, part.visibility, rows, ranges)  # type: ignore[arg-type]
