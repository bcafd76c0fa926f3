"""How marks, names and days are written, and what each spelling means."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

    from tests.foreign.paper import Spelt


class Cell(NamedTuple):
    """A cell as written, its text without spaces around, and what it means."""

    written: object
    text: str
    means: Spelt


def _cell(written: object, value: str | None, one=None, two=None, absent=None) -> Cell:
    return Cell(written, str(written).strip(), (value, one, two, absent))


PLAIN_MARKS = (
    *(_cell(mark, str(mark), mark) for mark in (2, 3, 4, 5)),
    *(_cell(str(mark), str(mark), mark) for mark in (2, 3, 4, 5)),
    _cell("\u00a05 ", "5", 5),
    _cell("Н", "н", absent="н"),
    _cell("н", "н", absent="н"),
    _cell("б", "б", absent="б"),
    _cell("УП", "у", absent="у"),
    _cell("НП", "н", absent="н"),
    _cell(".", "."),
)
OF_TEACHERS = (
    *PLAIN_MARKS,
    _cell("5/4", "5/4", 5, 4),
    _cell("5·4", "5/4", 5, 4),
    _cell("2·Н", "2н", 2, absent="н"),
    _cell("нб", "н", absent="н"),
    _cell("3 4", "3/4", 3, 4),
)
OF_NETSCHOOL = (
    *PLAIN_MARKS,
    _cell("2/3", "2/3", 2, 3),
    _cell("О 2", "2о", 2, absent="о"),
    _cell("Б  3/3", "3/3б", 3, 3, "б"),
    _cell("5 Н", "5н", 5, absent="н"),
    _cell("О\u00a04", "4о", 4, absent="о"),
    _cell(0, "0", 0),
    _cell("0", "0", 0),
    _cell("ОТ", "н", absent="н"),
)
FINALS = (
    *(_cell(mark, str(mark), mark) for mark in (2, 3, 4, 5)),
    _cell("4", "4", 4),
    _cell("н/а", "not_attested"),
    _cell("ОСВ", "exempt"),
    _cell("зач", "зачёт"),
)
NOTHING = (None, None, None, "-", " ", "\u00a0")

CLASS = "8А"
SURNAMES = ("Аль-Масри", "Берёзкин", "Воронова", "Ёлкина", "Ли", "Орлов", "Цой")
FIRST_NAMES = ("Алёна", "Борис", "Глеб", "Мария", "Семён")
SUBJECTS = ("Алгебра", "Геометрия", "Русский язык", "ИЗО", "Физическая культура")
MONTHS = (
    "Январь", "Февраль", "Март", "Апрель", "Май", "Июнь", "Июль", "Август",
    "Сентябрь", "Октябрь", "Ноябрь", "Декабрь",
)  # fmt: skip
GENITIVES = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа",
    "сентября", "октября", "ноября", "декабря",
)  # fmt: skip


def students(random: Random, most: int) -> list[str]:
    names = [f"{one} {two}" for one in SURNAMES for two in FIRST_NAMES]
    return random.sample(names, random.randint(1, most))


def lesson_days(random: Random, year: int, most: int) -> list[date]:
    """Return days in order, some near a month's end, some more than once."""
    first = date(year, 9, 1) + timedelta(days=random.randint(0, 240))
    days: list[date] = []
    day = first
    for _ in range(random.randint(1, most)):
        days += [day] * random.choice((1, 1, 1, 2, 3))
        step = random.choice((1, 1, 2, 7))
        day += timedelta(days=step)
        if random.randint(0, 3) == 0:  # to the last or first day of a month
            following = (day.replace(day=1) + timedelta(days=32)).replace(day=1)
            day = random.choice((max(following - timedelta(days=1), day), following))
    return [one for one in days if one < date(year + 1, 8, 31)]


def day_number(random: Random, day: date) -> object:
    return random.choice((day.day, f"{day.day:02}", f"\u00a0{day.day}", str(day.day)))


def month_name(random: Random, month: int) -> str:
    name = MONTHS[month - 1]
    return random.choice((name, name.upper(), f" {name}\u00a0", name.lower()))


def printed_average(marks: Sequence[int], digits: int, *, half_even: bool) -> Decimal:
    rounding = ROUND_HALF_EVEN if half_even else ROUND_HALF_UP
    return (Decimal(sum(marks)) / len(marks)).quantize(
        Decimal(1).scaleb(-digits), rounding
    )


def written_number(random: Random, number: Decimal) -> Cell:
    """Return an average as a number, or as a text with a comma."""
    if random.randint(0, 1):
        plain = str(float(number))
        plain = plain.removesuffix(".0")
        return Cell(float(number), plain, (plain, None, None, None))
    comma = str(number).replace(".", ",")
    return Cell(comma, comma, (str(number), None, None, None))
