"""From a raw cell to what the rules see: its kind, its text, what it means."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

from expectations.marks import INVISIBLE, MarkReading, mark_behind_date
from ingest.reading.sheets import CellError, CellValue, UncachedFormula

if TYPE_CHECKING:
    from collections.abc import Callable

    from expectations.marks import MarkScale

_EPOCH = date(1899, 12, 30)
_MIDNIGHT = datetime(1899, 12, 30)  # noqa: DTZ001 - of no day
_FIRST_SERIAL, _LAST_SERIAL = 36_526, 73_050  # the years 2000 to 2099


class WrittenCell(NamedTuple):
    """The last columns of READ_CELLS."""

    kind: str
    value_text: str
    value: str | None = None
    mark_1: int | None = None
    mark_2: int | None = None
    attendance: str | None = None
    hint: str = ""


def kind_and_text(value: CellValue) -> tuple[str, str]:
    """Return a cell's kind and its text as written; a blank-looking text is empty."""
    if value is None:
        return "empty", ""
    if isinstance(value, str):
        return ("text", value) if visible(value) else ("empty", "")
    if isinstance(value, bool):
        return "boolean", "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        is_whole = isinstance(value, int) or value.is_integer()
        return "number", str(int(value)) if is_whole else repr(value)
    if isinstance(value, (date, datetime)):
        return "date", value.isoformat()
    if isinstance(value, CellError):
        return "error", value.text
    if isinstance(value, UncachedFormula):
        return "formula", ""
    return "time", str(value)


def visible(text: str) -> str:
    """Return a text without invisible signs, its blanks plain and single."""
    return " ".join(INVISIBLE.sub("", text).split())


class MarkCells:
    """Reads mark cells; each spelling is understood once."""

    def __init__(
        self, scale: MarkScale, understand: Callable[[str, MarkScale], MarkReading]
    ) -> None:
        self._scale = scale
        self._understand = understand
        self.by_text: dict[str, WrittenCell | None] = {}

    def read(self, value: CellValue) -> WrittenCell | None:
        """Return the cell as understood, None when it is empty."""
        if isinstance(value, str):
            if value not in self.by_text:
                self.by_text[value] = self._read(value)
            return self.by_text[value]
        return self._read(value)

    def _read(self, value: CellValue) -> WrittenCell | None:
        kind, text = kind_and_text(value)
        if kind == "empty":
            return None
        if kind in {"error", "formula", "boolean"}:
            return WrittenCell(kind, text)
        if isinstance(value, (date, datetime)):
            return WrittenCell(kind, text, hint=mark_behind_date(value, self._scale))
        if isinstance(value, (time, timedelta)):
            return WrittenCell(kind, text, hint=self._mark_behind_time(value))
        reading = self._understand(text, self._scale)
        if reading.value is None and (day := _date_of_serial(text)):
            return WrittenCell("date", text, hint=mark_behind_date(day, self._scale))
        return WrittenCell(kind, text, *reading)

    def _mark_behind_time(self, value: time | timedelta) -> str:
        """Return the double mark that Excel took for a time: 04:05 was `4:5`."""
        if isinstance(value, timedelta):
            is_of_a_day = timedelta() <= value < timedelta(days=1)
            value = (_MIDNIGHT + value).time() if is_of_a_day else time()
        marks = (str(value.hour), str(value.minute))
        return "/".join(marks) if all(m in self._scale.marks for m in marks) else ""


def _date_of_serial(text: str) -> date | None:
    """Return the date behind a serial such as 46146, which Excel shows as 4 May."""
    if len(text) != 5 or not text.isdecimal():
        return None
    serial = int(text)
    if not _FIRST_SERIAL <= serial <= _LAST_SERIAL:
        return None
    return _EPOCH + timedelta(days=serial)
