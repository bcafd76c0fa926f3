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
_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_NO_TEXT = N_("The file is neither a workbook nor a CSV file.")


def read_workbook_or_csv(content: bytes, largest: int = MAX_FILE_BYTES) -> RawWorkbook:
    """Return the sheets of a file; CSV of any usual encoding and separator is one."""
    is_workbook = content.startswith(_BINARY)
    return read_workbook(content) if is_workbook else read_csv(content, largest)


def read_csv(content: bytes, largest: int = MAX_FILE_BYTES) -> RawWorkbook:
    """Return the only sheet of a CSV file of at most `largest` bytes."""
    if len(content) > largest:
        raise VedomostError(_NO_TEXT)
    text = _decoded(content)
    if "\0" in text[:4096]:
        raise VedomostError(_NO_TEXT)
    separator = max(";,\t", key=text[:4096].count)
    try:
        read = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error as error:
        raise VedomostError(_NO_TEXT) from error
    rows: list[list[CellValue]] = [[cell or None for cell in cells] for cells in read]
    return RawWorkbook([RawSheet("CSV", "visible", rows)])


def _decoded(content: bytes) -> str:
    """Return the text: UTF-16 by its mark or its zeros, else UTF-8, else cp1251."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if content.count(0, 0, 4096):
        for encoding in ("utf-16-le", "utf-16-be"):  # without its mark
            text = content.decode(encoding, errors="replace")
            if _is_written_in_words_we_know(text[:2048]):
                return text
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1251", errors="replace")


def _is_written_in_words_we_know(text: str) -> bool:
    """Tell a text from bytes that happen to be letters of some alphabet."""
    usual = sum(sign in "\t\r\n" or " " <= sign <= "~" for sign in text)
    cyrillic = sum("\u0400" <= sign <= "\u04ff" for sign in text)
    return usual + cyrillic > 0.9 * len(text)
