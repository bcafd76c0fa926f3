"""Cells of a foreign file: the layout's spellings, then our own grammar of marks."""

from __future__ import annotations

import dataclasses
import re
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from expectations.marks import read_final, read_mark
from ingest.foreign.words import folded
from ingest.reading.cell_kinds import MarkCells, WrittenCell, kind_and_text, visible

if TYPE_CHECKING:
    from collections.abc import Mapping

    from expectations.marks import MarkReading, MarkScale
    from ingest.foreign.layout import Layout
    from ingest.reading.sheets import CellValue

_WORD = re.compile(r"[^\W\d_]+")
_WHOLE = re.compile(r"(?<![\d.,])(\d+)([.,])0+(?![\d.,])")
_FRACTION = re.compile(r"\d+,\d+")
_NUMBER = re.compile(r"[+-]?\d{1,9}(?:[.,]\d{1,18})?")


class CellReader:
    """Reads the cells of one file under one layout; each spelling once."""

    def __init__(self, layout: Layout, scale: MarkScale) -> None:
        self._codes = layout.codes
        self._nothing = {"", *layout.codes.nothing}
        self._zero_is_empty = layout.averages.zero_is_empty
        own = {code: int(code) for code in layout.codes.marks if code.isdecimal()}
        # A report's own 0 is a mark of lessons; final marks are the school's.
        with_own = dataclasses.replace(scale, marks={**own, **scale.marks})
        self._marks = MarkCells(with_own, self._understood_mark)
        self._finals = MarkCells(scale, self._understood_final)

    def mark(self, value: CellValue) -> WrittenCell | None:
        """Return the cell of a lesson; None when it stands for nothing."""
        return None if self.is_nothing(value) else self._marks.read(value)

    def final(self, value: CellValue) -> WrittenCell | None:
        """Return the cell of a final mark; None when it stands for nothing."""
        return None if self.is_nothing(value) else self._finals.read(value)

    def is_nothing(self, value: CellValue) -> bool:
        """Tell whether a cell is empty, or a dash that stands for that."""
        if value is None or value == "":
            return True
        return isinstance(value, str) and folded(value) in self._nothing

    def is_empty_zero(self, field: str, number: Decimal) -> bool:
        """Tell whether a printed 0 only says that there was nothing to average."""
        return number == 0 and field in self._zero_is_empty

    def absence(self, value: CellValue) -> str:
        """Return what a column of absences says, in the words of mark cells."""
        written = visible(kind_and_text(value)[1])
        return self._codes.absence.get(folded(written), written)

    def _understood_mark(self, written: str, scale: MarkScale) -> MarkReading:
        return read_mark(self._plain(written), scale)

    def _understood_final(self, written: str, scale: MarkScale) -> MarkReading:
        return read_final(self._plain(written), scale)

    def _plain(self, written: str) -> str:
        """Return a spelling in the words of our grammar."""
        text = visible(written)
        text = _WHOLE.sub(self._whole, text)
        if self._codes.decimal_comma and _FRACTION.fullmatch(text):
            return text.replace(",", ".")  # 4.5 is no mark
        aliases = self._codes.aliases
        if (known := aliases.get(text.lower())) is not None:
            return known
        for separator in self._codes.separators:
            text = text.replace(separator, "/")
        return _WORD.sub(lambda word: _spelt(word[0], aliases), text)

    def _whole(self, number: re.Match[str]) -> str:
        """Return 5 for 5.0; where 0 is a mark, «5,0» may be two marks and stays."""
        is_certain = number[2] == "." or "0" not in self._codes.marks
        return number[1] if is_certain else number[0]


def number_in(value: CellValue) -> Decimal | None:
    """Return the number that a cell shows, with a point or a comma."""
    if isinstance(value, bool):
        return None
    text = visible(kind_and_text(value)[1]).replace(" ", "")
    if not _NUMBER.fullmatch(text):
        return None
    try:
        return Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None


def _spelt(word: str, aliases: Mapping[str, str]) -> str:
    return aliases.get(word.lower(), word)
