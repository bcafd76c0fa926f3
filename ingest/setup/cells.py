"""One cell of the set-up workbook: from what was typed to a value, and back."""

from __future__ import annotations

import functools
import math
import re
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from expectations.language import N_, say
from ingest.setup.contract import empty_value, titles
from ingest.setup.sheets_year import SETTING_KINDS
from warehouse.calendar import is_grades, parts_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ingest.setup.columns import Column

YES = N_("yes")
NO = N_("no")
_EXCEL_EPOCH = date(1899, 12, 30)
_SERIAL_DIGITS = 5  # such a number in a date column is a date that lost its format
_DAY_SECONDS = 86_400
_MIDNIGHT = datetime(2000, 1, 1)  # noqa: DTZ001 - a time of day has no zone
_LOOK_ALIKES = str.maketrans("ABCEHKMOPTXYЁ", "АВСЕНКМОРТХУЕ")
_DATE = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4}|\d{2})(?:\s*г\.?)?")
_TIME = re.compile(r"(\d{1,2})[:.\-](\d{2})(?::\d{2})?")


class NotUnderstoodError(ValueError):
    """What stands in the cell is no value of this kind."""


class NotAChoiceError(ValueError):
    """What stands in the cell is not in the column's list."""


def folded(text: str) -> str:
    """Return a spelling without case, blanks, quotes and Latin look-alikes."""
    return re.sub(r"[\s«»\"'.]", "", text).upper().translate(_LOOK_ALIKES)


def cyrillic_class(text: str) -> str:
    """Return a class code as Russian schools write it: «5 "A"» with a Latin A is 5А.

    Anything but a grade and letters is left as it is.
    """
    plain = re.sub(r"[\s«»\"'-]", "", text)
    if re.fullmatch(r"\d{1,2}[A-Za-zА-Яа-яЁё]{1,2}", plain):
        return plain.upper().translate(_LOOK_ALIKES)
    return text


def as_text(raw: object) -> str:
    """Return a raw cell as a person would have typed it."""
    if raw is None:
        return ""
    if isinstance(raw, bool):
        return say(YES if raw else NO, "ru")
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))
    if isinstance(raw, datetime):
        return raw.strftime("%d.%m.%Y" if raw.time() == time() else "%d.%m.%Y %H:%M")
    if isinstance(raw, date):
        return raw.strftime("%d.%m.%Y")
    if isinstance(raw, time):
        return raw.strftime("%H:%M")
    return " ".join(str(raw).split())


def parse(column: Column, raw: object, setting: str = "") -> object:
    """Return the value of a raw cell; `setting` names the row of the sheet “School”.

    Raises NotUnderstoodError or NotAChoiceError. An empty cell is never an error here.
    """
    text = as_text(raw)
    if not text:
        return empty_value(column)
    match column.kind:
        case "text" | "code":
            return text
        case "codes":
            return ",".join(parts_of(text.replace(";", ",")))
        case "grades":
            return _grades(text)
        case "integer":
            return _integer(text)
        case "number":
            return _number(text)
        case "date":
            return _date(raw, text)
        case "time":
            return _time(raw, text)
        case "yes_no":
            return _yes_no(text)
        case "choice":
            return _choice(column, text)
        case "number_choice":
            return int(_choice(column, text))
        case "choices":
            parts = parts_of(text.replace(";", ","))
            return ",".join(_choice(column, part) for part in parts)
        case "setting":
            return _setting(raw, text, setting)


def shown(column: Column, value: object, language: str) -> object:
    """Return a value as it is written into a workbook of this language."""
    if value is None or value == empty_value(column):
        return None
    match column.kind:
        case "yes_no":
            return say(YES if value else NO, language)
        case "choice" | "number_choice":
            return say(column.choices.get(str(value), str(value)), language)
        case "choices":
            return ", ".join(
                say(column.choices.get(part, part), language)
                for part in parts_of(str(value))
            )
        case _:
            return value


def shown_setting(value: object, setting: str) -> object:
    """Return a setting's text as the date or number it stands for."""
    match SETTING_KINDS.get(setting):
        case "date" if value:
            return date.fromisoformat(str(value))
        case "integer" if str(value).isdecimal():
            return int(str(value))
        case _:
            return value


def _setting(raw: object, text: str, setting: str) -> str:
    match SETTING_KINDS.get(setting):
        case "date":
            return _date(raw, text).isoformat()
        case "integer":
            return str(_integer(text))
        case _:
            return text


def _grades(text: str) -> str:
    plain = text.replace("–", "-").replace("—", "-").replace(";", ",").replace(" ", "")
    parts = parts_of(plain)
    if not all(is_grades(part) for part in parts):
        raise NotUnderstoodError(text)
    return ",".join(parts)


def _integer(text: str) -> int:
    number = _number(text)
    if not number.is_integer():
        raise NotUnderstoodError(text)
    return int(number)


def _number(text: str) -> float:
    try:
        number = float(text.replace(",", ".").replace(" ", ""))
    except ValueError as error:
        raise NotUnderstoodError(text) from error
    if not math.isfinite(number):
        raise NotUnderstoodError(text)
    return number


def _date(raw: object, text: str) -> date:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if len(text) == _SERIAL_DIGITS and text.isdecimal():
        return _EXCEL_EPOCH + timedelta(days=int(text))
    try:
        if found := _DATE.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            return date(year + 2000 if year < 100 else year, month, day)
        return date.fromisoformat(text)
    except ValueError as error:
        raise NotUnderstoodError(text) from error


def _time(raw: object, text: str) -> time:
    if isinstance(raw, datetime):
        return raw.time()
    if isinstance(raw, time):
        return raw
    try:
        if isinstance(raw, timedelta):
            return (_MIDNIGHT + raw).time()
        if isinstance(raw, float) and 0 <= raw < 1:
            return (_MIDNIGHT + timedelta(seconds=round(raw * _DAY_SECONDS))).time()
        if found := _TIME.fullmatch(text):
            return time(int(found[1]), int(found[2]))
    except (ValueError, OverflowError) as error:
        raise NotUnderstoodError(text) from error
    raise NotUnderstoodError(text)


@functools.cache
def _yes_and_no() -> Mapping[str, bool]:
    known = {"+": True, "1": True, "TRUE": True, "-": False, "0": False, "FALSE": False}
    known |= {folded(title): True for title in titles(YES)}
    return known | {folded(title): False for title in titles(NO)}


def _yes_no(text: str) -> bool:
    try:
        return _yes_and_no()[folded(text)]
    except KeyError as error:
        raise NotUnderstoodError(text) from error


@functools.cache
def _spellings(choices: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """Return every accepted spelling: the stored key and its title in each language."""
    return {
        folded(spelling): stored
        for stored, title in choices
        for spelling in (stored, *titles(title))
    }


def _choice(column: Column, text: str) -> str:
    try:
        return _spellings(tuple(column.choices.items()))[folded(text)]
    except KeyError as error:
        raise NotAChoiceError(text) from error
