"""The rows that a reading delivers, gathered in plain lists and framed once."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, Any

from ingest.reading.cell_kinds import WrittenCell, kind_and_text
from ingest.reading.identify import shown_text
from ingest.reading.sheets import cell_address
from ingest.workbook import CONTRACT_VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reading.sheets import RawSheet

_PAGE, _FIRST_OF_KEY, _AFTER_TEXT = 2, 3, 10  # places in a row of READ_CELLS


class CellRows:
    """Collects rows of READ_CELLS."""

    def __init__(self) -> None:
        self.rows: list[tuple[Any, ...]] = []
        # By page, the filled cells that a row stands for beside its own.
        self.elsewhere: Counter[str] = Counter()

    def add(
        self,
        sheet: RawSheet,
        place: tuple[int, int],
        page_id: str,
        field: str,
        written: WrittenCell,
        *,
        label: str = "",
        lesson_id: str = "",
        period_id: str = "",
        student_id: str = "",
    ) -> None:
        """Deliver one cell."""
        cell = cell_address(*place)
        key = (page_id, lesson_id, period_id, student_id, field)
        self.rows.append((sheet.name, cell, *key, label, *written))

    def add_unplaced(
        self,
        sheet: RawSheet,
        places: Sequence[tuple[int, int]],
        page_id: str,
        field: str,
        label: str,
    ) -> None:
        """Deliver a row or column that fits nowhere, at its first filled cell."""
        if places:
            row, column = places[0]
            written = WrittenCell(*kind_and_text(sheet.rows[row][column]))
            self.elsewhere[page_id] += len(places) - 1
            self.add(sheet, places[0], page_id, field, written, label=label)

    def add_sheet(self, sheet: RawSheet, count_filled: int) -> None:
        """Deliver a whole sheet that fits nowhere."""
        self.elsewhere[""] += count_filled - 1
        nothing = ("", "", "", "", "", "sheet", sheet.name)
        self.rows.append((sheet.name, *nothing, *WrittenCell("text", "")))

    def digests(self) -> dict[str, str]:
        """Digest each page over keys, kinds and texts, whatever their order."""
        pages: dict[str, list[str]] = defaultdict(list)
        for row in self.rows:
            pages[row[_PAGE]].append("\x1f".join(row[_FIRST_OF_KEY:_AFTER_TEXT]))
        return {page_id: digest_of(lines) for page_id, lines in pages.items()}


def digest_of(lines: list[str]) -> str:
    """Return the SHA-256 of normalised lines under this version of the contract."""
    content = "\x1e".join([str(CONTRACT_VERSION), *sorted(lines)])
    return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()


def is_filled(value: object) -> bool:
    """Say whether a cell shows anything."""
    return value is not None and not (isinstance(value, str) and not value.strip())


def column_label(sheet: RawSheet, header_end: int, column: int) -> str:
    """Return what stands above a column, nearest first, else its letters."""
    for cells in reversed(sheet.rows[: header_end + 1]):
        text = shown_text(cells[column])
        if text:
            return text
    return cell_address(0, column)[:-1]
