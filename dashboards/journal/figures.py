"""Numbers, days and moments as people write them in their language."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from babel.dates import format_date, format_datetime, format_time
from babel.numbers import format_decimal

from expectations.language import N_, say
from warehouse.rounding import DEFAULT_RULE, Amount, rounded, rounded_ratio

if TYPE_CHECKING:
    from collections.abc import Mapping
    from zoneinfo import ZoneInfo

NONE = "—"


def short_name(name: str) -> str:
    """Return «Морозова И. Л.» of «Морозова Ирина Львовна»."""
    surname, *given = name.split()
    return " ".join([surname, *(f"{part[0]}." for part in given)]) if given else name


@lru_cache(maxsize=50_000, typed=True)  # a sheet shows the same figures again
def number(
    value: Amount | None, language: str, places: int = 2, rule: str = DEFAULT_RULE
) -> str:
    """Return «4,83»; a missing figure is a dash and never 0.

    The rounding is ours and exact: babel's own would take 2.5 for 2.
    """
    if value is None:
        return NONE
    pattern = "#,##0" + ("." + "0" * places if places else "")
    return str(format_decimal(rounded(value, places, rule), pattern, locale=language))


@lru_cache(maxsize=50_000, typed=True)
def ratio(
    numerator: Amount,
    denominator: Amount,
    language: str,
    places: int = 2,
    rule: str = DEFAULT_RULE,
) -> str:
    """Return numerator / denominator as `number` shows it; over nothing a dash."""
    return number(
        rounded_ratio(numerator, denominator, places, rule), language, places, rule
    )


def day(value: date, language: str) -> str:
    """Return «23.11.2026» or «23 Nov 2026»."""
    pattern = "dd.MM.yyyy" if language == "ru" else "d MMM yyyy"
    return str(format_date(value, pattern, locale=language))


def short_day(value: date, language: str) -> str:
    """Return «23.11» or «23 Nov»."""
    pattern = "dd.MM" if language == "ru" else "d MMM"
    return str(format_date(value, pattern, locale=language))


def long_day(value: date, language: str) -> str:
    """Return «понедельник, 23 ноября» or «Monday 23 November»."""
    pattern = "EEEE, d MMMM" if language == "ru" else "EEEE d MMMM"
    return str(format_date(value, pattern, locale=language))


def for_day(value: date, language: str) -> str:
    """Return «среду, 25 ноября», as it is said after «задано на»."""
    name = long_day(value, language)
    weekday, comma, rest = name.partition(",")
    return f"{weekday[:-1]}у{comma}{rest}" if weekday.endswith("а") else name


def month(value: date, language: str) -> str:
    """Return «ноябрь»."""
    return str(format_date(value, "LLLL", locale=language))


def moment(stored: datetime, zone: ZoneInfo, language: str) -> str:
    """Return day and time in the school's zone of a moment the warehouse keeps."""
    local = stored.replace(tzinfo=UTC).astimezone(zone)
    pattern = "dd.MM.yyyy HH:mm" if language == "ru" else "d MMM yyyy HH:mm"
    return str(format_datetime(local, pattern, locale=language))


def clock_time(stored: datetime, zone: ZoneInfo, language: str) -> str:
    """Return «13:30» in the school's zone."""
    local = stored.replace(tzinfo=UTC).astimezone(zone)
    return str(format_time(local.time(), "HH:mm", locale=language))


def page_title(page: Mapping[str, Any]) -> str:
    """Return «5А · Математика»; addresses know the page by it, too."""
    return f"{page['unit_name']} · {page['subject_name']}"


def lesson_name(lesson_on: date, slot: int, language: str) -> str:
    """Return «23.11, 3-й урок»."""
    day_on = short_day(lesson_on, language)
    return say(N_("{day}, lesson {slot}"), language, day=day_on, slot=slot)


def room_name(room: str, language: str) -> str:
    """Return «каб. 21», but a gym or a stadium by its name alone."""
    is_number = room[:1].isdigit()
    return say(N_("room {room}"), language, room=room) if is_number else room
