"""The cells that a reading delivers, gathered in plain lists."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from typing import TYPE_CHECKING, NamedTuple

from ingest.reading.cell_kinds import WrittenCell, kind_and_text
from ingest.reading.identify import shown_text
from ingest.reading.sheets import cell_address
from ingest.workbook import CONTRACT_VERSION, PAGE, ReadRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ingest.reading.sheets import RawSheet

_FIRST_OF_KEY, _AFTER_TEXT = 3, 10  # places in a row of READ_CELLS


class Block(NamedTuple):
    """Cells of one page that stand in one row of the file; `digest` covers them."""

    cells: tuple[ReadRow, ...]
    digest: str


class CellRows:
    """Collects rows of READ_CELLS, page by page and block by block."""

    def __init__(self) -> None:
        self.blocks: list[tuple[str, Sequence[ReadRow]]] = []
        self._digests: dict[str, list[str]] = defaultdict(list)
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
        self._append((sheet.name, cell, *key, label, *written))

    def add_block(self, page_id: str, block: Block) -> None:
        """Deliver what a row of the file says about one page."""
        if block.cells:
            self.blocks.append((page_id, block.cells))
            self._digests[page_id].append(block.digest)

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
        self._append((sheet.name, *nothing, *WrittenCell("text", "")))

    def digests(self) -> dict[str, str]:
        """Digest each page over keys, kinds and texts, whatever the rows' order."""
        return {page: digest_of(lines) for page, lines in self._digests.items()}

    def _append(self, row: ReadRow) -> None:
        page_id = row[PAGE]
        self.blocks.append((page_id, (row,)))
        self._digests[page_id].append(_line(row))


def block_of(cells: Sequence[ReadRow]) -> Block:
    """Return a block; its digest is blind to the order of columns."""
    lines = "\x1e".join(sorted(map(_line, cells)))
    digest = hashlib.sha256(lines.encode("utf-8", "surrogatepass"))
    return Block(tuple(cells), digest.hexdigest())


def _line(row: ReadRow) -> str:
    return "\x1f".join(row[_FIRST_OF_KEY:_AFTER_TEXT])


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
