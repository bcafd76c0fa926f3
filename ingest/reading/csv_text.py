"""A file that is a workbook, or the same table saved as CSV."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from expectations.language import N_
from ingest.reading.child import read_workbook
from ingest.reading.formats import MAX_FILE_BYTES
from ingest.reading.sheets import RawSheet, RawWorkbook
from warehouse.errors import VedomostError

if TYPE_CHECKING:
    from ingest.reading.sheets import CellValue

_BINARY = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")  # what workbooks begin with
_NO_TEXT = N_("The file is neither a workbook nor a CSV file.")


def read_workbook_or_csv(content: bytes) -> RawWorkbook:
    """Return the sheets of a file; CSV of any usual encoding and separator is one."""
    return read_workbook(content) if content.startswith(_BINARY) else _csv(content)


def _csv(content: bytes) -> RawWorkbook:
    if len(content) > MAX_FILE_BYTES or b"\0" in content[:4096]:
        raise VedomostError(_NO_TEXT)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1251", errors="replace")
    separator = max(";,\t", key=text[:4096].count)
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise VedomostError(_NO_TEXT) from error
    rows: list[list[CellValue]] = [[cell or None for cell in cells] for cells in read]
    return RawWorkbook([RawSheet("CSV", "visible", rows)])
