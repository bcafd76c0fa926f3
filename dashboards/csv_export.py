"""Tables as CSV that Russian Excel opens, and that cannot do anything there."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import polars as pl

# Excel and LibreOffice take a cell that begins so for a formula (OWASP, CSV injection).
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def safe_csv(frame: pl.DataFrame) -> bytes:
    """Return the frame as UTF-8 with BOM and «;», headings first.

    Text that a spreadsheet would calculate gets an apostrophe in front; numbers, also
    negative ones, are left as they are.
    """
    written = io.StringIO()
    writer = csv.writer(written, delimiter=";", lineterminator="\r\n")
    writer.writerow([_inert(name) for name in frame.columns])
    writer.writerows([_inert(value) for value in row] for row in frame.iter_rows())
    return written.getvalue().encode("utf-8-sig")


def _inert(value: object) -> object:
    """Return text as text: white space in front of a formula does not hide it."""
    if not isinstance(value, str):
        return value
    if value.startswith(_STARTS_A_FORMULA) or value.lstrip().startswith(
        _STARTS_A_FORMULA
    ):
        return f"'{value}"
    return value
