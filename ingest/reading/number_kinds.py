"""What a stored number shows: a number, a day, a time, a span, by its number format.

Excel's formats keep days and times as numbers; every reader of such a format asks here.
"""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ingest.reading.sheets import CellValue

_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
_DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
_ELAPSED_FORMAT = 46
_LONGEST_CODE = 255
_LAST_DAY = 2_957_003  # the year 9999, whichever year the days count from
_MISSING_DAY = 60  # Excel counts a 29 February 1900 that never was
_EPOCHS = [datetime(1899, 12, 30), datetime(1904, 1, 1)]  # noqa: DTZ001 - wall dates


def kind_of_format(number_format: int, code: str) -> str:
    """Return '' for a format of numbers, 'date' or 'elapsed'."""
    if number_format == _ELAPSED_FORMAT:
        return "elapsed"
    if number_format in _DATE_FORMATS:
        return "date"
    first = _LITERAL.sub("", code[:_LONGEST_CODE].split(";")[0])
    if _ELAPSED.search(first):
        return "elapsed"
    is_date = "general" not in first.lower() and re.search("[dmyhsDMYHS]", first)
    return "date" if is_date else ""


def number_as_shown(number: float, kind: str, *, counts_from_1904: bool) -> CellValue:
    """Return the number, or the day, time or span that a cell of this kind shows."""
    if not kind or not 0 <= number < _LAST_DAY:
        return number
    span = timedelta(seconds=round(number * 86_400))
    if kind == "elapsed":
        return span
    if 0 <= number < 1:
        return (_EPOCHS[False] + span).time()
    if number < _MISSING_DAY and not counts_from_1904:
        span += timedelta(days=1)
    moment = _EPOCHS[counts_from_1904] + span
    return moment.date() if moment.time() == time() else moment


def moment_as_shown(text: str) -> CellValue:
    """Return the day, moment or time that an ISO text names; another text stays.

    Programs that have no times of day write the day on which days begin to count.
    """
    try:
        if ":" in text and "-" not in text:
            return time.fromisoformat(text).replace(tzinfo=None)
        moment = datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:  # no such day: what stands there is shown as it is
        return text
    if moment.date() == _EPOCHS[False].date() and moment.time() != time():
        return moment.time()
    return moment.date() if moment.time() == time() else moment
