"""Invented people's names: Russian, some Tatar, from the stock in `names.txt`."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from warehouse.access.logins import latin

if TYPE_CHECKING:
    import random


class Name(NamedTuple):
    """A person's full name and the grammatical gender it is written in."""

    surname: str
    given_name: str
    patronymic: str
    is_woman: bool


@functools.cache
def stock(block: str) -> tuple[str, ...]:
    """Return one block of `names.txt`; «young names» are rare among adults."""
    text = Path(__file__).with_name("names.txt").read_text(encoding="utf-8")
    blocks = dict(part.split("]", 1) for part in text.split("[")[1:])
    return tuple(blocks[block].split())


def invent_adult(dice: random.Random, *, is_woman: bool) -> Name:
    """Invent the name of someone who went to school in the last century."""
    name = invent_name(dice, is_woman=is_woman)
    while name.given_name in stock("young names"):
        name = invent_name(dice, is_woman=is_woman)
    return name


def invent_name(dice: random.Random, *, is_woman: bool) -> Name:
    """Invent one name; every ninth or so is Tatar throughout."""
    is_tatar = dice.random() < 0.11
    surname = dice.choice(stock("tatar surnames" if is_tatar else "surnames"))
    if is_tatar:
        given = dice.choice(stock("tatar girls" if is_woman else "tatar boys"))
    else:
        given = dice.choice(stock("girls" if is_woman else "boys"))
    father = dice.choice(stock("tatar fathers" if is_tatar else "fathers"))
    return Name(
        surname=woman_surname(surname) if is_woman else surname,
        given_name=given,
        patronymic=woman_patronymic(father) if is_woman else father,
        is_woman=is_woman,
    )


def woman_surname(surname: str) -> str:
    """Return the form a woman bears; «Седых» and «Шевченко» stay as they are."""
    if "-" in surname:
        return "-".join(woman_surname(part) for part in surname.split("-"))
    if surname.endswith(("ов", "ев", "ёв", "ин", "ын")):
        return surname + "а"
    if surname.endswith(("ий", "ый", "ой")):
        return surname[:-2] + "ая"
    return surname


def woman_patronymic(patronymic: str) -> str:
    """Return «Ивановна» for «Иванович», «Ильинична» for «Ильич»."""
    if patronymic.endswith(("ович", "евич")):
        return patronymic[:-2] + "на"
    return patronymic[:-1] + "нична"


def login_of(name: Name) -> str:
    """Return a log-in such as `smirnova.ep`."""
    initials = latin(name.given_name[0])[0] + latin(name.patronymic[0])[0]
    return f"{latin(name.surname)}.{initials}"
